"""FCN and DeepLab v3 on dilated ResNets: their spec and the published networks."""

from dataclasses import replace
from typing import Literal

from skipgraph.arguments import checked
from skipgraph.networks._bottlenecks import bottleneck_topology
from skipgraph.networks._nodes import Node, draw_nodes
from skipgraph.networks.network import Network
from skipgraph.networks.resnet import resnet_imagenet_spec
from skipgraph.plan import NetworkSpec, heads
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import compose

__all__ = [
    "deeplabv3_resnet50",
    "deeplabv3_resnet101",
    "dilated_resnet_spec",
    "fcn_resnet50",
    "fcn_resnet101",
]


@checked
def dilated_resnet_spec(*, num_classes: int = 21, image_size: tuple[int, int] = (520, 520)) -> NetworkSpec:
    """Return the spec of FCN and DeepLab v3 on a dilated ResNet, with logits of each pixel of images of any size.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a topology whose nodes carry their widths, kernels and dilations, as that of `deeplabv3_resnet50`.

    References
    ----------
    .. [1] J. Long, E. Shelhamer and T. Darrell, "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015,
       arXiv:1411.4038.
    .. [2] L.-C. Chen, G. Papandreou, F. Schroff and H. Adam, "Rethinking Atrous Convolution for Semantic Image
       Segmentation", 2017, arXiv:1706.05587.
    """
    head = heads.SegmentationConv(classes=num_classes, upsampling="bilinear")
    return replace(resnet_imagenet_spec(image_size=image_size), head=head)


@checked
def fcn_resnet50(*, num_classes: int = 21, image_size: tuple[int, int] = (520, 520)) -> Network:
    """Return FCN on ResNet-50 for Pascal VOC.

    It has 32,957,013 parameters: torchvision's table of models without the auxiliary
    head, which trains 2,365,205.

    Parameters
    ----------
    num_classes, image_size
        As in `dilated_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _with_head(50, _FCN).rename("fcn_resnet50")
    return Network(topology, dilated_resnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def fcn_resnet101(*, num_classes: int = 21, image_size: tuple[int, int] = (520, 520)) -> Network:
    """Return FCN on ResNet-101 for Pascal VOC.

    It has 51,949,141 parameters: torchvision's table of models without the auxiliary
    head, which trains 2,365,205.

    Parameters
    ----------
    num_classes, image_size
        As in `dilated_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _with_head(101, _FCN).rename("fcn_resnet101")
    return Network(topology, dilated_resnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def deeplabv3_resnet50(*, num_classes: int = 21, image_size: tuple[int, int] = (520, 520)) -> Network:
    """Return DeepLab v3 on ResNet-50 for Pascal VOC.

    It has 39,638,869 parameters: torchvision's table of models without the auxiliary
    head, which trains 2,365,205.

    Parameters
    ----------
    num_classes, image_size
        As in `dilated_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _with_head(50, _DEEPLAB).rename("deeplabv3_resnet50")
    return Network(topology, dilated_resnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def deeplabv3_resnet101(*, num_classes: int = 21, image_size: tuple[int, int] = (520, 520)) -> Network:
    """Return DeepLab v3 on ResNet-101 for Pascal VOC.

    It has 58,630,997 parameters: torchvision's table of models without the auxiliary
    head, which trains 2,365,205.

    Parameters
    ----------
    num_classes, image_size
        As in `dilated_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _with_head(101, _DEEPLAB).rename("deeplabv3_resnet101")
    return Network(topology, dilated_resnet_spec(num_classes=num_classes, image_size=image_size))


def _with_head(depth: Literal[50, 101], head: tuple[Node, ...]) -> Topology:
    """Return a ResNet whose last two stages dilate instead of halving, and nodes after it that read it as "input"."""
    drawn = bottleneck_topology(depth)
    layers = drawn.nodes_of_kind(NodeKind.LAYER).tolist()
    dilations: list[int | None] = [None] * drawn.n_nodes
    stages = drawn.stages.tolist()
    for first, middle in zip(layers[::3], layers[1::3], strict=True):
        starts = stages[drawn.reads(first)[0]] < stages[middle]
        # as in torchvision, the first block of a stage has the dilation of the stage before
        dilations[middle] = (1, 1, 2, 4)[stages[middle] - starts]
    attributes = {**drawn.node_attributes, "dilation": dilations}
    backbone = replace(drawn, stages=drawn.stages.clip(max=1), node_attributes=attributes)
    after = draw_nodes(head, input_channels=2048)
    return replace(compose(backbone, after), provenance=drawn.provenance)


_FCN = (
    Node("conv", NodeKind.LAYER, 1, ("input",), 512, 3),
    Node("head", NodeKind.OUTPUT, 1, ("conv",)),
)
_PYRAMID = ("rate1", "rate12", "rate24", "rate36", "image")
_DEEPLAB = (
    Node("rate1", NodeKind.LAYER, 1, ("input",), 256, 1),
    Node("rate12", NodeKind.LAYER, 1, ("input",), 256, 3, 12),
    Node("rate24", NodeKind.LAYER, 1, ("input",), 256, 3, 24),
    Node("rate36", NodeKind.LAYER, 1, ("input",), 256, 3, 36),
    Node("image", NodeKind.LAYER, 1, ("input",), 256, block="grid_conv_norm_relu"),
    Node("pyramid", NodeKind.MERGE, 1, _PYRAMID),
    Node("project", NodeKind.LAYER, 1, ("pyramid",), 256, 1),
    Node("conv", NodeKind.LAYER, 1, ("project",), 256, 3),
    Node("head", NodeKind.OUTPUT, 1, ("conv",)),
)
