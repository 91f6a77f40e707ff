"""Train a network on images: the same seed gives the same numbers, interrupted or not."""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch
from torch import nn

from skipgraph.arguments import FilePath, checked
from skipgraph.errors import ArgumentError
from skipgraph.nn import SkipNetwork
from skipgraph.train.checkpoint import EpochResult
from skipgraph.train.dataset import ImageData
from skipgraph.train.losses import heads_of, loss_sums, weighted_loss
from skipgraph.train.manifest import run_manifest
from skipgraph.train.network_check import check_network, check_wrapper
from skipgraph.train.recipe import Recipe
from skipgraph.train.run_folder import open_run
from skipgraph.train.scores import ConfusionCounts, evaluate
from skipgraph.train.seeding import deterministic, seeded

__all__ = ["fit"]


@checked
def fit(
    net: nn.Module,
    data: ImageData,
    recipe: Recipe,
    *,
    folder: FilePath | None = None,
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
        Images to learn from, to choose the best epoch by and to report. Labels that are `VOID` do not count.
    recipe : Recipe
        How to train.
    folder : str or Path, optional
        Where to keep the run; it goes on if `folder` holds it already, see Notes.
    about : mapping of str to value, optional
        Further facts that a run must share to go on; values are JSON scalars.
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
        If the network is wrapped to train on several devices, the data are fewer than a batch, the network does not
        take the images or give logits for their labels, `folder` holds another run or other files, another run
        trains there now, or the loss stops being finite.
    FormatError
        If a file of the run is damaged beyond help, or cannot be written; the message names it. If `folder` is given
        and the weights of a compiled network are no longer those of its plan.

    Warns
    -----
    UserWarning
        If a file of the run is damaged, but the run can go on.

    Notes
    -----
    A folder holds ``checkpoint.safetensors`` (the state after the last epoch), ``checkpoint_previous.safetensors``
    (the one before, used where the newer is damaged), ``best.safetensors`` (the network of the highest validation
    accuracy, or mean IoU where pixels have labels; of a compiled network as `skipgraph.nn.export.load_network` reads
    it), ``metrics.csv`` (a line for each epoch) and ``manifest.json`` (what the numbers depend on: recipe, data,
    topology, spec, versions).

    A run goes on only if its manifest is the same. More `epochs` extend it on purpose: the learning rate goes
    on along the cosine of the new number of epochs, so the numbers are not those of one run of that length; the
    manifest keeps where it was extended.

    The order of each epoch depends only on the seed and the epoch. So a run that was stopped and resumed ends with the
    same bits as one that was not, on the same kind of processor with as many threads (`torch.set_num_threads`). torch's
    global generator is left where it stood.
    """
    check_wrapper(net)
    device = next(net.parameters()).device
    if len(data.train) < recipe.batch_size:
        raise ArgumentError(
            f"batch_size {recipe.batch_size} is more than the {len(data.train)} training images of {data.name}"
        )
    data = data.to(device)
    check_network(net, data, recipe)
    optimizer = torch.optim.SGD(
        net.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=recipe.momentum > 0,
    )
    tell = on_epoch or (lambda _: None)
    with ExitStack() as stack:
        run = None
        if folder is not None:
            if isinstance(net, SkipNetwork):
                net.check_planned()  # or load_network could not read what the folder keeps
            run = stack.enter_context(open_run(Path(folder), run_manifest(net, data, recipe, about)))
        history = run.resume(net, optimizer) if run is not None else []
        for result in history:
            tell(result)
        for epoch in range(len(history) + 1, recipe.epochs + 1):
            with deterministic(device), seeded(recipe.seed, epoch, device=device):
                result = _run_epoch(net, data, recipe, optimizer, epoch, on_batch)
            if not math.isfinite(result.train.loss):
                raise ArgumentError(
                    f"the training loss is {result.train.loss} in epoch {epoch}: "
                    f"try a learning_rate below {recipe.learning_rate}"
                )
            history.append(result)
            if run is not None:
                run.save(history, net, optimizer)
            tell(result)
        if run is not None:
            run.check_best(history)
    return tuple(history)


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
    counts = ConfusionCounts(data.n_classes, recipe.head_weights)
    net.train()
    for step in range(n_batches):
        rate = _cosine_rate(recipe, (epoch - 1) * n_batches + step, recipe.epochs * n_batches)
        for group in optimizer.param_groups:
            group["lr"] = rate
        rows = order[step * batch : (step + 1) * batch]
        labels = data.train.labels[rows]
        heads = heads_of(net(data.train.images[rows]))
        sums = loss_sums(heads, labels)
        loss = weighted_loss(sums, labels, recipe.head_weights)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        optimizer.step()
        counts.add(heads, labels, sums)
        if on_batch is not None:
            on_batch(epoch, step + 1, n_batches)
    validation, test = (
        evaluate(net, part, n_classes=data.n_classes, weights=recipe.head_weights)
        for part in (data.validation, data.test)
    )
    return EpochResult(
        epoch=epoch,
        learning_rate=rate,
        train=counts.scores(),
        validation=validation,
        test=test,
        wall_seconds=round(time.perf_counter() - start, 3),
    )


def _cosine_rate(recipe: Recipe, step: int, n_steps: int) -> float:
    return 0.5 * recipe.learning_rate * (1 + math.cos(math.pi * step / n_steps))
