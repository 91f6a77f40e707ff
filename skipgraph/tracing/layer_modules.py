"""Which modules of torch are layers, and which hold layers."""

from torch import nn

__all__ = ["class_path", "holds_layers", "is_layer", "is_layer_path", "is_unseen_layer"]

_LAYER_CLASSES = (
    nn.modules.conv._ConvNd,
    nn.Linear,
    nn.Bilinear,
    nn.MultiheadAttention,
    nn.RNNBase,
    nn.RNNCellBase,
)
_LAYER_NAMES = frozenset(
    name for name in dir(nn) if isinstance(getattr(nn, name), type) and issubclass(getattr(nn, name), _LAYER_CLASSES)
)
# they have weights, and pass on what they read
_PASSING_CLASSES = (
    nn.modules.batchnorm._NormBase,
    nn.LayerNorm,
    nn.GroupNorm,
    nn.RMSNorm,
    nn.PReLU,
    nn.Embedding,
    nn.EmbeddingBag,
)


def class_path(kind: type) -> str:
    """Return the full name of a class, as ``torch.nn.modules.linear.Linear``."""
    return f"{kind.__module__}.{kind.__qualname__}"


def is_layer_path(path: str) -> bool:
    """Return whether the full name of a class is that of a layer of torch.

    Parameters
    ----------
    path : str
        As `class_path` returns it.

    Returns
    -------
    bool
        Whether it is a convolution, a matrix, an attention or a recurrent module, quantized or not.

    Examples
    --------
    >>> is_layer_path("torch.nn.modules.conv.Conv2d"), is_layer_path("torch.nn.modules.activation.ReLU")
    (True, False)
    """
    return path.startswith(("torch.nn.", "torch.ao.nn.")) and path.rpartition(".")[2] in _LAYER_NAMES


def is_layer(module: nn.Module) -> bool:
    """Return whether a module is a layer of torch, or of a class made from one."""
    # the quantized ones share no base with the others but their names
    return isinstance(module, _LAYER_CLASSES) or any(is_layer_path(class_path(base)) for base in type(module).__mro__)


def is_unseen_layer(module: nn.Module) -> bool:
    """Return whether a module that the run does not look into transforms what it reads by weights of its own."""
    return any(True for _ in module.parameters()) and not isinstance(module, _PASSING_CLASSES)


def holds_layers(module: nn.Module) -> bool:
    """Return whether there is more to see inside a module: a layer, or a matrix of weights in a class of the user's."""
    if is_layer(module):
        return False
    if any(is_layer(child) for child in module.modules()):
        return True
    foreign = any(not type(child).__module__.startswith("torch.nn.") for child in module.modules())
    return foreign and any(parameter.ndim > 1 for parameter in module.parameters())
