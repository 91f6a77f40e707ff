"""Train a network on images: the same seed gives the same numbers, interrupted or not."""

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.nn import SkipNetwork
from skipgraph.nn.export import export_network
from skipgraph.topology import Topology
from skipgraph.train.checkpoint import (
    Checkpoint,
    EpochResult,
    best_epoch,
    read_checkpoint,
    write_checkpoint,
    write_metrics,
)
from skipgraph.train.images import ImageData
from skipgraph.train.losses import heads_of, joined, loss_sums, shares
from skipgraph.train.recipe import Recipe
from skipgraph.train.scores import Tally, evaluate

__all__ = ["fit", "seeded"]


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
        Images to logits, or to a tuple of logits if it has several heads; trained in place, on the device of
        its parameters. Logits have the shape (n, n_classes), or (n, n_classes, height, width) where pixels
        have labels.
    data : ImageData
        Images to learn from, to choose the best epoch by and to report. What is `VOID` counts nowhere.
    recipe : Recipe
        How to train.
    folder : str or Path, optional
        Where to keep ``checkpoint.safetensors`` (after each epoch), ``best.safetensors`` (the epoch of
        the highest validation accuracy, or mean IoU where pixels have labels; of a compiled network as
        `skipgraph.nn.export.load_network` reads it) and ``metrics.csv``. A run found there goes on where it stopped.
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
        If the data are fewer than a batch, the network does not take the images or give logits for their
        labels, `folder` holds a run with other settings or other files, or the loss stops being finite.
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
    _check_network(net, data, recipe)
    settings = {
        **(about or {}),
        "data": data.name,
        **asdict(recipe),
        "network": _signature(net),
        "images": data.digest(),
    }
    settings = json.loads(json.dumps(settings))  # as they are read again: a list for a tuple
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
        if not math.isfinite(result.train.loss):
            raise ArgumentError(
                f"the training loss is {result.train.loss} in epoch {epoch}: "
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


def _check_network(net: nn.Module, data: ImageData, recipe: Recipe) -> None:
    """Refuse a network whose logits of one image do not fit the data."""
    if isinstance(net, SkipNetwork) and sum(step.kind == "stem" for step in net.plan.steps) > 1:
        raise ArgumentError(f"the network has several inputs, and {data.name} one image each")
    one = data.validation.images[:1]
    shape = net.plan.spec.input.shape if isinstance(net, SkipNetwork) else one.shape[1:]
    if len(shape) != 3:
        takes, stem = ("vectors", "flatten") if len(shape) == 1 else ("sequences", "patches")
        raise ArgumentError(
            f"the network takes {takes} of {'x'.join(map(str, shape))}, not the images of {data.name}: "
            f"with stem={stem!r} its spec makes {takes} of images"
        )
    before = net.training
    try:
        with torch.no_grad(), seeded(recipe.seed, device=one.device):
            heads = heads_of(net.eval()(one))
    except Exception as error:  # the module is the user's and may raise anything
        raise ArgumentError(
            f"the network does not take the images of {data.name}, {tuple(one.shape)}: {error}"
        ) from error
    finally:
        net.train(before)
    expected = (1, data.n_classes, *(data.image_size if data.labels_pixels else ()))
    faults = [
        f"head {number} gives logits of shape {tuple(logits.shape)}, expected {expected} for the "
        f"{data.n_classes} classes of each {'pixel' if data.labels_pixels else 'image'} of {data.name}"
        for number, logits in enumerate(heads, 1)
        if tuple(logits.shape) != expected
    ]
    if faults:
        raise ArgumentError("; ".join(faults))
    shares(recipe.head_weights, len(heads))


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
    tally = Tally(data.n_classes, recipe.head_weights)
    net.train()
    for step in range(n_batches):
        rate = _cosine_rate(recipe, (epoch - 1) * n_batches + step, recipe.epochs * n_batches)
        for group in optimizer.param_groups:
            group["lr"] = rate
        rows = order[step * batch : (step + 1) * batch]
        labels = data.train.labels[rows]
        heads = heads_of(net(data.train.images[rows]))
        sums = loss_sums(heads, labels)
        loss = joined(sums, labels, recipe.head_weights)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()
        tally.add(heads, labels, sums)
        if on_batch is not None:
            on_batch(epoch, step + 1, n_batches)
    validation, test = (
        evaluate(net, part, n_classes=data.n_classes, weights=recipe.head_weights)
        for part in (data.validation, data.test)
    )
    return EpochResult(
        epoch=epoch,
        learning_rate=rate,
        train=tally.scores(),
        validation=validation,
        test=test,
        wall_seconds=round(time.perf_counter() - start, 3),
    )


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
    # the checkpoint comes after the best: stopped between the two, the epoch is done again with the same result
    if best_epoch(history) is history[-1]:
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
        told = [key for key in differing if key not in ("network", "images")] or differing  # digests tell least
        facts = "; ".join(f"{key} {found.get(key)!r}, not {settings.get(key)!r}" for key in told)
        raise ArgumentError(f"the run in {run} has {facts}: choose another folder or the same settings")
    weights = {key.removeprefix("net."): tensor for key, tensor in checkpoint.tensors.items() if key.startswith("net.")}
    try:
        net.load_state_dict(weights)
    except (FormatError, RuntimeError) as error:
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
