"""The blocks of transformers: a whole one, and single sublayers. Norms come first."""

from dataclasses import dataclass

from skipgraph.arguments import Count, Rate
from skipgraph.plan import operations
from skipgraph.plan.blocks.block import Block
from skipgraph.plan.features import Sequences, Vectors
from skipgraph.plan.operations import Gelu, LayerNorm, Operations, Residual, numbered, with_dropout
from skipgraph.plan.part import like

__all__ = ["Attention", "FeedForward", "Linear", "Transformer"]


@dataclass(frozen=True, kw_only=True)
class Linear(Block):
    """LN-linear, of sequences.

    Parameters
    ----------
    dropout : float
        Rate of the dropout after the matrix.
    """

    features = (Sequences,)

    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does with `channels` to make `width`."""
        named = numbered([LayerNorm(channels), operations.Linear(channels, width)])
        return with_dropout(self.dropout, named, after=(operations.Linear,))


@dataclass(frozen=True, kw_only=True)
class FeedForward(Block):
    """LN-linear-GELU-linear, of vectors or sequences.

    Parameters
    ----------
    width : int
        Channels between the matrices, in multiples of what the layer makes.
    inner_width : int, optional
        The same in channels, in place of `width`.
    dropout : float
        Rate of the dropouts after the GELU and after the last matrix.

    References
    ----------
    .. [1] A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin,
       "Attention Is All You Need", NIPS 2017, arXiv:1706.03762.
    """

    features = (Vectors, Sequences)

    width: Count = 4
    inner_width: Count | None = None
    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does with `channels` to make `width`."""
        inner = self.inner_width or self.width * width
        first, last = operations.Linear(channels, inner), operations.Linear(inner, width)
        norm, enter, gelu, leave = numbered([LayerNorm(channels), first, Gelu(), last])
        return norm, enter, *with_dropout(self.dropout, (gelu, leave), after=(Gelu, operations.Linear))


@dataclass(frozen=True, kw_only=True)
class Attention(Block):
    """LN-multi-head self-attention, of sequences.

    Parameters
    ----------
    heads : int
        Number of heads; must divide the channels that the layer makes.
    causal : bool
        Whether a token attends only to itself and to the tokens before it.
    dropout : float
        Rate of the dropout after the attention.

    References
    ----------
    .. [1] A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin,
       "Attention Is All You Need", NIPS 2017, arXiv:1706.03762.
    """

    features = (Sequences,)

    heads: Count = 4
    causal: bool = False
    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does with `channels` to make `width`."""
        attention = operations.Attention(channels, width, self.heads, self.causal)
        return with_dropout(self.dropout, numbered([LayerNorm(channels), attention]), after=(operations.Attention,))


@dataclass(frozen=True, kw_only=True)
class Transformer(Block):
    """Attention, then a feed-forward layer, each added to what it takes; of sequences.

    If the join has another width than the layer makes, a matrix comes first.

    Parameters
    ----------
    heads, causal
        As in `Attention`.
    width, inner_width
        As in `FeedForward`.
    dropout : float
        As in both.

    References
    ----------
    .. [1] R. Xiong, Y. Yang, D. He, K. Zheng, S. Zheng, C. Xing, H. Zhang, Y. Lan, L. Wang and T. Liu, "On Layer
       Normalization in the Transformer Architecture", ICML 2020, arXiv:2002.04745.
    """

    features = (Sequences,)

    heads: Count = 4
    causal: bool = False
    width: Count = 4
    inner_width: Count | None = None
    dropout: Rate = 0.0

    def operations(self, channels: int, width: int) -> Operations:
        """Return what a layer does with `channels` to make `width`."""
        project = () if channels == width else (("project", operations.Linear(channels, width)),)
        attention, feed_forward = like(Attention, self), like(FeedForward, self)
        return (
            *project,
            ("attention", Residual(attention.operations(width, width))),
            ("feed_forward", Residual(feed_forward.operations(width, width))),
        )
