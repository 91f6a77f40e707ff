"""Planned operations as torch modules."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from skipgraph.nn.aggregation import make_join
from skipgraph.nn.attention import PatchTokens, ResidualBlock, SelfAttention, TokenMean, TokenPositions
from skipgraph.plan.cost import works_in_place
from skipgraph.plan.nodeplan import NodePlan
from skipgraph.plan.operations import (
    AveragePool,
    BatchNorm,
    ChannelShuffle,
    Convolution,
    Dropout,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Operation,
    PadImage,
    PadShortcut,
    Relu,
    Scale,
    SelectChannels,
    TransposedConvolution,
    Upsample,
)
from skipgraph.plan.operations_sequences import (
    Attention,
    Flatten,
    Gelu,
    LayerNorm,
    MeanToken,
    Patches,
    Positions,
    Residual,
)

__all__ = ["GlobalMean", "PaddedImage", "PaddedShortcut", "Scaled", "Selection", "StepModule", "make_module"]


class GlobalMean(nn.Module):
    """The mean over all pixels of each channel."""

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C) from (N, C, H, W)."""
        return functional.adaptive_avg_pool2d(features, 1).flatten(1)


class PaddedImage(nn.Module):
    """Zeros below and to the right of an image, until its sides are multiples of `multiple`.

    Parameters
    ----------
    multiple : int
        In pixels.
    """

    def __init__(self, multiple: int) -> None:
        super().__init__()
        self.multiple = multiple

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, C, H + below, W + right) from (N, C, H, W)."""
        below, right = -images.shape[2] % self.multiple, -images.shape[3] % self.multiple
        return functional.pad(images, (0, right, 0, below))


class PaddedShortcut(nn.Module):
    """Every `stride`-th pixel, with `extra` channels of zeros behind.

    Parameters
    ----------
    stride : int
        1 keeps all pixels.
    extra : int
        Number of channels to add.
    """

    def __init__(self, stride: int, extra: int) -> None:
        super().__init__()
        self.stride, self.extra = stride, extra

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C + extra, ceil(H / stride), ceil(W / stride)) from (N, C, H, W)."""
        return functional.pad(features[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))


class Scaled(nn.Module):
    """Numbers divided by one number.

    Parameters
    ----------
    divisor : int
        By which.
    """

    def __init__(self, divisor: int) -> None:
        super().__init__()
        self.divisor = divisor

    def forward(self, features: Tensor) -> Tensor:
        """Return the same shape."""
        return features / self.divisor


class Selection(nn.Module):
    """Some of the channels.

    Parameters
    ----------
    channels : sequence of int
        Which, in their order.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        # made again by whoever builds the network, so no part of its state
        self.register_buffer("channels", torch.tensor(channels), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, n_channels, ...) from (N, C, ...)."""
        return features.index_select(1, self.get_buffer("channels"))


class StepModule(nn.Module):
    """One step of a network: the join of what it reads, then its operations by name.

    Parameters
    ----------
    step : NodePlan
        What to build.
    block : torch.nn.Module, optional
        What stands in for the operations of the plan.
    softmax : bool
        Whether the weights of a weighted join sum to one.
    gate_bias : float
        Where the gates of a gated join start.

    Attributes
    ----------
    step : NodePlan
        What was built.
    """

    def __init__(
        self, step: NodePlan, block: nn.Module | None = None, *, softmax: bool = False, gate_bias: float = -2.0
    ) -> None:
        super().__init__()
        self.step = step
        # as plain numbers, so that what passes all channels on does nothing
        self._parts = step.parts if any(step.parts) else ()
        self.join = make_join(
            step.aggregation,
            len(step.reads),
            step.joined_shape,
            softmax=softmax,
            start=step.initial_weights,
            gate_bias=gate_bias,
        )
        if block is not None:
            self._names: tuple[str, ...] = ("block",)
            self.block = block
            return
        self._names = tuple(name for name, _ in step.operations)
        for place, (name, operation) in enumerate(step.operations):
            self.add_module(name, make_module(operation, in_place=works_in_place(step, place)))

    def forward(self, features: list[Tensor]) -> Tensor:
        """Return the step's output from what it reads, in the order of the plan, and empty that list."""
        made: Tensor = self.join(*self._taken(features))
        features.clear()  # what nobody else holds is dropped before the operations take memory
        for operation in self.operations():
            made = operation(made)
        return made

    def start(self, *features: Tensor, n_operations: int) -> Tensor:
        """Return what the join and the first `n_operations` operations make."""
        made: Tensor = self.join(*self._taken(features))
        for operation in self.operations()[:n_operations]:
            made = operation(made)
        return made

    def finish(self, made: Tensor, *, skip: int) -> Tensor:
        """Return the step's output from what the join and the first `skip` operations made."""
        for operation in self.operations()[skip:]:
            made = operation(made)
        return made

    def operations(self) -> list[nn.Module]:
        """Return the modules behind the join, in their order."""
        return [self._modules[name] for name in self._names]  # type: ignore[misc]  # each name is a module

    def _taken(self, features: Sequence[Tensor]) -> Sequence[Tensor]:
        """Return the channels that the edges carry, as views."""
        if not self._parts:
            return features
        return [
            feature if part is None else feature.narrow(1 + self.step.channel_axis, part[0], part[1] - part[0])
            for feature, part in zip(features, self._parts, strict=True)
        ]


