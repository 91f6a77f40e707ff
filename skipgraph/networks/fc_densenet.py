"""FC-DenseNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["fc_densenet_spec"]


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
