import hashlib
import json
import math

import pytest
import torch
from safetensors.torch import save, save_file

from skipgraph.errors import FormatError
from skipgraph.train.checkpoint import Checkpoint, EpochResult, best_epoch, read_checkpoint, write_checkpoint
from skipgraph.train.scores import Scores

PLAIN = Scores(1 / 3, 0.5)
HEADS = Scores(2.0, 0.25, 0.125, (Scores(math.pi, 0.75, 0.2), Scores(1e-9, 0.25, 0.125)))
RESULT = EpochResult(1, 0.1, PLAIN, HEADS, Scores(math.pi, 1.0), 3.25)


def test_a_checkpoint_comes_back_exactly(tmp_path):
    tensors = {
        "net.weight": torch.tensor([[1e-45, -0.0], [math.inf, math.pi]]),
        "net.steps": torch.tensor(7),
        "net.slice": torch.arange(6.0).reshape(2, 3).T,
        "net.empty": torch.zeros(0, 2),
        "net.half": torch.ones(2, dtype=torch.bfloat16),
    }
    manifest = {"pattern": "nåme \n", "seed": 3, "rate": 0.1, "flag": True}
    write_checkpoint(tmp_path / "a.safetensors", Checkpoint(manifest, [RESULT], tensors, "the best"))
    back = read_checkpoint(tmp_path / "a.safetensors")
    assert back.manifest == manifest
    assert back.best_weights == "the best"
    assert back.history == (RESULT,)
    assert back.history[0].wall_seconds == 3.25
    for key, tensor in tensors.items():
        assert back.tensors[key].dtype == tensor.dtype
        assert torch.equal(back.tensors[key], tensor)


def test_a_line_of_metrics_names_every_head():
    assert RESULT.columns() == {
        "epoch": 1,
        "learning_rate": 0.1,
        "train_loss": 1 / 3,
        "train_accuracy": 0.5,
        "validation_loss": 2.0,
        "validation_accuracy": 0.25,
        "validation_mean_iou": 0.125,
        "validation_head1_loss": math.pi,
        "validation_head1_accuracy": 0.75,
        "validation_head1_mean_iou": 0.2,
        "validation_head2_loss": 1e-9,
        "validation_head2_accuracy": 0.25,
        "validation_head2_mean_iou": 0.125,
        "test_loss": math.pi,
        "test_accuracy": 1.0,
        "wall_seconds": 3.25,
    }


def test_the_best_epoch_has_the_highest_accuracy_or_mean_iou_then_the_lowest_loss():
    def epoch(number, validation):
        return EpochResult(number, 0.1, PLAIN, validation, PLAIN, 1.0)

    images = [epoch(1, Scores(0.5, 0.8)), epoch(2, Scores(0.3, 0.9)), epoch(3, Scores(0.2, 0.9)), epoch(4, PLAIN)]
    assert best_epoch(images).epoch == 3
    assert best_epoch(images[:2]).epoch == 2
    pixels = [epoch(1, Scores(0.5, 0.9, 0.3)), epoch(2, Scores(0.6, 0.7, 0.4)), epoch(3, Scores(0.6, 0.9, 0.4))]
    assert best_epoch(pixels).epoch == 2


