"""What stems, layers, transitions, transports and heads do, as lists of operations."""

from skipgraph.plan.operations import (
    AveragePool,
    BatchNorm,
    Convolution,
    Dropout,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Operation,
    PadShortcut,
    Relu,
    TransposedConvolution,
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
            ("conv", Convolution(spec.in_channels, channels, 7, 2, bias=spec.bias)),
            ("norm", BatchNorm(channels)),
            ("relu", Relu()),
            ("pool", MaxPool()),
        )
    conv = ("conv", Convolution(spec.in_channels, channels, 3, bias=spec.bias))
    return (conv,) if spec.stem == "conv" else (conv, ("norm", BatchNorm(channels)), ("relu", Relu()))


def layer_operations(spec: NetworkSpec, block: Block, channels: int, width: int, *, stride: int) -> Operations:
    """Return what a layer does to the `channels` that it joined; `stride` is 1 but for residual blocks."""
    if block == "residual_basic":
        return _with_dropout(
            spec,
            ("conv1", Convolution(channels, width, 3, stride, bias=spec.bias)),
            ("norm1", BatchNorm(width)),
            ("relu1", Relu()),
            ("conv2", Convolution(width, width, 3, bias=spec.bias)),
            ("norm2", BatchNorm(width)),
        )
    entry = (("norm1", BatchNorm(channels)), ("relu1", Relu()))
    if block == "basic":
        return _with_dropout(spec, *entry, ("conv1", Convolution(channels, width, 3, bias=spec.bias)))
    inner = spec.bottleneck_width * width
    return _with_dropout(
        spec,
        *entry,
        ("conv1", Convolution(channels, inner, 1, bias=spec.bias)),
        ("norm2", BatchNorm(inner)),
        ("relu2", Relu()),
        ("conv2", Convolution(inner, width, 3, bias=spec.bias)),
    )


def transition_operations(spec: NetworkSpec, channels: int, width: int | None, stages: int) -> Operations:
    """Return what a transition does; `stages` counts how much coarser its output is than what it reads."""
    width = _kept(spec, channels) if width is None else width
    entry = (("norm", BatchNorm(channels)), ("relu", Relu()))
    if stages < 0 and spec.upsampling in ("transposed_conv", "norm_transposed_conv"):
        grow = _transposed(spec, channels, width, -stages)
        return grow if spec.upsampling == "transposed_conv" else (*entry, *grow)
    conv = ("conv", Convolution(channels, width, 1, bias=spec.bias))
    return (*_with_dropout(spec, *entry, conv), *_resize(spec, stages))


def move_operations(spec: NetworkSpec, channels: int, stages: int) -> Operations:
    """Return what moves one feature by `stages` stages without a transition node."""
    learned = stages < 0 and spec.upsampling in ("transposed_conv", "norm_transposed_conv")
    if spec.transport == "norm_conv_pool" or learned:
        return transition_operations(spec, channels, None, stages)
    if spec.transport == "stride" and stages > 0:
        return (("shortcut", PadShortcut(channels, channels, 2**stages)),)
    return _resize(spec, stages)


def stem_stride(spec: NetworkSpec) -> int:
    """Return how many pixels of an image, in a row, become one pixel of the stem's features."""
    return 4 if spec.stem == "imagenet" else 1


def head_operations(spec: NetworkSpec, channels: int, scale: int) -> Operations:
    """Return what turns features into logits; each pixel of the features is `scale` pixels of the image wide."""
    normed = spec.head in ("norm_relu_pool_linear", "segmentation")
    entry: Operations = (("norm", BatchNorm(channels)), ("relu", Relu())) if normed else ()
    if spec.per_pixel:
        conv = ("conv", Convolution(channels, spec.num_classes, 1, bias=True))
        grow = (("upsample", _interpolation(spec, scale)),) if scale > 1 else ()
        return (*entry, conv, *grow)
    return (*entry, ("pool", GlobalAveragePool()), ("linear", Linear(channels, spec.num_classes)))


def _kept(spec: NetworkSpec, channels: int) -> int:
    return max(1, int(channels * spec.compression))


def _with_dropout(spec: NetworkSpec, *operations: tuple[str, Operation]) -> Operations:
    """Return the operations with a dropout behind each convolution, if there is any."""
    found: list[tuple[str, Operation]] = []
    for name, operation in operations:
        found.append((name, operation))
        if spec.dropout and isinstance(operation, Convolution):
            found.append((f"{name}_dropout", Dropout(spec.dropout)))
    return tuple(found)


def _transposed(spec: NetworkSpec, channels: int, width: int, stages: int) -> Operations:
    """Return one transposed convolution for each stage; the first one changes the width."""
    return tuple(
        (f"deconv{place + 1}", TransposedConvolution(width if place else channels, width, bias=spec.bias))
        for place in range(stages)
    )


def _interpolation(spec: NetworkSpec, scale: int) -> Upsample:
    return Upsample(scale, "bilinear" if spec.upsampling == "bilinear" else "nearest")


def _resize(spec: NetworkSpec, stages: int) -> Operations:
    if stages > 0:
        size = 2**stages
        return (("pool", MaxPool(size, size) if spec.pooling == "max" else AveragePool(size)),)
    return (("upsample", _interpolation(spec, 2**-stages)),) if stages < 0 else ()
