"""A run on disk: started, resumed, extended, and never mixed with another."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.files import atomic_write, is_scratch, remove_scratch
from skipgraph.nn import SkipNetwork
from skipgraph.nn.export import export_network
from skipgraph.train.checkpoint import (
    Checkpoint,
    EpochResult,
    best_epoch,
    read_checkpoint,
    write_checkpoint,
    write_metrics,
)
from skipgraph.train.lock import HOLDER, LOCK, locked
from skipgraph.train.manifest import differences, weights_digest

__all__ = ["RunFolder", "open_run"]

_LATEST, _PREVIOUS = "checkpoint.safetensors", "checkpoint_previous.safetensors"
_BEST, _BEST_FACTS, _METRICS, _MANIFEST = "best.safetensors", "best.json", "metrics.csv", "manifest.json"
_OURS = {_LATEST, _PREVIOUS, _BEST, _BEST_FACTS, _METRICS, _MANIFEST, LOCK, HOLDER}
_OF_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}


@contextmanager
def open_run(folder: Path, manifest: Mapping[str, Any]) -> Iterator["RunFolder"]:
    """Hold the folder of a run for a while.

    Parameters
    ----------
    folder : Path
        It is made if missing.
    manifest : mapping
        Of the run that is asked for, as `run_manifest` makes it.

    Yields
    ------
    RunFolder
        Inside, no other run can use the folder. Scratch files of a run that was killed are gone.

    Raises
    ------
    ArgumentError
        If another run trains there, or the folder holds other files and no run.
    FormatError
        If the folder cannot be written.
    """
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_other_files(folder)
    with _locked(folder):
        remove_scratch(folder)
        yield RunFolder(folder, json.loads(json.dumps(manifest)))  # as it is read again: a list for a tuple


@dataclass
class RunFolder:
    """The files of a run, of which this process holds the lock.

    Parameters
    ----------
    path : Path
        The folder.
    manifest : dict
        Of the run that is asked for.
    """

    path: Path
    manifest: dict[str, Any]
    _latest_is_sound: bool = field(default=False, init=False)
    _best_weights: str = field(default="", init=False)
    _best_is_kept: bool = field(default=True, init=False)

    def resume(self, net: nn.Module, optimizer: torch.optim.Optimizer) -> list[EpochResult]:
        """Load what the folder holds, and return the epochs done.

        Parameters
        ----------
        net : torch.nn.Module
            Gets the weights of the last epoch.
        optimizer : torch.optim.Optimizer
            Gets its momenta.

        Returns
        -------
        list of EpochResult
            Empty if the folder holds no run.

        Raises
        ------
        ArgumentError
            If the run there is another one; the message names what differs.
        FormatError
            If no checkpoint can be read, or the network of the best epoch is lost.
        """
        checkpoint = self._read()
        if checkpoint is not None:
            self._accept(checkpoint)
            _load(net, optimizer, checkpoint, self.path)
        # also where it was written before: the run may have been stopped between the checkpoint and these files;
        # and a folder that cannot be written is noticed before the first epoch
        self._write_facts([] if checkpoint is None else checkpoint.history)
        if checkpoint is None:
            return []
        self._best_weights = checkpoint.best_weights
        self._restore_best(net, checkpoint)
        return list(checkpoint.history)

    def save(self, history: Sequence[EpochResult], net: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        """Keep the state after an epoch.

        Parameters
        ----------
        history : sequence of EpochResult
            All epochs so far.
        net : torch.nn.Module
            As it is after the last of them.
        optimizer : torch.optim.Optimizer
            Likewise.

        Raises
        ------
        FormatError
            If a file cannot be written; the message names it. The files before are left as they were.
        """
        is_best = best_epoch(history) is history[-1]
        if is_best:
            self._best_weights = weights_digest(net.state_dict())
        momenta = {
            f"momentum.{name}": optimizer.state[parameter]["momentum_buffer"]
            for name, parameter in net.named_parameters()
            if optimizer.state[parameter].get("momentum_buffer") is not None
        }
        checkpoint = Checkpoint(self.manifest, history, {**_weights(net), **momenta}, self._best_weights)
        # the checkpoint comes first: where the best file is older than it says, its own weights are the best
        with _writing(self.path / _LATEST):
            write_checkpoint(
                self.path / _LATEST, checkpoint, previous=self.path / _PREVIOUS if self._latest_is_sound else None
            )
        self._latest_is_sound = True
        if is_best:
            self._write_best(net, history)
        with _writing(self.path / _METRICS):
            write_metrics(self.path / _METRICS, history)

    def check_best(self, history: Sequence[EpochResult]) -> None:
        """Raise an error unless the network of the best epoch is kept.

        Parameters
        ----------
        history : sequence of EpochResult
            All epochs of the run.

        Raises
        ------
        FormatError
            If its file is missing or damaged, and no checkpoint holds the same weights.
        """
        if not self._best_is_kept:
            raise FormatError(
                f"{self.path / _BEST}: missing or damaged, and no checkpoint holds the network of "
                f"epoch {best_epoch(history).epoch}: choose another folder to train it again"
            )

    def _read(self) -> Checkpoint | None:
        """Return the newest checkpoint that can be read; None if there is none at all."""
        latest, previous = self.path / _LATEST, self.path / _PREVIOUS
        if latest.exists():
            try:
                checkpoint = read_checkpoint(latest)
                self._latest_is_sound = True
                return checkpoint
            except FormatError as error:
                if not previous.exists():
                    raise
                checkpoint = read_checkpoint(previous)
                text = f"{error}; the run goes on from {previous.name}, after epoch {len(checkpoint.history)}"
                warnings.warn(text, stacklevel=2)
                return checkpoint
        return read_checkpoint(previous) if previous.exists() else None

    def _accept(self, checkpoint: Checkpoint) -> None:
        """Refuse a run that differs from the one asked for in anything but more epochs."""
        found, asked = {**checkpoint.manifest}, {**self.manifest}
        extended = found.pop("extended", [])
        planned, wanted = found["recipe"]["epochs"], asked["recipe"]["epochs"]
        if wanted > planned:
            extended = [*extended, {"epochs": planned, "after_epoch": len(checkpoint.history)}]
            found["recipe"] = {**found["recipe"], "epochs": wanted}
        if len(checkpoint.history) >= wanted:
            asked["versions"] = found["versions"]  # nothing is left to train
        told = differences(found, asked)
        if told:
            raise ArgumentError(
                f"the run in {self.path} has {'; '.join(told)}: choose another folder or the same settings "
                "(only more epochs extend a run)"
            )
        self.manifest = {**asked, **({"extended": extended} if extended else {})}

    def _restore_best(self, net: nn.Module, checkpoint: Checkpoint) -> None:
        """Write the network of the best epoch again where its file is not what the checkpoint says."""
        history = checkpoint.history
        if self._kept_weights(net) == checkpoint.best_weights:
            return
        best = best_epoch(history).epoch
        if best == len(history):
            self._write_best(net, history)
            return
        try:
            previous = read_checkpoint(self.path / _PREVIOUS)
        except FormatError:
            previous = None
        if previous is not None and previous.best_weights == checkpoint.best_weights and len(previous.history) == best:
            _load_weights(net, previous, self.path)
            self._write_best(net, previous.history)
            _load_weights(net, checkpoint, self.path)
            return
        self._best_is_kept = False
        if len(history) < self.manifest["recipe"]["epochs"]:
            text = f"the network of epoch {best} is lost, unless a later epoch is better"
            warnings.warn(f"{self.path / _BEST}: missing or damaged: {text}", stacklevel=2)

    def _kept_weights(self, net: nn.Module) -> str:
        """Return the digest of the weights in the best file; an empty one if it cannot be read."""
        if isinstance(net, SkipNetwork) and not (self.path / _BEST_FACTS).exists():
            return ""
        try:
            weights = load_file(self.path / _BEST)
        except (OSError, SafetensorError):
            return ""
        return weights_digest({key.removeprefix(_NET): tensor for key, tensor in weights.items()})

    def _write_best(self, net: nn.Module, history: Sequence[EpochResult]) -> None:
        path = self.path / _BEST
        with _writing(path):
            if isinstance(net, SkipNetwork):
                export_network(net, path)  # what load_network makes the network of
            else:
                write_checkpoint(path, Checkpoint(self.manifest, history, _weights(net)))
        self._best_is_kept = True

    def _write_facts(self, history: Sequence[EpochResult]) -> None:
        with _writing(self.path / _METRICS):
            write_metrics(self.path / _METRICS, history)
        with _writing(self.path / _MANIFEST), atomic_write(self.path / _MANIFEST) as scratch:
            scratch.write_text(json.dumps(self.manifest, indent=1) + "\n", encoding="utf-8")


_NET = "net."


def _weights(net: nn.Module) -> dict[str, torch.Tensor]:
    return {f"{_NET}{key}": tensor for key, tensor in net.state_dict().items()}


def _load_weights(net: nn.Module, checkpoint: Checkpoint, folder: Path) -> None:
    weights = {key.removeprefix(_NET): tensor for key, tensor in checkpoint.tensors.items() if key.startswith(_NET)}
    try:
        net.load_state_dict(weights)
    except (FormatError, RuntimeError) as error:
        raise FormatError(f"{folder}: the checkpoint holds the weights of another network: {error}") from error


def _load(net: nn.Module, optimizer: torch.optim.Optimizer, checkpoint: Checkpoint, folder: Path) -> None:
    _load_weights(net, checkpoint, folder)
    for name, parameter in net.named_parameters():
        momentum = checkpoint.tensors.get(f"momentum.{name}")
        if momentum is not None:
            optimizer.state[parameter]["momentum_buffer"] = momentum.to(parameter.device)


def _refuse_other_files(folder: Path) -> None:
    names = {path.name for path in folder.iterdir() if not is_scratch(path)}
    if names & {_LATEST, _PREVIOUS}:
        return
    foreign = sorted(names - _OURS - _OF_THE_SYSTEM)
    if foreign:
        raise ArgumentError(f"{folder} holds other files ({foreign[0]}) and no checkpoint: choose a new folder")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock; only what goes wrong in taking it is told as a fault of the folder."""
    lock = locked(folder)
    with _writing(folder):
        lock.__enter__()
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Name the path where something cannot be written."""
    try:
        yield
    except OSError as error:
        raise FormatError(f"{path}: cannot be written: {error.strerror or error}") from error
