"""What stems, transitions, transports and heads do, as lists of operations."""

from skipgraph.plan import sequences
from skipgraph.plan.layers import with_dropout
from skipgraph.plan.operations import (
    AveragePool,
    BatchNorm,
    Convolution,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Operations,
    PadShortcut,
    Relu,
    SelectChannels,
    TransposedConvolution,
    Upsample,
)
from skipgraph.plan.spec import NetworkSpec

__all__ = [
    "head_operations",
    "move_operations",
    "projection_operations",
    "stem_operations",
    "stem_stride",
    "transition_operations",
]


def stem_operations(spec: NetworkSpec, channels: int, kernel: int | None = None) -> Operations:
    """Return what turns an example into the features of an input node; `kernel` is the side of a first convolution."""
    if spec.features != "images":
        return sequences.stem_operations(spec, channels)

    def conv(takes: int, makes: int, size: int, stride: int = 1) -> Convolution:
        return Convolution(takes, makes, size, stride, bias=spec.bias)

    colours, half = spec.in_channels, max(1, channels // 2)
    match spec.stem:
        case "conv":
            return (("conv", conv(colours, channels, kernel or 3)),)
        case "conv_stride":
            return (("conv", conv(colours, channels, kernel or 3, 2)),)
        case "conv_norm_relu":
            return (("conv", conv(colours, channels, kernel or 3)), ("norm", BatchNorm(channels)), ("relu", Relu()))
        case "imagenet":
            large = ("conv", conv(colours, channels, kernel or 7, 2))
            return (large, ("norm", BatchNorm(channels)), ("relu", Relu()), ("pool", MaxPool()))
        case "imagenet_two_convs":
            depthwise, strided = spec.pooling == "depthwise", spec.pooling == "stride"
            rest: Operations = () if strided else (("pool", MaxPool()),)
            return (
                ("conv1", conv(colours, half, kernel or 3, 2)),
                ("norm1", BatchNorm(half)),
                ("relu1", Relu()),
                ("conv2", conv(half, channels, 1 if depthwise else 3, 2 if strided else 1)),
                ("norm2", BatchNorm(channels)),
                ("relu2", Relu()),
                *(_depthwise(spec, channels, 2) if depthwise else rest),
            )
        case _:
            return ()


def transition_operations(spec: NetworkSpec, channels: int, width: int | None, stages: int) -> Operations:
    """Return what a transition does; `stages` counts how much coarser its output is than what it reads."""
    if spec.features != "images":
        return sequences.transition_operations(spec, channels, width)
    if spec.transition == "pad" and stages >= 0:
        return (("shortcut", PadShortcut(channels, max(width or channels, channels), 2**stages)),)
    if spec.transition == "pool" and (width is None or width == channels):
        return _resize(spec, channels, stages)
    width = _kept(spec, channels) if width is None else width
    if spec.transition in ("conv_norm", "conv_norm_relu") and stages >= 0:
        strided = spec.pooling == "stride"
        conv = ("conv", Convolution(channels, width, 1, 2**stages if strided else 1, bias=spec.bias))
        relu: Operations = (("relu", Relu()),) if spec.transition == "conv_norm_relu" else ()
        rest: Operations = () if strided else _resize(spec, width, stages)
        return (*with_dropout(spec, conv), ("norm", BatchNorm(width)), *relu, *rest)
    return _norm_relu_conv(spec, channels, width, stages)


def _norm_relu_conv(spec: NetworkSpec, channels: int, width: int, stages: int) -> Operations:
    entry = (("norm", BatchNorm(channels)), ("relu", Relu()))
    if stages < 0 and spec.upsampling in ("transposed_conv", "norm_transposed_conv"):
        grow = _transposed(spec, channels, width, -stages)
        return grow if spec.upsampling == "transposed_conv" else (*entry, *grow)
    strided = spec.pooling == "stride" and stages > 0
    conv = ("conv", Convolution(channels, width, 1, 2**stages if strided else 1, bias=spec.bias))
    return (*with_dropout(spec, *entry, conv), *(() if strided else _resize(spec, width, stages)))


def move_operations(spec: NetworkSpec, channels: int, stages: int) -> Operations:
    """Return what moves one feature by `stages` stages without a transition node."""
    learned = stages < 0 and spec.upsampling in ("transposed_conv", "norm_transposed_conv")
    if spec.transport == "norm_conv_pool" or learned:
        return _norm_relu_conv(spec, channels, _kept(spec, channels), stages)
    if spec.transport == "stride" and stages > 0:
        return (("shortcut", PadShortcut(channels, channels, 2**stages)),)
    return _resize(spec, channels, stages)


def projection_operations(spec: NetworkSpec, channels: int, width: int) -> Operations:
    """Return what makes the `channels` of a summand `width`."""
    if spec.features != "images":
        return (("linear", Linear(channels, width)),)
    if spec.transition == "pad" and width > channels:
        return (("shortcut", PadShortcut(channels, width, 1)),)
    conv = ("conv", Convolution(channels, width, 1))
    return (conv, ("norm", BatchNorm(width))) if spec.transition == "conv_norm" else (conv,)


def stem_stride(spec: NetworkSpec) -> int:
    """Return how many pixels of an image, in a row, become one pixel of the stem's features."""
    return {"imagenet": 4, "imagenet_two_convs": 4, "conv_stride": 2}.get(spec.stem, 1)


def head_operations(spec: NetworkSpec, channels: int, scale: int) -> Operations:
    """Return what turns features into logits, if anything does; each pixel of these is `scale` image pixels wide."""
    if spec.head == "features":
        return ()
    if spec.features != "images":
        return sequences.head_operations(spec, channels)
    normed = spec.head in ("norm_relu_pool_linear", "segmentation")
    entry: Operations = (("norm", BatchNorm(channels)), ("relu", Relu())) if normed else ()
    if spec.per_pixel:
        conv = ("conv", Convolution(channels, spec.num_classes, 1, bias=True))
        grow = (("upsample", _interpolation(spec, scale)),) if scale > 1 else ()
        return (*entry, conv, *grow)
    read = max(1, int(channels * spec.head_share))
    select = (("select", SelectChannels(channels, read)),) if read < channels else ()
    return (*entry, ("pool", GlobalAveragePool()), *select, ("linear", Linear(read, spec.num_classes)))


def _kept(spec: NetworkSpec, channels: int) -> int:
    return max(1, int(channels * spec.compression))


def _transposed(spec: NetworkSpec, channels: int, width: int, stages: int) -> Operations:
    """Return one transposed convolution for each stage; the first one changes the width."""
    return tuple(
        (f"deconv{place + 1}", TransposedConvolution(width if place else channels, width, bias=spec.bias))
        for place in range(stages)
    )


def _interpolation(spec: NetworkSpec, scale: int) -> Upsample:
    return Upsample(scale, "bilinear" if spec.upsampling == "bilinear" else "nearest")


def _depthwise(spec: NetworkSpec, channels: int, stride: int) -> Operations:
    conv = Convolution(channels, channels, 3, stride, channels, bias=spec.bias)
    return (("depthwise", conv), ("depthwise_norm", BatchNorm(channels)))


def _resize(spec: NetworkSpec, channels: int, stages: int) -> Operations:
    if stages < 0:
        return (("upsample", _interpolation(spec, 2**-stages)),)
    if stages == 0:
        return ()
    size = 2**stages
    match spec.pooling:
        case "mean":
            return (("pool", AveragePool(size)),)
        case "max":
            return (("pool", MaxPool(size, size)),)
        case "stride":
            return (("shortcut", PadShortcut(channels, channels, size)),)
        case "depthwise":
            return _depthwise(spec, channels, size)
