"""What stems, layers, transitions, transports and heads do, as lists of operations."""

from skipgraph.plan.operations import (
    AveragePool,
    BatchNorm,
    Convolution,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Operation,
    PadShortcut,
    Relu,
    Upsample,
)
from skipgraph.plan.spec import Block, NetworkSpec

__all__ = [
    "head_operations",
    "layer_operations",
    "move_operations",
    "stem_operations",
    "stem_stride",
    "transition_operations",
]

Operations = tuple[tuple[str, Operation], ...]


def stem_operations(spec: NetworkSpec, channels: int) -> Operations:
    """Return what turns an image into the features of an input node."""
    if spec.stem == "imagenet":
        return (
            ("conv", Convolution(spec.in_channels, channels, 7, 2)),
            ("norm", BatchNorm(channels)),
            ("relu", Relu()),
            ("pool", MaxPool()),
        )
    conv = ("conv", Convolution(spec.in_channels, channels, 3))
    return (conv,) if spec.stem == "conv" else (conv, ("norm", BatchNorm(channels)), ("relu", Relu()))


def layer_operations(block: Block, channels: int, width: int, *, bottleneck_width: int, stride: int) -> Operations:
    """Return what a layer does to the `channels` that it joined; `stride` is 1 but for residual blocks."""
    if block == "residual_basic":
        return (
            ("conv1", Convolution(channels, width, 3, stride)),
            ("norm1", BatchNorm(width)),
            ("relu1", Relu()),
            ("conv2", Convolution(width, width, 3)),
            ("norm2", BatchNorm(width)),
        )
    entry = (("norm1", BatchNorm(channels)), ("relu1", Relu()))
    if block == "basic":
        return (*entry, ("conv1", Convolution(channels, width, 3)))
    inner = bottleneck_width * width
    return (
        *entry,
        ("conv1", Convolution(channels, inner, 1)),
        ("norm2", BatchNorm(inner)),
        ("relu2", Relu()),
        ("conv2", Convolution(inner, width, 3)),
    )


def transition_operations(spec: NetworkSpec, channels: int, width: int | None, stages: int) -> Operations:
    """Return what a transition does; `stages` counts how much coarser its output is than what it reads."""
    width = _kept(spec, channels) if width is None else width
    entry = (("norm", BatchNorm(channels)), ("relu", Relu()), ("conv", Convolution(channels, width, 1)))
    return (*entry, *_resize(stages))


def move_operations(spec: NetworkSpec, channels: int, stages: int) -> Operations:
    """Return what moves one feature by `stages` stages without a transition node."""
    if spec.transport == "norm_conv_pool":
        return transition_operations(spec, channels, None, stages)
    if spec.transport == "stride" and stages > 0:
        return (("shortcut", PadShortcut(channels, channels, 2**stages)),)
    return _resize(stages)


def stem_stride(spec: NetworkSpec) -> int:
    """Return how many pixels of an image, in a row, become one pixel of the stem's features."""
    return 4 if spec.stem == "imagenet" else 1


def head_operations(spec: NetworkSpec, channels: int, scale: int) -> Operations:
    """Return what turns features into logits; each pixel of the features is `scale` pixels of the image wide."""
    if spec.head == "segmentation":
        conv = ("conv", Convolution(channels, spec.num_classes, 1, bias=True))
        grow = (("upsample", Upsample(scale)),) if scale > 1 else ()
        return (("norm", BatchNorm(channels)), ("relu", Relu()), conv, *grow)
    entry = (("norm", BatchNorm(channels)), ("relu", Relu())) if spec.head == "norm_relu_pool_linear" else ()
    return (*entry, ("pool", GlobalAveragePool()), ("linear", Linear(channels, spec.num_classes)))


def _kept(spec: NetworkSpec, channels: int) -> int:
    return max(1, int(channels * spec.compression))


def _resize(stages: int) -> Operations:
    if stages > 0:
        return (("pool", AveragePool(2**stages)),)
    return (("upsample", Upsample(2**-stages)),) if stages < 0 else ()