def make_module(operation: Operation, *, in_place: bool = False) -> nn.Module:
    """Return the torch module of an operation.

    Parameters
    ----------
    operation : Operation
        What to build.
    in_place : bool
        Whether a ReLU may overwrite its input.

    Returns
    -------
    torch.nn.Module
        With the parameters that the operation counts. Convolutions start as He et al. 2015 advise for
        what they read (``kaiming_normal_``, fan-in), matrices as torch draws them; biases start at zero.
    """
    match operation:
        case Convolution() | TransposedConvolution():
            return _convolution(operation)
        case BatchNorm():
            return (nn.BatchNorm2d if operation.of_images else nn.BatchNorm1d)(operation.channels)
        case Linear():
            linear = nn.Linear(operation.in_features, operation.out_features)
            nn.init.zeros_(linear.bias)
            return linear
        case Relu():
            return nn.ReLU(inplace=in_place)
        case _:
            return _weightless(operation)


def _weightless(operation: Operation) -> nn.Module:
    match operation:
        case Dropout():
            return nn.Dropout(operation.rate)
        case AveragePool():
            return nn.AvgPool2d(operation.size)
        case MaxPool():
            return nn.MaxPool2d(operation.size, stride=operation.stride, padding=operation.padding)
        case PadImage():
            return PaddedImage(operation.multiple)
        case PadShortcut():
            return PaddedShortcut(operation.stride, operation.out_channels - operation.in_channels)
        case ChannelShuffle():
            return nn.ChannelShuffle(operation.groups)
        case SelectChannels():
            return Selection(operation.channels)
        case Scale():
            return Scaled(operation.divisor)
        case Upsample():
            return nn.Upsample(scale_factor=operation.scale, mode=operation.mode)
        case GlobalAveragePool():
            return GlobalMean()
        case _:
            return _of_sequences(operation)


def _of_sequences(operation: Operation) -> nn.Module:
    match operation:
        case Residual():
            return ResidualBlock({name: make_module(inner) for name, inner in operation.operations})
        case Attention():
            return SelfAttention(
                operation.in_channels, operation.out_channels, operation.num_heads, causal=operation.causal
            )
        case LayerNorm():
            return nn.LayerNorm(operation.channels)
        case Positions():
            return TokenPositions(operation.length, operation.channels)
        case Patches():
            return PatchTokens(operation.in_channels, operation.out_channels, operation.size)
        case MeanToken():
            return TokenMean()
        case Flatten():
            return nn.Flatten()
        case Gelu():
            return nn.GELU()
        case _:
            return nn.Identity()


def _convolution(operation: Convolution | TransposedConvolution) -> nn.Module:
    conv: nn.Conv2d | nn.ConvTranspose2d
    if isinstance(operation, TransposedConvolution):
        conv = nn.ConvTranspose2d(
            operation.in_channels,
            operation.out_channels,
            3,
            stride=2,
            padding=1,
            output_padding=1,
            bias=operation.bias,
        )
        # of four pixels made, one reads a single pixel, two read two and one reads four
        nn.init.normal_(conv.weight, std=math.sqrt(2 / (operation.in_channels * 9 / 4)))
    else:
        conv = nn.Conv2d(
            operation.in_channels,
            operation.out_channels,
            operation.kernel_size,
            stride=operation.stride,
            padding=operation.kernel_size // 2,
            groups=operation.groups,
            bias=operation.bias,
        )
        nn.init.kaiming_normal_(conv.weight)
    if conv.bias is not None:
        nn.init.zeros_(conv.bias)
    return conv
