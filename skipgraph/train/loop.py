"""Train a network on images: the same seed gives the same numbers, interrupted or not."""

import hashlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn import SkipNetwork
from skipgraph.nn.export import export_network
from skipgraph.topology import Topology
from skipgraph.train.checkpoint import Checkpoint, EpochResult, read_checkpoint, write_checkpoint, write_metrics
from skipgraph.train.datasets import ImageData, LabelledImages

__all__ = ["Recipe", "fit", "seeded"]

_EVALUATION_BATCH = 512


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How to train.

    Parameters
    ----------
    seed : int
        Decides the order of the images and whatever is random in the network.
    epochs : int
        Passes over the training images.
    batch_size : int
        Images in each step; the few left over sit out one epoch.
    learning_rate : float
        At the first step; it falls to zero along half a cosine.
    momentum : float
        Of Nesterov's method.
    weight_decay : float
        L2 penalty on every parameter.

    Raises
    ------
    ArgumentError
        If a value is out of range; the message lists every fault.

    Examples
    --------
    >>> Recipe(seed=0, epochs=10).epochs
    10
    """

    seed: int
    epochs: int = 5
    batch_size: int = 32
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-4

    def __post_init__(self) -> None:
        rules: list[tuple[str, bool, str]] = [
            ("seed", _is_count(self.seed, 0), "a whole number from 0"),
            ("epochs", _is_count(self.epochs, 1), "a whole number from 1"),
            ("batch_size", _is_count(self.batch_size, 1), "a whole number from 1"),
            ("learning_rate", 0 < self.learning_rate < math.inf, "above 0 and finite"),
            ("momentum", 0 <= self.momentum < 1, "from 0 to below 1"),
            ("weight_decay", 0 <= self.weight_decay < math.inf, "at least 0 and finite"),
        ]
        faults = [f"{name} must be {rule}, got {getattr(self, name)!r}" for name, kept, rule in rules if not kept]
        if faults:
            raise ArgumentError("; ".join(faults))


def fit(
    net: nn.Module,
    data: ImageData,
    recipe: Recipe,
    *,
    folder: str | Path | None = None,
    about: Mapping[str, Any] | None = None,
    on_epoch: Callable[[EpochResult], None] | None = None,
    on_batch: Callable[[int, int, int], None] | None = None,
) -> tuple[EpochResult, ...]:
    """Train `net` by stochastic gradient descent with Nesterov momentum.

    Parameters
    ----------
    net : torch.nn.Module
        Images to logits; trained in place, on the device of its parameters.
    data : ImageData
        Images to learn from, to choose the best epoch by and to report.
    recipe : Recipe
        How to train.
    folder : str or Path, optional
        Where to keep ``checkpoint.safetensors`` (after each epoch), ``best.safetensors`` (the epoch of
        the highest validation accuracy; of a compiled network as `skipgraph.nn.export.load_network` reads
        it) and ``metrics.csv``. A run found there goes on where it stopped.
    about : mapping of str to value, optional
        Further facts that a run must share to go on, such as the pattern's name.
    on_epoch : callable, optional
        Called with the result of each epoch, also of those found in `folder`.
    on_batch : callable, optional
        Called after each step with the epoch, the step of that epoch and the steps of an epoch.

    Returns
    -------
    tuple of EpochResult
        One for each epoch. `net` has the weights of the last.

    Raises
    ------
    ArgumentError
        If the data are fewer than a batch, `folder` holds a run with other settings or other files,
        or the loss stops being finite.
    FormatError
        If the checkpoint in `folder` is damaged.

    Notes
    -----
    The order of each epoch is drawn from the seed and the epoch alone, so that a run that was
    stopped and resumed ends with the same bits as one that was not, on the same kind of processor with
    as many threads (`torch.set_num_threads`). torch's global generator is left where it stood.
    """
    device = next(net.parameters()).device
    if len(data.train) < recipe.batch_size:
        raise ArgumentError(
            f"batch_size {recipe.batch_size} is more than the {len(data.train)} training images of {data.name}"
        )
    data = data.to(device)
    settings = {**(about or {}), "data": data.name, **asdict(recipe), "network": _signature(net)}
    optimizer = torch.optim.SGD(
        net.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.momentum > 0,
    )
    run = Path(folder) if folder is not None else None
    history: list[EpochResult] = []
    if run is not None:
        run.mkdir(parents=True, exist_ok=True)
        history = _resume(run, settings, net, optimizer)
    if on_epoch is not None:
        for result in history:
            on_epoch(result)
    while len(history) < recipe.epochs:
        epoch = len(history) + 1
        with _deterministic(device), seeded(recipe.seed, epoch, device=device):
            result = _run_epoch(net, data, recipe, optimizer, epoch, on_batch)
        if not math.isfinite(result.train_loss):
            raise ArgumentError(
                f"the training loss is {result.train_loss} in epoch {epoch}: "
                f"learning_rate {recipe.learning_rate} is too high"
            )
        history.append(result)
        if run is not None:
            _save(run, settings, history, net, optimizer)
        if on_epoch is not None:
            on_epoch(result)
    return tuple(history)


@contextmanager
def seeded(*seeds: int, device: torch.device | str = "cpu") -> Iterator[None]:
    """Seed torch's global generators for a while, then put them back where they stood.

    Parameters
    ----------
    *seeds : int
        One or more numbers, mixed into one seed.
    device : torch.device or str
        The device whose generator is seeded beside the CPU's.

    Yields
    ------
    None
        Inside, whatever draws from torch's global generators gives the same for the same `seeds`.

    Examples
    --------
    >>> with seeded(7):
    ...     first = torch.rand(2)
    >>> with seeded(7):
    ...     second = torch.rand(2)
    >>> torch.equal(first, second)
    True
    """
    device = torch.device(device)
    seed = int(np.random.SeedSequence(seeds).generate_state(1, np.uint64)[0] >> np.uint64(1))
    cuda = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=cuda):
        torch.default_generator.manual_seed(seed)
        for gpu in cuda:
            with torch.cuda.device(gpu):
                torch.cuda.manual_seed(seed)
        yield


def _run_epoch(
    net: nn.Module,
    data: ImageData,
    recipe: Recipe,
    optimizer: torch.optim.Optimizer,
    epoch: int,
    on_batch: Callable[[int, int, int], None] | None,
) -> EpochResult:
    start = time.perf_counter()
    device = data.train.images.device
    batch = recipe.batch_size
    n_batches = len(data.train) // batch
    order = torch.randperm(len(data.train)).to(device)
    loss_sum = torch.zeros((), device=device, dtype=torch.float64)
    n_right = torch.zeros((), device=device, dtype=torch.int64)
    net.train()
    for step in range(n_batches):
        rate = _cosine_rate(recipe, (epoch - 1) * n_batches + step, recipe.epochs * n_batches)
        for group in optimizer.param_groups:
            group["lr"] = rate
        rows = order[step * batch : (step + 1) * batch]
        labels = data.train.labels[rows]
        logits = net(data.train.images[rows])
        loss = functional.cross_entropy(logits, labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()
        loss_sum += loss.detach()
        n_right += (logits.detach().argmax(1) == labels).sum()
        if on_batch is not None:
            on_batch(epoch, step + 1, n_batches)
    validation_loss, validation_accuracy = _evaluate(net, data.validation)
    test_loss, test_accuracy = _evaluate(net, data.test)
    return EpochResult(
        epoch=epoch,
        learning_rate=rate,
        train_loss=float(loss_sum) / n_batches,
        train_accuracy=float(n_right) / (n_batches * batch),
        validation_loss=validation_loss,
        validation_accuracy=validation_accuracy,
        test_loss=test_loss,
        test_accuracy=test_accuracy,
        wall_seconds=round(time.perf_counter() - start, 3),
    )


def _evaluate(net: nn.Module, part: LabelledImages) -> tuple[float, float]:
    """Return the mean loss and the accuracy over all images of `part`."""
    net.eval()
    loss_sum, n_right = 0.0, 0
    with torch.no_grad():
        for first in range(0, len(part), _EVALUATION_BATCH):
            rows = slice(first, first + _EVALUATION_BATCH)
            images, labels = part.images[rows], part.labels[rows]
            logits = net(images)
            loss_sum += float(functional.cross_entropy(logits, labels, reduction="sum"))
            n_right += int((logits.argmax(1) == labels).sum())
    return loss_sum / len(part), n_right / len(part)


def _cosine_rate(recipe: Recipe, step: int, n_steps: int) -> float:
    return 0.5 * recipe.learning_rate * (1 + math.cos(math.pi * step / n_steps))


def _save(
    run: Path,
    settings: Mapping[str, Any],
    history: list[EpochResult],
    net: nn.Module,
    optimizer: torch.optim.Optimizer,
) -> None:
    weights = {f"net.{key}": tensor for key, tensor in net.state_dict().items()}
    momenta = {
        f"momentum.{name}": optimizer.state[parameter]["momentum_buffer"]
        for name, parameter in net.named_parameters()
        if optimizer.state[parameter].get("momentum_buffer") is not None
    }
    best = max(history, key=lambda result: (result.validation_accuracy, -result.validation_loss))
    # the checkpoint comes after the best: stopped between the two, the epoch is done again with the same result
    if best is history[-1]:
        if isinstance(net, SkipNetwork):
            export_network(net, run / _BEST)  # what load_network makes the network of
        else:
            write_checkpoint(run / _BEST, Checkpoint(settings, history, weights))
    write_checkpoint(run / _LATEST, Checkpoint(settings, history, {**weights, **momenta}))
    write_metrics(run / _METRICS, history)


_LATEST, _BEST, _METRICS = "checkpoint.safetensors", "best.safetensors", "metrics.csv"
_OWN = (_BEST, "best.json", _METRICS)


def _resume(
    run: Path, settings: Mapping[str, Any], net: nn.Module, optimizer: torch.optim.Optimizer
) -> list[EpochResult]:
    """Load what `run` holds into `net` and `optimizer` and return the epochs done."""
    latest = run / _LATEST
    if not latest.exists():
        foreign = sorted(path.name for path in run.iterdir() if path.name not in _OWN)
        if foreign:
            raise ArgumentError(f"{run} holds other files ({foreign[0]}) and no checkpoint: choose a new folder")
        write_metrics(run / _METRICS, [])  # a folder that cannot be written is found out before the first epoch
        return []
    checkpoint = read_checkpoint(latest)
    found = checkpoint.settings
    differing = [key for key in {**settings, **found} if found.get(key) != settings.get(key)]
    if differing:
        told = [key for key in differing if key != "network"] or differing  # a digest tells a reader least
        facts = "; ".join(f"{key} {found.get(key)!r}, not {settings.get(key)!r}" for key in told)
        raise ArgumentError(f"the run in {run} has {facts}: choose another folder or the same settings")
    weights = {key.removeprefix("net."): tensor for key, tensor in checkpoint.tensors.items() if key.startswith("net.")}
    try:
        net.load_state_dict(weights)
    except RuntimeError as error:
        raise FormatError(f"{latest} holds the weights of another network: {error}") from error
    for name, parameter in net.named_parameters():
        momentum = checkpoint.tensors.get(f"momentum.{name}")
        if momentum is not None:
            optimizer.state[parameter]["momentum_buffer"] = momentum.to(parameter.device)
    # written again in case the run was stopped between the checkpoint and the metrics
    write_metrics(run / _METRICS, checkpoint.history)
    return list(checkpoint.history)


def _signature(net: nn.Module) -> str:
    """Return a digest of the names and shapes of all weights, and of the edges of a compiled topology."""
    digest = hashlib.sha256()
    for key, tensor in net.state_dict().items():
        digest.update(f"{key} {tuple(tensor.shape)};".encode())
    topology = getattr(net, "topology", None)
    if isinstance(topology, Topology):
        digest.update(topology.edges().tobytes())
    return digest.hexdigest()[:16]


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@contextmanager
def _deterministic(device: torch.device) -> Iterator[None]:
    """Let torch use only algorithms that give the same bits each time."""
    before, only_warn = (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
    )
    torch.use_deterministic_algorithms(True, warn_only=device.type != "cpu")
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before, warn_only=only_warn)
