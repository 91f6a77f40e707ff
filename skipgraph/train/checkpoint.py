"""A training run on disk: one file that holds all that is needed to go on exactly."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from skipgraph.errors import FormatError
from skipgraph.files import atomic_write
from skipgraph.train.scores import Scores

__all__ = ["Checkpoint", "EpochResult", "best_epoch", "read_checkpoint", "write_checkpoint", "write_metrics"]

_FORMAT, _VERSION = "skipgraph checkpoint", 2


@dataclass(frozen=True)
class EpochResult:
    """What one epoch came to.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    learning_rate : float
        Of the epoch's last step.
    train : Scores
        Over the batches as they were learned from.
    validation, test : Scores
        Of the other parts, after the epoch.
    wall_seconds : float
        Duration; no part of equality.
    """

    epoch: int
    learning_rate: float
    train: Scores
    validation: Scores
    test: Scores
    wall_seconds: float = field(compare=False)

    def columns(self) -> dict[str, float]:
        """Return the numbers by name, such as ``test_accuracy``: a line of ``metrics.csv``."""
        return {
            "epoch": self.epoch,
            "learning_rate": self.learning_rate,
            **self.train.columns("train"),
            **self.validation.columns("validation"),
            **self.test.columns("test"),
            "wall_seconds": self.wall_seconds,
        }


def best_epoch(history: Sequence[EpochResult]) -> EpochResult:
    """Return the epoch of the highest validation accuracy, or mean IoU where pixels have labels.

    Parameters
    ----------
    history : sequence of EpochResult
        At least one epoch.

    Returns
    -------
    EpochResult
        Among equals the one of the lowest validation loss, then the first.
    """
    return max(history, key=lambda result: (result.validation.quality, -result.validation.loss))


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state of a run after a whole epoch.

    Parameters
    ----------
    settings : mapping of str to value
        What was asked for; a run goes on only with equal settings. Values are JSON scalars.
    history : sequence of EpochResult
        One for each epoch done.
    tensors : mapping of str to Tensor
        Weights, buffers and momenta by name.
    """

    settings: Mapping[str, Any]
    history: Sequence[EpochResult]
    tensors: Mapping[str, torch.Tensor]


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint as safetensors, all at once.

    Parameters
    ----------
    path : Path
        File to write or replace.
    checkpoint : Checkpoint
        What to write; settings and history go into the file's metadata as JSON.
    """
    state = {
        "format": _FORMAT,
        "version": _VERSION,
        "settings": dict(checkpoint.settings),
        "history": [asdict(result) for result in checkpoint.history],
    }
    # safetensors refuses tensors that share memory, so every one is copied
    tensors = {key: tensor.detach().cpu().contiguous().clone() for key, tensor in checkpoint.tensors.items()}
    with atomic_write(path) as scratch:
        save_file(tensors, scratch, metadata={"skipgraph": json.dumps(state)})


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
        If the file is damaged or is no checkpoint.
    """
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118  # the file is no mapping
    except (SafetensorError, OSError) as error:
        raise FormatError(f"{path} cannot be read as a checkpoint: {error}") from error
    try:
        state = json.loads(metadata["skipgraph"])
        if (state["format"], state["version"]) != (_FORMAT, _VERSION):
            raise FormatError(f"{path} is {state['format']!r} version {state['version']}, not {_FORMAT!r} {_VERSION}")
        history = tuple(_result_from_dict(result) for result in state["history"])
        return Checkpoint(settings=dict(state["settings"]), history=history, tensors=tensors)
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{path} holds tensors but no training state: it is not a checkpoint") from error


def _result_from_dict(fields: dict[str, Any]) -> EpochResult:
    scores = {part: Scores.from_dict(fields[part]) for part in ("train", "validation", "test")}
    return EpochResult(**{**fields, **scores})


def write_metrics(path: Path, history: Sequence[EpochResult]) -> None:
    """Write one line of CSV for each epoch, all at once; nothing but a line's end without any.

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
