"""Dual path networks: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["dual_path_spec"]


@checked
def dual_path_spec(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> NetworkSpec:
    """Return the spec of DPN-68 to DPN-131 for ImageNet.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.dual_path_layout` topology, whose nodes carry their widths and groups.

    References
    ----------
    .. [1] Y. Chen, J. Li, H. Xiao, X. Jin, S. Yan and J. Feng, "Dual Path Networks", NIPS 2017, arXiv:1707.01629.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Imagenet(),
        block=blocks.BottleneckExpand(),
        transition=transitions.NormReluConv(pooling="stride"),
        transport=transports.Stride(),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )
