import json
import math

import pytest
import torch
from safetensors.torch import save_file

from skipgraph.errors import FormatError
from skipgraph.train.checkpoint import Checkpoint, EpochResult, read_checkpoint, write_checkpoint

RESULT = EpochResult(1, 0.1, 1 / 3, 0.5, 2.0, 0.25, math.pi, 1.0, 3.25)


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


STATE = {"format": "skipgraph checkpoint", "version": 1, "settings": {}, "history": []}


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (None, "not a checkpoint"),
        ({"format": "pt"}, "not a checkpoint"),
        ({"skipgraph": "{"}, "not a checkpoint"),
        ({"skipgraph": "[]"}, "not a checkpoint"),
        ({"skipgraph": json.dumps({**STATE, "version": 2})}, "version 2, not"),
        ({"skipgraph": json.dumps({**STATE, "history": [{"epoch": 1}]})}, "not a checkpoint"),
    ],
)
def test_safetensors_of_others(tmp_path, metadata, message):
    save_file({"a": torch.zeros(1)}, tmp_path / "a.safetensors", metadata=metadata)
    with pytest.raises(FormatError, match=message):
        read_checkpoint(tmp_path / "a.safetensors")
