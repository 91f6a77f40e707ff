"""The stem of two convolutions, as of HarDNet and RandWire."""

from dataclasses import dataclass
from typing import Literal, assert_never

from skipgraph.plan.features import Features
from skipgraph.plan.operations import BatchNorm, Convolution, MaxPool, Operations, Relu
from skipgraph.plan.resizing import depthwise
from skipgraph.plan.stems.stem import ConvStem

__all__ = ["TwoConvs"]


@dataclass(frozen=True, kw_only=True)
class TwoConvs(ConvStem):
    """3x3/2-BN-ReLU to half the channels, then a second convolution with BN and ReLU, to a quarter of the sides.

    Parameters
    ----------
    channels, kernel, bias
        As in every stem of convolutions.
    pooling : {"max", "stride", "depthwise"}
        The second convolution: a 3x3 and then a maxpool/2; a 3x3/2; or a 1x1 and then a depthwise 3x3/2 with BN.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    .. [2] S. Xie, A. Kirillov, R. Girshick and K. He, "Exploring Randomly Wired Neural Networks for Image
       Recognition", ICCV 2019, arXiv:1904.01569.
    """

    pooling: Literal["max", "stride", "depthwise"] = "max"

    @property
    def stride(self) -> int:
        """How many pixels of an image, in a row, become one pixel of the features."""
        return 4

    def operations(self, example: Features, channels: int) -> Operations:
        """Return what the stem does with an example to make `channels`."""
        half = max(1, channels // 2)
        second, rest = self._second(half, channels)
        return (
            ("conv1", self._conv(example.channels, half, self.kernel, 2)),
            ("norm1", BatchNorm(half)),
            ("relu1", Relu()),
            ("conv2", second),
            ("norm2", BatchNorm(channels)),
            ("relu2", Relu()),
            *rest,
        )

    def _second(self, half: int, channels: int) -> tuple[Convolution, Operations]:
        """Return the second convolution, and what follows its ReLU."""
        match self.pooling:
            case "max":
                return self._conv(half, channels, 3), (("pool", MaxPool()),)
            case "stride":
                return self._conv(half, channels, 3, 2), ()
            case "depthwise":
                return self._conv(half, channels, 1), depthwise(channels, 2, bias=self.bias)
            case _:
                assert_never(self.pooling)
