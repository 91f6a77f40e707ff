import json
import math

import pytest
import torch
from safetensors.torch import save_file

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
    settings = {"pattern": "nåme \n", "seed": 3, "rate": 0.1, "flag": True}
    write_checkpoint(tmp_path / "a.safetensors", Checkpoint(settings, [RESULT], tensors))
    back = read_checkpoint(tmp_path / "a.safetensors")
    assert back.settings == settings
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
    assert read_checkpoint(path).settings == {"seed": 1}
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


STATE = {"format": "skipgraph checkpoint", "version": 2, "settings": {}, "history": []}


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (None, "not a checkpoint"),
        ({"format": "pt"}, "not a checkpoint"),
        ({"skipgraph": "{"}, "not a checkpoint"),
        ({"skipgraph": "[]"}, "not a checkpoint"),
        ({"skipgraph": json.dumps({**STATE, "version": 1})}, "version 1, not"),
        ({"skipgraph": json.dumps({**STATE, "history": [{"epoch": 1}]})}, "not a checkpoint"),
    ],
)
def test_safetensors_of_others(tmp_path, metadata, message):
    save_file({"a": torch.zeros(1)}, tmp_path / "a.safetensors", metadata=metadata)
    with pytest.raises(FormatError, match=message):
        read_checkpoint(tmp_path / "a.safetensors")
