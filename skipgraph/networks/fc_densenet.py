"""FC-DenseNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "fc_densenet56",
    "fc_densenet67",
    "fc_densenet103",
    "fc_densenet_spec",
]


@checked
def fc_densenet_spec(
    *, num_classes: int = 11, image_size: tuple[int, int] = (224, 224), dropout: float = 0.2
) -> NetworkSpec:
    """Return the spec of FC-DenseNet56, 67 and 103, with logits of each pixel of images of any size.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.
    dropout : float
        Share of the numbers set to zero in training after each convolution.

    Returns
    -------
    NetworkSpec
        For an fc_densenet topology, whose nodes carry their widths.

    References
    ----------
    .. [1] S. Jegou, M. Drozdzal, D. Vazquez, A. Romero and Y. Bengio, "The One Hundred Layers Tiramisu: Fully
       Convolutional DenseNets for Semantic Segmentation", CVPR Workshops 2017, arXiv:1611.09326.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Conv(bias=True),
        block=blocks.Basic(bias=True, dropout=dropout),
        transition=transitions.NormReluConv(pooling="max", upsampling="transposed_conv", bias=True, dropout=dropout),
        transport=transports.NormConvPool(pooling="max", upsampling="transposed_conv", bias=True, dropout=dropout),
        head=heads.SegmentationConv(classes=num_classes),
    )


@checked
def fc_densenet56(*, num_classes: int = 11, image_size: tuple[int, int] = (352, 480)) -> Network:
    """Return FC-DenseNet56 for CamVid.

    It has 1,376,795 parameters: a recount of the authors' code; the paper says 1.4M
    and counts the statistics of norms too.

    Parameters
    ----------
    num_classes, image_size
        As in `fc_densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.fc_densenet_layout(56).rename("fc_densenet56")
    return Network(topology, fc_densenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def fc_densenet67(*, num_classes: int = 11, image_size: tuple[int, int] = (352, 480)) -> Network:
    """Return FC-DenseNet67 for CamVid.

    It has 3,463,243 parameters: a recount of the authors' code; the paper says 3.5M
    and counts the statistics of norms too.

    Parameters
    ----------
    num_classes, image_size
        As in `fc_densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.fc_densenet_layout(67).rename("fc_densenet67")
    return Network(topology, fc_densenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def fc_densenet103(*, num_classes: int = 11, image_size: tuple[int, int] = (352, 480)) -> Network:
    """Return FC-DenseNet103 for CamVid.

    It has 9,322,091 parameters: a recount of the authors' code; the paper says 9.4M
    and counts the statistics of norms too.

    Parameters
    ----------
    num_classes, image_size
        As in `fc_densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.fc_densenet_layout(103).rename("fc_densenet103")
    return Network(topology, fc_densenet_spec(num_classes=num_classes, image_size=image_size))
