"""Multi-layer perceptrons: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import NetworkSpec, Vectors, blocks, heads

__all__ = ["mlp_spec"]


@checked
def mlp_spec(*, width: int = 512, in_channels: int = 3072, num_classes: int = 10, dropout: float = 0.0) -> NetworkSpec:
    """Return the spec of a multi-layer perceptron: BN-ReLU-linear layers on vectors.

    Parameters
    ----------
    width : int
        Numbers that each layer makes.
    in_channels : int
        Numbers of a vector; by default those of an image of CIFAR, as in the paper.
    num_classes : int
        Number of logits.
    dropout : float
        Share of the numbers set to zero in training after each matrix.

    Returns
    -------
    NetworkSpec
        For any topology of one stage. With the stem `stems.Flatten` and images as input it reads those.

    References
    ----------
    .. [1] J. You, J. Leskovec, K. He and S. Xie, "Graph Structure of Neural Networks", ICML 2020, arXiv:2007.06559.
    """
    return NetworkSpec(
        growth_rate=width,
        input=Vectors(channels=in_channels),
        block=blocks.Mlp(dropout=dropout),
        head=heads.NormReluLinear(classes=num_classes),
    )
