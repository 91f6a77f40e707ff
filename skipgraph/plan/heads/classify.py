"""Heads that classify an example, or each token of it."""

from abc import ABC
from dataclasses import dataclass

from skipgraph.arguments import Count, Share
from skipgraph.plan import operations
from skipgraph.plan.features import Sequences, Vectors
from skipgraph.plan.heads.head import Head
from skipgraph.plan.operations import (
    BatchNorm,
    GlobalAveragePool,
    LayerNorm,
    MeanToken,
    Operations,
    Relu,
    SelectChannels,
)

__all__ = [
    "Linear",
    "NormLinear",
    "NormPoolLinear",
    "NormReluLinear",
    "NormReluPoolLinear",
    "PoolLinear",
    "TokenMeanLinear",
]


@dataclass(frozen=True, kw_only=True)
class _Classifier(Head, ABC):
    classes: Count = 10

    @property
    def n_classes(self) -> int:
        """Number of logits."""
        return self.classes

    def _linear(self, channels: int) -> Operations:
        return (("linear", operations.Linear(channels, self.classes)),)


@dataclass(frozen=True, kw_only=True)
class _PoolClassifier(_Classifier, ABC):
    share: Share = 1.0

    def _pool_linear(self, channels: int) -> Operations:
        """Return the mean over all pixels, and a matrix that reads some of the channels."""
        read = max(1, int(channels * self.share))
        select: Operations = (("select", SelectChannels(channels, read)),) if read < channels else ()
        return (("pool", GlobalAveragePool()), *select, *self._linear(read))


@dataclass(frozen=True, kw_only=True)
class NormReluPoolLinear(_PoolClassifier):
    """BN-ReLU-mean of pixels-linear, of images.

    Parameters
    ----------
    classes : int
        Number of logits.
    share : float
        Share of the channels, evenly spread, that the matrix reads.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # one mean of all pixels
        """Return what the head does with `channels`."""
        return (("norm", BatchNorm(channels)), ("relu", Relu()), *self._pool_linear(channels))


@dataclass(frozen=True, kw_only=True)
class PoolLinear(_PoolClassifier):
    """Mean of pixels-linear, of images.

    Parameters
    ----------
    classes : int
        Number of logits.
    share : float
        Share of the channels, evenly spread, that the matrix reads.

    References
    ----------
    .. [1] K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition",
       CVPR 2016, arXiv:1512.03385.
    """

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # one mean of all pixels
        """Return what the head does with `channels`."""
        return self._pool_linear(channels)


@dataclass(frozen=True, kw_only=True)
class NormReluLinear(_Classifier):
    """BN-ReLU-linear, of vectors.

    Parameters
    ----------
    classes : int
        Number of logits.
    """

    features = (Vectors,)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # there are no pixels
        """Return what the head does with `channels`."""
        return (("norm", BatchNorm(channels, of_images=False)), ("relu", Relu()), *self._linear(channels))


@dataclass(frozen=True, kw_only=True)
class NormPoolLinear(_Classifier):
    """LN-mean of tokens-linear, of sequences.

    Parameters
    ----------
    classes : int
        Number of logits.
    """

    features = (Sequences,)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # there are no pixels
        """Return what the head does with `channels`."""
        return (("norm", LayerNorm(channels)), ("pool", MeanToken()), *self._linear(channels))


@dataclass(frozen=True, kw_only=True)
class TokenMeanLinear(_Classifier):
    """Mean of tokens-linear, of sequences.

    Parameters
    ----------
    classes : int
        Number of logits.
    """

    features = (Sequences,)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # there are no pixels
        """Return what the head does with `channels`."""
        return (("pool", MeanToken()), *self._linear(channels))


@dataclass(frozen=True, kw_only=True)
class NormLinear(_Classifier):
    """LN-linear, for logits of each token.

    Parameters
    ----------
    classes : int
        Number of logits.
    """

    features = (Sequences,)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # there are no pixels
        """Return what the head does with `channels`."""
        return (("norm", LayerNorm(channels)), *self._linear(channels))


@dataclass(frozen=True, kw_only=True)
class Linear(_Classifier):
    """A matrix, for a vector or each token.

    Parameters
    ----------
    classes : int
        Number of logits.
    """

    features = (Vectors, Sequences)

    def operations(self, channels: int, scale: int) -> Operations:  # noqa: ARG002  # there are no pixels
        """Return what the head does with `channels`."""
        return self._linear(channels)