def test_tensors_that_share_memory_are_kept_apart(tmp_path):
    shared = torch.arange(4.0)
    write_checkpoint(tmp_path / "a.safetensors", Checkpoint({}, [], {"a": shared, "b": shared}))
    assert torch.equal(read_checkpoint(tmp_path / "a.safetensors").tensors["b"], shared)


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.safetensors"
    write_checkpoint(path, Checkpoint({"seed": 1}, [], {"a": torch.zeros(1)}))
    with pytest.raises(TypeError):
        write_checkpoint(path, Checkpoint({"seed": object()}, [], {"a": torch.ones(1)}))
    assert read_checkpoint(path).manifest == {"seed": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["a.safetensors"]


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 64, b"PK\x03\x04 a zip"])
def test_foreign_bytes(tmp_path, content):
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=r"a\.safetensors cannot be read as a checkpoint"):
        read_checkpoint(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(FormatError, match=r"none\.safetensors cannot be read"):
        read_checkpoint(tmp_path / "none.safetensors")


def test_the_same_state_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_checkpoint(tmp_path / name, Checkpoint({"seed": 1}, [RESULT], {"b": torch.ones(2), "a": torch.ones(3)}))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_each_flipped_bit_is_noticed(tmp_path):
    path = tmp_path / "a.safetensors"
    write_checkpoint(path, Checkpoint({"seed": 1}, [RESULT], {"net.weight": torch.arange(6.0)}, "0" * 64))
    content = path.read_bytes()
    places = [*range(0, len(content), 7), *range(len(content) - 24, len(content))]
    for place in places:
        for bit in (1, 64):
            path.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
            with pytest.raises(FormatError, match=r"a\.safetensors "):
                read_checkpoint(path)
    for length in range(0, len(content), 97):
        path.write_bytes(content[:length])
        with pytest.raises(FormatError, match=r"a\.safetensors cannot be read"):
            read_checkpoint(path)
    path.write_bytes(content)
    assert read_checkpoint(path).manifest == {"seed": 1}


def test_the_file_before_is_kept_aside(tmp_path):
    path, previous = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    write_checkpoint(path, Checkpoint({"epoch": 1}, [], {"a": torch.zeros(1)}))
    write_checkpoint(path, Checkpoint({"epoch": 2}, [], {"a": torch.zeros(1)}), previous=previous)
    assert [read_checkpoint(file).manifest["epoch"] for file in (path, previous)] == [2, 1]


def save_state(path, **changes):
    """Write a file with a right digest and a state that may be none."""
    state = {"format": "skipgraph checkpoint", "version": 3, "manifest": {}, "history": [], "best_weights": ""}
    text = "0" * 64 + json.dumps({**state, **changes})
    content = save({"a": torch.zeros(1)}, metadata={"skipgraph": text})
    digest = hashlib.sha256(content).hexdigest()
    path.write_bytes(content.replace(b"0" * 64, digest.encode(), 1))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, "version 2, not"),
        ({"format": "another"}, "is 'another' version 3, not"),
        ({"history": [{"epoch": 1}]}, "not a checkpoint"),
        ({"manifest": 3}, "not a checkpoint"),
    ],
)
def test_states_of_others(tmp_path, changes, message):
    save_state(tmp_path / "a.safetensors")
    assert read_checkpoint(tmp_path / "a.safetensors").history == ()
    save_state(tmp_path / "a.safetensors", **changes)
    with pytest.raises(FormatError, match=message):
        read_checkpoint(tmp_path / "a.safetensors")


@pytest.mark.parametrize("deep", [b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000])
def test_a_header_that_nests_too_deeply(tmp_path, deep):
    (tmp_path / "a.safetensors").write_bytes(len(deep).to_bytes(8, "little") + deep)
    with pytest.raises(FormatError, match=r"a\.safetensors cannot be read as a checkpoint"):
        read_checkpoint(tmp_path / "a.safetensors")


def test_a_state_that_nests_too_deeply(tmp_path):
    text = "0" * 64 + "[" * 100_000 + "]" * 100_000
    content = save({"a": torch.zeros(1)}, metadata={"skipgraph": text})
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / "a.safetensors").write_bytes(content.replace(b"0" * 64, digest.encode(), 1))
    with pytest.raises(FormatError, match="not a checkpoint"):
        read_checkpoint(tmp_path / "a.safetensors")


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (None, "not a checkpoint"),
        ({"format": "pt"}, "not a checkpoint"),
        ({"skipgraph": json.dumps({"format": "skipgraph checkpoint", "version": 2})}, "written by skipgraph 0.1"),
        ({"skipgraph": "[]"}, "its digest does not fit"),
    ],
)
def test_safetensors_of_others(tmp_path, metadata, message):
    save_file({"a": torch.zeros(1)}, tmp_path / "a.safetensors", metadata=metadata)
    with pytest.raises(FormatError, match=message):
        read_checkpoint(tmp_path / "a.safetensors")
