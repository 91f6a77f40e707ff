"""SegNet: its spec and the published network."""

from dataclasses import replace

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import drop_dead_nodes, with_outputs

__all__ = ["segnet_spec", "segnet_vgg16"]


@checked
def segnet_spec(*, num_classes: int = 11, image_size: tuple[int, int] = (360, 480)) -> NetworkSpec:
    """Return the spec of SegNet for CamVid, with logits of each pixel of images of any size.

    The decoder copies each pixel here; in the paper it puts it where the encoder found its maximum.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a segnet topology whose nodes carry their widths, as that of `segnet_vgg16`. The input is the image, and the
        head the last convolution.

    References
    ----------
    .. [1] V. Badrinarayanan, A. Kendall and R. Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder
       Architecture for Image Segmentation", IEEE TPAMI 2017, arXiv:1511.00561.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Identity(),
        block=blocks.ConvNormRelu(bias=True),
        transition=transitions.Pool(pooling="max"),
        transport=transports.Pool(pooling="max"),
        head=heads.SegmentationConv(classes=num_classes, kernel=3),
    )


@checked
def segnet_vgg16(*, num_classes: int = 11, image_size: tuple[int, int] = (360, 480)) -> Network:
    """Return SegNet for CamVid, whose encoder is that of VGG-16.

    It has 29,449,355 parameters: a count by hand; the paper says 117 MB, in four bytes each.

    Parameters
    ----------
    num_classes, image_size
        As in `segnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _topology().rename("segnet_vgg16")
    return Network(topology, segnet_spec(num_classes=num_classes, image_size=image_size))


def _topology() -> Topology:
    """Return the pattern with widths, and an output in place of its last layer, which is the classifier."""
    drawn = patterns.segnet(5, layers_per_level=(2, 2, 3, 3, 3))
    encoder = (64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
    layers = drawn.nodes_of_kind(NodeKind.LAYER).tolist()
    # a layer of the decoder makes what its counterpart in the encoder takes; that of the first one is the classifier
    widths = dict(zip(layers, (*encoder, *encoder[-2::-1]), strict=False))
    attributes = {**drawn.node_attributes, "width": [widths.get(node) for node in range(drawn.n_nodes)]}
    return drop_dead_nodes(with_outputs(replace(drawn, node_attributes=attributes), [layers[-2]]))
