"""Check before the first step that a network and a dataset fit together."""

import torch
from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.nn import SkipNetwork
from skipgraph.train.dataset import ImageData
from skipgraph.train.losses import head_weights, heads_of
from skipgraph.train.recipe import Recipe
from skipgraph.train.seeding import seeded

__all__ = ["check_network", "check_wrapper"]

_WRAPPERS = {
    ("torch", name) for name in ("DataParallel", "DistributedDataParallel", "FullyShardedDataParallel", "FSDPModule")
}


def check_network(net: nn.Module, data: ImageData, recipe: Recipe) -> None:
    """Refuse a network that does not give logits for the labels of the data.

    Parameters
    ----------
    net : torch.nn.Module
        Images to logits, or to a tuple of logits. It runs once, on one image, and is left in the mode it is in.
    data : ImageData
        On the network's device.
    recipe : Recipe
        How the network shall be trained.

    Raises
    ------
    ArgumentError
        If the images do not suit the network, or its logits, their number or their shape do not suit the labels.
    """
    _check_inputs(net, data)
    one = data.validation.images[:1]
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
    if not all(bool(torch.isfinite(logits).all()) for logits in heads):
        raise ArgumentError("the network gives infinity or not-a-number before any training: check its weights")
    head_weights(recipe.head_weights, len(heads))


def check_wrapper(net: nn.Module) -> None:
    """Refuse a network that is wrapped to train on several devices: each would learn all batches in the same order.

    Parameters
    ----------
    net : torch.nn.Module
        What shall be trained.

    Raises
    ------
    ArgumentError
        If torch's data-parallel wrappers hold it or a part of it.
    """
    for module in net.modules():
        kind = type(module)
        # by name, as torch.distributed is not part of every torch
        if any((base.__module__.split(".")[0], base.__name__) in _WRAPPERS for base in kind.__mro__):
            raise ArgumentError(
                f"fit trains on one device: give it the network without {kind.__name__}, and start one process"
            )


def _check_inputs(net: nn.Module, data: ImageData) -> None:
    """Refuse images of another kind or type than the network takes."""
    if isinstance(net, SkipNetwork) and sum(step.kind == "stem" for step in net.plan.steps) > 1:
        raise ArgumentError(f"the network has several inputs, but each example of {data.name} is one image")
    shape = net.plan.spec.input.shape if isinstance(net, SkipNetwork) else data.train.images.shape[1:]
    if len(shape) != 3:
        takes, stem = ("vectors", "Flatten") if len(shape) == 1 else ("sequences", "Patches")
        raise ArgumentError(
            f"the network takes {takes} of {'x'.join(map(str, shape))}, not the images of {data.name}: "
            f"a spec with input=Images(...) and stem=stems.{stem}() takes images"
        )
    wanted, found = next(net.parameters()).dtype, data.train.images.dtype
    if wanted != found:
        raise ArgumentError(
            f"the images of {data.name} are {_short(found)} and the weights of the network {_short(wanted)}: "
            f"write images.to({wanted})"
        )


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
