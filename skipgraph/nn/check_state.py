"""Check a state dict against a network; if it does not fit, name the nearest network that it fits."""

import re
from collections.abc import Mapping

from torch import Tensor

from skipgraph.arguments import checked
from skipgraph.errors import FormatError

__all__ = ["check_fit", "nearest_fit"]

_SHOWN = 4
# the names of a layer, ours and torchvision's, then of the parts that read its join and of those that make its output
_LAYER = r"^(node[^.]*|features\.denseblock\d+\.denselayer\d+)\.(?:.+\.)?"
_FIRST = re.compile(_LAYER + r"(?:norm1|conv1|project|in_proj|linear1)\.weight$")
_LAST = re.compile(_LAYER + r"(?:conv\d|out_proj|linear\d)\.weight$")
# it makes the input of each block but the first
_TRANSITION = re.compile(r"^(?!head).+\.conv\.weight$")
_WRAPPERS = {"module.": "net.module", "_orig_mod.": "the network before torch.compile"}


@checked
def check_fit(own: Mapping[str, Tensor], given: Mapping[str, Tensor], *, strict: bool = True) -> None:
    """Refuse the state dict of another network.

    Parameters
    ----------
    own : mapping of str to Tensor
        The state dict of the network.
    given : mapping of str to Tensor
        The state dict to check.
    strict : bool
        Whether a missing or an extra key is an error, too; another shape always is one.

    Raises
    ------
    FormatError
        It names the keys that are missing, have no place or have another shape, says how many there are, and which
        network the weights fit.
    """
    missing = [key for key in own if key not in given] if strict else []
    extra = [key for key in given if key not in own] if strict else []
    shapes = [
        f"{key} {tuple(given[key].shape)}, here {tuple(tensor.shape)}"
        for key, tensor in own.items()
        if key in given and given[key].shape != tensor.shape
    ]
    faults = [
        f"{len(keys)} {what}: {', '.join(keys[:_SHOWN])}{', ...' if len(keys) > _SHOWN else ''}"
        for what, keys in (("are missing", missing), ("have no place", extra), ("have another shape", shapes))
        if keys
    ]
    if faults:
        theirs, ours = nearest_fit(given), nearest_fit(own)
        named = (
            f"They fit {theirs}; this is {ours}" if theirs != ours else f"Both are of {ours} and differ only in these"
        )
        raise FormatError(
            f"the {len(given)} weights do not fit the {len(own)} of this network: {'; '.join(faults)}. {named}"
        )


@checked
def nearest_fit(weights: Mapping[str, Tensor]) -> str:
    """Describe the network that a state dict is of, as far as its keys and shapes tell.

    Parameters
    ----------
    weights : mapping of str to Tensor
        A state dict with the keys of our networks, or of torchvision's and timm's DenseNets.

    Returns
    -------
    str
        A DenseNet with its blocks and growth rate, if each layer joins all that are before it in its block; else the
        number of layers and of the channels they make.

    Examples
    --------
    >>> from skipgraph.nn import compile
    >>> from skipgraph.patterns import densenet, log_densenet
    >>> from skipgraph.plan import NetworkSpec
    >>> nearest_fit(compile(densenet(5, blocks=(2, 3)), NetworkSpec(growth_rate=4)).state_dict())
    'a DenseNet with blocks 2, 3 and growth rate 4'
    >>> nearest_fit(compile(log_densenet(5), NetworkSpec(growth_rate=4)).state_dict())
    'a network of 5 layers that make 4 channels each'
    """
    for prefix, source in _WRAPPERS.items():
        if weights and all(key.startswith(prefix) for key in weights):
            inner = nearest_fit({key.removeprefix(prefix): tensor for key, tensor in weights.items()})
            return f"{inner}, wrapped: take the state of {source}"
    layers = _layers(weights)
    if not layers:
        return "no network of skipgraph and no DenseNet" if weights else "no network: the state dict is empty"
    made = sorted({width for _, width in layers})
    if len(made) == 1:
        transitions = [
            (tensor.shape[1], tensor.shape[0])
            for key, tensor in weights.items()
            if _TRANSITION.match(key) and tensor.ndim > 1 and tensor[0, 0].numel() == 1
        ]
        blocks = _blocks([joined for joined, _ in layers], made[0], transitions)
        if blocks:
            return f"a DenseNet with blocks {', '.join(map(str, blocks))} and growth rate {made[0]}"
        return f"a network of {len(layers)} layers that make {made[0]} channels each"
    return f"a network of {len(layers)} layers that make {made[0]} to {made[-1]} channels"


def _layers(weights: Mapping[str, Tensor]) -> list[tuple[int, int]]:
    """Return how many channels each layer joins and makes, by the layers' numbers."""
    joined: dict[str, int] = {}
    made: dict[str, int] = {}
    for key, tensor in weights.items():
        first, last = _FIRST.match(key), _LAST.match(key)
        if first:
            joined.setdefault(first[1], tensor.shape[0] if tensor.ndim == 1 else tensor.shape[1])
        if last:
            made[last[1]] = tensor.shape[0]
    names = sorted((name for name in joined if name in made), key=_numbers)
    return [(joined[name], made[name]) for name in names]


def _numbers(name: str) -> list[tuple[int, str]]:
    """Return a key by which 2 sorts before 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _blocks(joined: list[int], growth: int, transitions: list[tuple[int, int]]) -> list[int]:
    """Return the number of layers of each block of a DenseNet with these joins and transitions; empty if it is none."""
    left = list(transitions)
    width, lengths = joined[0], [0]
    for channels in joined:
        cut = next((transition for transition in left if transition == (width, channels)), None)
        if cut and lengths[-1]:
            left.remove(cut)
            width = channels
            lengths.append(0)
        if channels != width:
            return []
        width += growth
        lengths[-1] += 1
    return [] if left else lengths
