"""What each block of a layer does with the channels that the layer joined, as a list of operations."""

from collections import Counter
from dataclasses import dataclass

from skipgraph.plan import sequences
from skipgraph.plan.operations import BatchNorm, ChannelShuffle, Convolution, Dropout, Operation, Operations, Relu
from skipgraph.plan.spec import Block, NetworkSpec

__all__ = ["layer_operations", "with_dropout"]

_NAMES: dict[type[Operation], str] = {
    BatchNorm: "norm",
    ChannelShuffle: "shuffle",
    Convolution: "conv",
    Relu: "relu",
}


def layer_operations(
    spec: NetworkSpec,
    block: Block,
    channels: int,
    width: int,
    *,
    stride: int = 1,
    kernel: int = 3,
    groups: int = 1,
    inner: int | None = None,
) -> Operations:
    """Return what a layer does to the `channels` that it joined.

    Parameters
    ----------
    spec : NetworkSpec
        Biases, dropout and the width of bottlenecks.
    block : Block
        Which block.
    channels, width : int
        Channels that it takes and makes.
    stride : int
        Of the convolution with the large kernel.
    kernel : int
        Side of that kernel, odd.
    groups : int
        Groups of channels that the convolution keeps apart.
    inner : int, optional
        Channels between the convolutions of a bottleneck or the matrices of a feed-forward layer; by default as the
        spec says.

    Returns
    -------
    tuple of (str, Operation)
        Numbered by kind: conv1, norm1, relu1, conv2, ...
    """
    if spec.features != "images":
        return sequences.layer_operations(spec, block, channels, width, inner=inner)
    # a residual bottleneck is said to make `bottleneck_width` times what is between, others the other way round
    narrow = block == "residual_bottleneck"
    usual = max(1, width // spec.bottleneck_width) if narrow else spec.bottleneck_width * width
    maker = _Maker(channels, width, inner or usual, stride, kernel, groups, spec.bias)
    found = maker.norms_first(block) if block.startswith(("basic", "bottleneck")) else maker.convolutions_first(block)
    return with_dropout(spec, *_numbered(found))


@dataclass(frozen=True)
class _Maker:
    channels: int
    width: int
    inner: int
    stride: int
    kernel: int
    groups: int
    bias: bool

    def norms_first(self, block: Block) -> list[Operation]:
        enter: list[Operation] = [BatchNorm(self.channels), Relu()]
        if block == "basic":
            return [*enter, self._large(self.channels, self.width)]
        between: list[Operation] = [BatchNorm(self.inner), Relu()]
        large = self._large(self.inner, self.width)
        if block == "bottleneck":
            return [*enter, self._point(self.channels, self.inner), *between, large]
        if block == "bottleneck_expand":
            first = self._point(self.channels, self.inner)
            large = self._large(self.inner, self.inner)
            return [*enter, first, *between, large, *between, self._point(self.inner, self.width)]
        # bottleneck_shuffle
        # every `groups`-th channel to each group, then the first of each group, the second of each, ...
        deal, shuffle = ChannelShuffle(max(1, self.channels // self.groups)), ChannelShuffle(self.groups)
        return [*enter, deal, self._point(self.channels, self.inner, self.groups), shuffle, *between, large]

    def convolutions_first(self, block: Block) -> list[Operation]:
        norm, large = BatchNorm(self.width), self._large(self.channels, self.width)
        if block == "conv_norm_relu":
            return [large, norm, Relu()]
        if block == "conv_relu":
            return [large, Relu()]
        if block == "residual_basic":
            return [large, norm, Relu(), self._large(self.width, self.width, stride=1), norm]
        if block == "residual_bottleneck":
            between: list[Operation] = [BatchNorm(self.inner), Relu()]
            first, middle = self._point(self.channels, self.inner), self._large(self.inner, self.inner)
            return [first, *between, middle, *between, self._point(self.inner, self.width), norm]
        point = self._point(self.channels, self.width)
        if block == "separable":
            return [Relu(), self._large(self.channels, self.channels, groups=self.channels), point, norm]
        # point_depthwise
        return [point, norm, Relu(), self._large(self.width, self.width, groups=self.width), norm]

    def _large(self, takes: int, makes: int, *, stride: int | None = None, groups: int | None = None) -> Convolution:
        return Convolution(takes, makes, self.kernel, stride or self.stride, groups or self.groups, bias=self.bias)

    def _point(self, takes: int, makes: int, groups: int = 1) -> Convolution:
        return Convolution(takes, makes, 1, 1, groups, bias=self.bias)


def with_dropout(spec: NetworkSpec, *operations: tuple[str, Operation]) -> Operations:
    """Return the operations with a dropout behind each convolution, if there is any."""
    found: list[tuple[str, Operation]] = []
    for name, operation in operations:
        found.append((name, operation))
        if spec.dropout and isinstance(operation, Convolution):
            found.append((f"{name}_dropout", Dropout(spec.dropout)))
    return tuple(found)


def _numbered(operations: list[Operation]) -> Operations:
    """Return each operation by its kind and how many of that kind there are up to it."""
    counts: Counter[str] = Counter()
    found: list[tuple[str, Operation]] = []
    for operation in operations:
        kind = _NAMES[type(operation)]
        counts[kind] += 1
        found.append((f"{kind}{counts[kind]}", operation))
    return tuple(found)
