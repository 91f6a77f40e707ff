"""One file with all that a run needs to go on exactly, and the table of its epochs."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from skipgraph.arguments import checked
from skipgraph.errors import ArgumentError, FormatError
from skipgraph.files import atomic_write
from skipgraph.train.scores import Scores

__all__ = ["Checkpoint", "EpochResult", "best_epoch", "read_checkpoint", "write_checkpoint", "write_metrics"]

_FORMAT, _VERSION = "skipgraph checkpoint", 3
_NO_DIGEST = "0" * 64


@dataclass(frozen=True)
class EpochResult:
    """The results of one epoch.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    learning_rate : float
        Of the epoch's last step.
    train : Scores
        Over the batches, each before the step that learns from it.
    validation, test : Scores
        Over the other parts, after the epoch.
    wall_seconds : float
        Duration; does not count for equality.
    """

    epoch: int
    learning_rate: float
    train: Scores
    validation: Scores
    test: Scores
    wall_seconds: float = field(compare=False)

    def columns(self) -> dict[str, float]:
        """Return the numbers by name, such as ``test_accuracy``: one line of ``metrics.csv``."""
        return {
            "epoch": self.epoch,
            "learning_rate": self.learning_rate,
            **self.train.columns("train"),
            **self.validation.columns("validation"),
            **self.test.columns("test"),
            "wall_seconds": self.wall_seconds,
        }


@checked
def best_epoch(history: Sequence[EpochResult]) -> EpochResult:
    """Return the epoch of the highest validation accuracy, or mean IoU where pixels have labels.

    Parameters
    ----------
    history : sequence of EpochResult
        At least one epoch.

    Returns
    -------
    EpochResult
        Of several such epochs, the one with the lowest validation loss; then the first.
    """
    if not history:
        raise ArgumentError("history must hold at least one epoch")
    return max(history, key=lambda result: (result.validation.quality, -result.validation.loss))


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state of a run after a whole epoch.

    Parameters
    ----------
    manifest : mapping of str to value
        What the run depends on, as `run_manifest` makes it.
    history : sequence of EpochResult
        One for each epoch done.
    tensors : mapping of str to Tensor
        Weights, buffers and momenta by name.
    best_weights : str
        Digest of the weights of the best epoch, as `weights_digest` makes it.
    """

    manifest: Mapping[str, Any]
    history: Sequence[EpochResult]
    tensors: Mapping[str, torch.Tensor]
    best_weights: str = ""


def write_checkpoint(path: Path, checkpoint: Checkpoint, *, previous: Path | None = None) -> None:
    """Write a checkpoint as safetensors, whole or not at all.

    Parameters
    ----------
    path : Path
        File to write or replace.
    checkpoint : Checkpoint
        What to write. All but the tensors goes into the file's metadata as JSON, next to a digest of the whole file.
    previous : Path, optional
        Where the file that is replaced is moved to.
    """
    content = _serialised(checkpoint)
    with atomic_write(path) as scratch:
        scratch.write_bytes(content)
        if previous is not None:
            path.replace(previous)


@checked
def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Parameters
    ----------
    path : Path
        File that `write_checkpoint` wrote.

    Returns
    -------
    Checkpoint
        Equal in every number to the one written; tensors on the CPU.

    Raises
    ------
    FormatError
        If the file is damaged, even in one bit, or is not a checkpoint.
    """
    try:
        content = path.read_bytes()
        metadata = _metadata(content)
        tensors = load(content)
    except OSError as error:
        raise FormatError(f"{path} cannot be read as a checkpoint: {error.strerror or error}") from error
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FormatError(f"{path} cannot be read as a checkpoint: it is damaged or another file") from error
    try:
        written, text = metadata["skipgraph"][:64], metadata["skipgraph"][64:]
        if written.startswith("{"):
            raise FormatError(f"{path} was written by skipgraph 0.1: choose another folder, to begin the run again")
        if _digest(content, written) != written:
            raise FormatError(f"{path} cannot be read as a checkpoint: it is damaged, its digest does not fit")
        state = json.loads(text)
        if (state["format"], state["version"]) != (_FORMAT, _VERSION):
            raise FormatError(f"{path} is {state['format']!r} version {state['version']}, not {_FORMAT!r} {_VERSION}")
        history = tuple(_result_from_dict(result) for result in state["history"])
        return Checkpoint(dict(state["manifest"]), history, tensors, state["best_weights"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path} holds tensors but no training state: it is not a checkpoint") from error


def _serialised(checkpoint: Checkpoint) -> bytes:
    state = {
        "format": _FORMAT,
        "version": _VERSION,
        "manifest": dict(checkpoint.manifest),
        "best_weights": checkpoint.best_weights,
        "history": [asdict(result) for result in checkpoint.history],
    }
    # safetensors refuses tensors that share memory, so each one is copied
    tensors = {key: tensor.detach().cpu().contiguous().clone() for key, tensor in checkpoint.tensors.items()}
    # one entry, as several would stand in a random order; it begins with the digest, which is made with zeros there
    content = save(tensors, metadata={"skipgraph": _NO_DIGEST + json.dumps(state)})
    return _with_digest(content, _NO_DIGEST, _digest(content, _NO_DIGEST))


def _digest(content: bytes, written: str) -> str:
    """Return the digest of a file, with zeros in the place of the digest that is written there."""
    return hashlib.sha256(_with_digest(content, written, _NO_DIGEST)).hexdigest()


def _with_digest(content: bytes, before: str, after: str) -> bytes:
    entry = '"skipgraph":"'
    return content.replace((entry + before).encode(), (entry + after).encode(), 1)


def _metadata(content: bytes) -> dict[str, str]:
    """Return the metadata of a file of safetensors: 8 bytes of length, then a header in JSON."""
    length = int.from_bytes(content[:8], "little")
    return dict(json.loads(content[8 : 8 + length]).get("__metadata__") or {})


def _result_from_dict(fields: dict[str, Any]) -> EpochResult:
    scores = {part: Scores.from_dict(fields[part]) for part in ("train", "validation", "test")}
    return EpochResult(**{**fields, **scores})


def write_metrics(path: Path, history: Sequence[EpochResult]) -> None:
    """Write one line of CSV for each epoch, whole or not at all; without an epoch, an empty line.

    Parameters
    ----------
    path : Path
        File to write or replace.
    history : sequence of EpochResult
        The epochs so far.
    """
    text = io.StringIO()
    lines = [result.columns() for result in history]
    writer = csv.DictWriter(text, list(lines[0]) if lines else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    with atomic_write(path) as scratch:
        scratch.write_text(text.getvalue(), encoding="utf-8")
