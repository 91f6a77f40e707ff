"""How features get to coarser and to finer stages, as lists of operations."""

from dataclasses import dataclass
from typing import Literal, assert_never

from skipgraph.arguments import Rate
from skipgraph.plan.operations import (
    AveragePool,
    BatchNorm,
    Convolution,
    MaxPool,
    Operations,
    PadShortcut,
    Relu,
    TransposedConvolution,
    Upsample,
    with_dropout,
)
from skipgraph.plan.part import Part

__all__ = ["Interpolation", "Pooling", "Resizing", "Upsampling", "coarser", "depthwise", "finer"]

Pooling = Literal["mean", "max", "max_3x3", "stride", "depthwise"]
"""What becomes of each square of pixels: its mean, its maximum, the maximum of the 3x3 pixels that begin there, one of
its pixels, or a depthwise 3x3 and a BN."""
Interpolation = Literal["nearest", "bilinear"]
"""How pixels become more without weights: copies of each, or bilinear interpolation."""
Upsampling = Literal["nearest", "bilinear", "transposed_conv", "norm_transposed_conv"]
"""BN-ReLU-1x1 and an interpolation; or a transposed 3x3 convolution for each stage, without or with BN-ReLU first."""


def coarser(pooling: Pooling, channels: int, stages: int, *, bias: bool = False) -> Operations:
    """Return what moves features to a coarser stage.

    Parameters
    ----------
    pooling : {"mean", "max", "max_3x3", "stride", "depthwise"}
        What becomes of each square of pixels.
    channels : int
        Channels of the features.
    stages : int
        By how many stages; 0 does nothing.
    bias : bool
        Whether a depthwise convolution has a bias.

    Returns
    -------
    tuple of (str, Operation)
        By name.
    """
    if stages == 0:
        return ()
    size = 2**stages
    match pooling:
        case "mean":
            return (("pool", AveragePool(size)),)
        case "max":
            return (("pool", MaxPool(size, size)),)
        case "max_3x3":
            return tuple((f"pool{place + 1}", MaxPool(padding=0)) for place in range(stages))
        case "stride":
            return (("shortcut", PadShortcut(channels, channels, size)),)
        case "depthwise":
            return depthwise(channels, size, bias=bias)
        case _:
            assert_never(pooling)


def finer(upsampling: Interpolation, stages: int) -> Operations:
    """Return what moves features to a finer stage without weights, by `stages` stages."""
    return (("upsample", Upsample(2**stages, upsampling)),) if stages else ()


def depthwise(channels: int, stride: int, *, bias: bool = False) -> Operations:
    """Return a depthwise 3x3 convolution and a BN."""
    conv = Convolution(channels, channels, 3, stride, channels, bias=bias)
    return (("depthwise", conv), ("depthwise_norm", BatchNorm(channels)))


@dataclass(frozen=True, kw_only=True)
class Resizing(Part):
    """A part that moves images to another stage.

    Parameters
    ----------
    pooling : {"mean", "max", "max_3x3", "stride", "depthwise"}
        What becomes of each square of pixels on the way to a coarser stage: its mean, its maximum, the maximum of the
        3x3 pixels that begin there, one of its pixels, or a depthwise 3x3 and a BN.
    upsampling : {"nearest", "bilinear", "transposed_conv", "norm_transposed_conv"}
        How it gets to a finer stage: by BN-ReLU-1x1 and then copies of each pixel or bilinear interpolation; or by a
        transposed 3x3 convolution of stride 2 for each stage, without or with BN-ReLU before it.
    bias : bool
        Whether convolutions have a bias.
    dropout : float
        Rate of the dropout after a convolution that is not transposed.
    """

    pooling: Pooling = "mean"
    upsampling: Upsampling = "nearest"
    bias: bool = False
    dropout: Rate = 0.0

    @property
    def learns_upsampling(self) -> bool:
        """Whether a transposed convolution moves features to a finer stage."""
        return self._interpolation is None

    @property
    def _interpolation(self) -> Interpolation | None:
        match self.upsampling:
            case "nearest" | "bilinear":
                return self.upsampling
            case "transposed_conv" | "norm_transposed_conv":
                return None
            case _:
                assert_never(self.upsampling)

    def _resized(self, channels: int, stages: int) -> Operations:
        """Return the way to another stage without a change of width."""
        if stages >= 0:
            return coarser(self.pooling, channels, stages, bias=self.bias)
        if self._interpolation is None:
            return self._transposed(channels, channels, -stages)
        return finer(self._interpolation, -stages)

    def _norm_relu_conv(self, channels: int, width: int, stages: int) -> Operations:
        """Return BN-ReLU-1x1 and the way to another stage, or what a transposed convolution does in place of both."""
        entry: Operations = (("norm", BatchNorm(channels)), ("relu", Relu()))
        if stages < 0 and self._interpolation is None:
            grow = self._transposed(channels, width, -stages)
            return (*entry, *grow) if self.upsampling == "norm_transposed_conv" else grow
        conv, rest = self._conv(channels, width, stages)
        return (*entry, *conv, *rest)

    def _conv(self, channels: int, width: int, stages: int) -> tuple[Operations, Operations]:
        """Return a 1x1 convolution with its dropout, and the rest of the way to another stage."""
        strided = self.pooling == "stride" and stages > 0
        conv = Convolution(channels, width, 1, 2**stages if strided else 1, bias=self.bias)
        named = with_dropout(self.dropout, (("conv", conv),), after=(Convolution,))
        return named, () if strided else self._resized(width, stages)

    def _transposed(self, channels: int, width: int, stages: int) -> Operations:
        """Return one transposed convolution for each stage; the first one changes the width."""
        return tuple(
            (f"deconv{place + 1}", TransposedConvolution(width if place else channels, width, bias=self.bias))
            for place in range(stages)
        )
