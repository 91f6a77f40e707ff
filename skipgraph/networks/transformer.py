"""Transformers, for tokens and for patches of images: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, Sequences, blocks, stems
from skipgraph.plan.heads import NormPoolLinear

__all__ = ["transformer_spec", "vision_transformer_spec"]


@checked
def transformer_spec(
    *,
    width: int = 512,
    heads: int = 8,
    length: int = 128,
    num_classes: int = 10,
    causal: bool = False,
    dropout: float = 0.0,
) -> NetworkSpec:
    """Return the spec of a transformer with the norms first, on sequences of embedded tokens.

    Parameters
    ----------
    width : int
        Numbers of each token, the model dimension; the paper's base has 512 and 8 heads. Feed-forward layers have
        four times as many between their matrices.
    heads : int
        Heads of each attention.
    length : int
        Tokens of a sequence.
    num_classes : int
        Number of logits.
    causal : bool
        Whether a token takes nothing from those after it.
    dropout : float
        Share of the numbers set to zero in training after each attention and matrix.

    Returns
    -------
    NetworkSpec
        For any topology of one stage. Each layer is a whole block with its own two sums, as in `patterns.denseformer`;
        in `patterns.residual_stream` and `patterns.value_residual`, whose sums stand in the topology, it is the
        attention, feed-forward or linear layer that its node attribute ``sublayer`` says. Tokens are taken as they
        come, with the logits of their mean. With the head `heads.NormLinear` there are logits of each token.

    References
    ----------
    .. [1] A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin,
       "Attention Is All You Need", NIPS 2017, arXiv:1706.03762.
    .. [2] R. Xiong, Y. Yang, D. He, K. Zheng, S. Zheng, C. Xing, H. Zhang, Y. Lan, L. Wang and T. Liu, "On Layer
       Normalization in the Transformer Architecture", ICML 2020, arXiv:2002.04745.
    """
    return NetworkSpec(
        growth_rate=width,
        input=Sequences(channels=width, length=length),
        stem=stems.Identity(),
        block=blocks.Transformer(heads=heads, causal=causal, dropout=dropout),
        head=NormPoolLinear(classes=num_classes),
    )


@checked
def vision_transformer_spec(
    *,
    width: int = 768,
    heads: int = 12,
    patch_size: int = 16,
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
    dropout: float = 0.0,
) -> NetworkSpec:
    """Return the spec of a vision transformer: patches of an image as tokens, with trained positions.

    The mean of the tokens is classified, as in the paper's appendix D.3, not a token of its own.

    Parameters
    ----------
    width : int
        Numbers of each token; by default those of ViT-Base.
    heads : int
        Heads of each attention.
    patch_size : int
        Side of a patch, in pixels; must divide both sides of an image.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.
    dropout : float
        Share of the numbers set to zero in training after each attention and matrix.

    Returns
    -------
    NetworkSpec
        For any topology of one stage, such as `patterns.residual_stream` or `patterns.denseformer`.

    References
    ----------
    .. [1] A. Dosovitskiy, L. Beyer, A. Kolesnikov, D. Weissenborn, X. Zhai, T. Unterthiner, M. Dehghani, M. Minderer,
       G. Heigold, S. Gelly, J. Uszkoreit and N. Houlsby, "An Image is Worth 16x16 Words: Transformers for Image
       Recognition at Scale", ICLR 2021, arXiv:2010.11929.
    """
    return NetworkSpec(
        growth_rate=width,
        input=Images(size=image_size),
        stem=stems.Patches(size=patch_size),
        block=blocks.Transformer(heads=heads, dropout=dropout),
        head=NormPoolLinear(classes=num_classes),
    )
