"""SparseNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, heads, stems

__all__ = [
    "sparsenet40_12",
    "sparsenet40_24",
    "sparsenet_spec",
]


@checked
def sparsenet_spec(
    *,
    growth_rate: int = 24,
    stem_channels: int | None = None,
    num_classes: int = 10,
    image_size: tuple[int, int] = (32, 32),
) -> NetworkSpec:
    """Return the spec of SparseNet-40 for CIFAR: basic blocks.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    stem_channels : int, optional
        Channels of the stem; twice the growth rate by default.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a sparsenet topology of three stages.

    References
    ----------
    .. [1] L. Zhu, R. Deng, M. Maire, Z. Deng, G. Mori and P. Tan, "Sparsely Aggregated Convolutional Networks",
       ECCV 2018, arXiv:1801.05895.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Conv(channels=stem_channels),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def sparsenet40_24(*, num_classes: int = 100, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return SparseNet-40 of growth rate 24 for CIFAR-100.

    It has 757,252 parameters: a recount of the authors' code; the paper says 0.76M.

    Parameters
    ----------
    num_classes, image_size
        As in `sparsenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.sparsenet(36, blocks=(12, 12, 12)).rename("sparsenet40_24")
    return Network(
        topology,
        sparsenet_spec(growth_rate=24, stem_channels=48, num_classes=num_classes, image_size=image_size),
    )


@checked
def sparsenet40_12(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return SparseNet-40 of growth rate 12 for CIFAR-10.

    It has 185,778 parameters: a recount of the authors' code; the paper says 0.8M, which the code does not give.

    Parameters
    ----------
    num_classes, image_size
        As in `sparsenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.sparsenet(36, blocks=(12, 12, 12)).rename("sparsenet40_12")
    return Network(
        topology,
        sparsenet_spec(growth_rate=12, stem_channels=16, num_classes=num_classes, image_size=image_size),
    )
