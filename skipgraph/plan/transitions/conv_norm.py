"""Transitions whose convolution comes first: the projection shortcut of ResNet, and that of HarDNet."""

from dataclasses import dataclass

from skipgraph.arguments import Share
from skipgraph.plan.operations import BatchNorm, Convolution, Operations, Relu
from skipgraph.plan.transitions.transition import ImageTransition, kept

__all__ = ["ConvNorm", "ConvNormRelu"]


@dataclass(frozen=True, kw_only=True)
class ConvNorm(ImageTransition):
    """1x1-BN and the way to a coarser stage, the projection shortcut of ResNet; to a finer stage as `NormReluConv`.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385, section 4.1, option B.
    """

    is_shortcut = True

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        width = channels if width is None else width
        if stages < 0:
            return self._norm_relu_conv(channels, width, stages)
        conv, rest = self._conv(channels, width, stages)
        return (*conv, ("norm", BatchNorm(width)), *rest)

    def projection(self, channels: int, width: int) -> Operations:
        """Return a 1x1 convolution with BN, which makes the `channels` of a summand `width`."""
        return (("conv", Convolution(channels, width, 1)), ("norm", BatchNorm(width)))


@dataclass(frozen=True, kw_only=True)
class ConvNormRelu(ImageTransition):
    """1x1-BN-ReLU and the way to a coarser stage, as of HarDNet; to a finer stage as `NormReluConv`.

    Parameters
    ----------
    pooling, upsampling, bias, dropout
        As in every transition of images.
    compression : float
        Share of the channels that it keeps, where no node attribute ``width`` says otherwise.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """

    compression: Share = 1.0

    def operations(self, channels: int, width: int | None, stages: int) -> Operations:
        """Return what a transition node does with `channels` over `stages`."""
        width = kept(self.compression, channels) if width is None else width
        if stages < 0:
            return self._norm_relu_conv(channels, width, stages)
        conv, rest = self._conv(channels, width, stages)
        return (*conv, ("norm", BatchNorm(width)), ("relu", Relu()), *rest)
