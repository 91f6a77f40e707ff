"""Log-DenseNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["fc_log_densenet_spec", "log_densenet_spec"]


@checked
def log_densenet_spec(
    *, growth_rate: int = 24, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of Log-DenseNet for CIFAR and SVHN: bottlenecks, and features moved one by one.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a topology of three stages, log_densenet or one of those it was compared with: with transitions
        or without, as each feature that a coarser stage still reads passes a BN-ReLU-1x1-pool of its own.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        block=blocks.Bottleneck(),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def fc_log_densenet_spec(
    *, growth_rate: int = 24, num_classes: int = 11, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of FC-Log-DenseNet for CamVid, with logits of each pixel of images of any size.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For an fc_log_densenet, fc_log_densenet_v2 or fc_loglog_densenet topology.

    References
    ----------
    .. [1] H. Hu, D. Dey, A. Del Giorno, M. Hebert and J. A. Bagnell, "Log-DenseNet: How to Sparsify a
       DenseNet", 2017, arXiv:1711.00002.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Conv(channels=3 * growth_rate),
        transition=transitions.NormReluConv(upsampling="norm_transposed_conv"),
        transport=transports.NormConvPool(upsampling="norm_transposed_conv"),
        head=heads.Segmentation(classes=num_classes),
    )
