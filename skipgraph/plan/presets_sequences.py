"""Specs of networks on vectors and sequences: classmethods of `NetworkSpec`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skipgraph.plan.spec import NetworkSpec

__all__ = ["mlp", "transformer", "vision_transformer"]


def mlp(
    cls: type["NetworkSpec"], *, width: int = 512, in_channels: int = 3072, num_classes: int = 10, dropout: float = 0.0
) -> "NetworkSpec":
    """Return the spec of a multi-layer perceptron: BN-ReLU-linear layers on vectors.

    Parameters
    ----------
    width : int
        Numbers that each layer makes.
    in_channels : int
        Numbers of a vector; by default those of an image of CIFAR, as in the paper.
    num_classes, dropout
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For any topology of one stage. With ``stem="flatten"`` and the channels and size of images it reads those.

    References
    ----------
    .. [1] J. You, J. Leskovec, K. He and S. Xie, "Graph Structure of Neural Networks", ICML 2020, arXiv:2007.06559.
    """
    return cls(
        features="vectors",
        growth_rate=width,
        in_channels=in_channels,
        num_classes=num_classes,
        dropout=dropout,
        block="mlp",
        stem="linear",
        head="norm_relu_linear",
    )


def transformer(
    cls: type["NetworkSpec"],
    *,
    width: int = 512,
    num_heads: int = 8,
    sequence_length: int = 128,
    num_classes: int = 10,
    causal: bool = False,
    dropout: float = 0.0,
) -> "NetworkSpec":
    """Return the spec of a transformer with the norms first, on sequences of embedded tokens.

    Parameters
    ----------
    width : int
        Numbers of each token, the model dimension; the paper's base has 512 and 8 heads. Feed-forward layers have
        four times as many between their matrices.
    num_heads, sequence_length, num_classes, causal, dropout
        As in `NetworkSpec`.

    Returns
    -------
    NetworkSpec
        For any topology of one stage. Each layer is a whole block with its own two sums, as in `patterns.denseformer`;
        in `patterns.residual_stream` and `patterns.value_residual`, whose sums stand in the topology, it is the
        attention, feed-forward or linear layer that its node attribute ``sublayer`` says. Tokens are taken as they
        come, with the logits of their mean. With ``head="norm_linear"`` there are logits of each token.

    References
    ----------
    .. [1] A. Vaswani, N. Shazeer, N. Parmar, J. Uszkoreit, L. Jones, A. N. Gomez, L. Kaiser and I. Polosukhin,
       "Attention Is All You Need", NIPS 2017, arXiv:1706.03762.
    .. [2] R. Xiong, Y. Yang, D. He, K. Zheng, S. Zheng, C. Xing, H. Zhang, Y. Lan, L. Wang and T. Liu, "On Layer
       Normalization in the Transformer Architecture", ICML 2020, arXiv:2002.04745.
    """
    return cls(
        features="sequences",
        growth_rate=width,
        in_channels=width,
        sequence_length=sequence_length,
        num_classes=num_classes,
        num_heads=num_heads,
        causal=causal,
        dropout=dropout,
        block="transformer",
        stem="none",
        head="norm_pool_linear",
    )


def vision_transformer(
    cls: type["NetworkSpec"],
    *,
    width: int = 768,
    num_heads: int = 12,
    patch_size: int = 16,
    num_classes: int = 1000,
    image_size: tuple[int, int] = (224, 224),
    dropout: float = 0.0,
) -> "NetworkSpec":
    """Return the spec of a vision transformer: patches of an image as tokens, with trained positions.

    The mean of the tokens is classified, as in the paper's appendix D.3, not a token of its own.

    Parameters
    ----------
    width : int
        Numbers of each token; by default those of ViT-Base.
    num_heads, patch_size, num_classes, image_size, dropout
        As in `NetworkSpec`.

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
    return cls(
        features="sequences",
        growth_rate=width,
        image_size=image_size,
        num_classes=num_classes,
        num_heads=num_heads,
        patch_size=patch_size,
        dropout=dropout,
        block="transformer",
        stem="patches",
        head="norm_pool_linear",
    )
