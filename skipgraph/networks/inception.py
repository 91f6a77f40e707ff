"""Inception-v4 and Inception-ResNet-v2: their specs and the published networks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks._nodes import Node, draw_nodes
from skipgraph.networks.network import Network
from skipgraph.plan import Images, Join, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import compose, with_outputs

__all__ = ["inception_resnet_v2_spec", "inception_v4_spec", "inceptionresnetv2", "inceptionv4"]


@checked
def inception_v4_spec(*, num_classes: int = 1000, image_size: tuple[int, int] = (299, 299)) -> NetworkSpec:
    """Return the spec of Inception-v4 for ImageNet: convolutions of many shapes, each with a norm and a ReLU.

    Dropout before the classifier belongs to training, and is left out.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a topology whose nodes carry their widths, kernels, paddings and blocks, as that of `inceptionv4`. The stem
        is the first three convolutions.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Convs(channels=64, inner=(32, 32), strides=(2, 1, 1), paddings=(0, 0, 1)),
        block=blocks.ConvNormRelu(kernel=1),
        transition=transitions.Pool(pooling="max_3x3"),
        transport=transports.Stride(),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def inception_resnet_v2_spec(*, num_classes: int = 1000, image_size: tuple[int, int] = (299, 299)) -> NetworkSpec:
    """Return the spec of Inception-ResNet-v2 for ImageNet.

    The small factors of the residual branches are left out, as the weights before them can say the same; and a ReLU
    also follows the last sum. Dropout before the classifier belongs to training.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        As `inception_v4_spec`, for a topology as that of `inceptionresnetv2`.

    References
    ----------
    .. [1] C. Szegedy, S. Ioffe, V. Vanhoucke and A. A. Alemi, "Inception-v4, Inception-ResNet and the Impact of
       Residual Connections on Learning", AAAI 2017, arXiv:1602.07261.
    """
    plain = inception_v4_spec(num_classes=num_classes, image_size=image_size)
    return replace(plain, join=Join(merge_relu=True))


@checked
def inceptionv4(*, num_classes: int = 1000, image_size: tuple[int, int] = (299, 299)) -> Network:
    """Return Inception-v4 for ImageNet.

    It has 42,679,816 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `inception_v4_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    drawn = patterns.inception_v4(14, grids=(4, 7, 3))
    topology = _whole(drawn, _STEM_V4, _KERNELS_V4, _POOLED_V4)
    return Network(topology.rename("inceptionv4"), inception_v4_spec(num_classes=num_classes, image_size=image_size))


@checked
def inceptionresnetv2(*, num_classes: int = 1000, image_size: tuple[int, int] = (299, 299)) -> Network:
    """Return Inception-ResNet-v2 for ImageNet.

    It has 55,843,464 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `inception_resnet_v2_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    drawn = patterns.inception_resnet(40, grids=(10, 20, 10))
    topology = _whole(_with_last_layer(drawn, 1536), _STEM_RESNET_V2, _KERNELS_RESNET_V2, _POOLED_RESNET_V2)
    spec = inception_resnet_v2_spec(num_classes=num_classes, image_size=image_size)
    return Network(topology.rename("inceptionresnetv2"), spec)


def _with_last_layer(drawn: Topology, width: int) -> Topology:
    """Return a topology with one more layer after its last node."""
    stage = int(drawn.stages[-1])
    layer = Topology.from_reads(
        [[], [0]], labels=["", "last"], stages=[stage] * 2, node_attributes={"width": [None, width]}
    )
    return replace(compose(drawn, layer), provenance=drawn.provenance)


def _whole(drawn: Topology, stem: Sequence[Node], kernels: Mapping[str, int | str], pooled: str) -> Topology:
    """Return blocks after a stem, with what each layer does, and an output.

    `kernels` are of the labels without the number of a block; those of others are 1, and that of a strided layer of a
    reduction is 3. Before the layers whose labels are `pooled` stands a mean of the pixels around each.
    """
    composed = compose(draw_nodes(stem, input_channels=64), replace(drawn, stages=drawn.stages + 2))
    labels = [re.sub(r"^([abc])\d+", r"\1", str(label)) for label in composed.labels]
    strided = [re.fullmatch(r"reduction\d\.\d", label) is not None for label in labels]
    valid = [one or label in _VALID for label, one in zip(labels, strided, strict=True)]
    block = {True: "pool_conv_norm_relu", False: None}
    topology = replace(
        composed,
        # a convolution with a stride is a layer; a pooling is a transition
        kinds=np.where(strided, NodeKind.LAYER, composed.kinds),
        provenance=drawn.provenance,
        node_attributes={
            "width": composed.node_attributes["width"],
            "kernel": [3 if one else kernels.get(label) for label, one in zip(labels, strided, strict=True)],
            "padding": [0 if one else None for one in valid],
            "block": [
                "pointwise" if label.endswith(".up") else block[re.fullmatch(pooled, label) is not None]
                for label in labels
            ],
        },
    )
    return with_outputs(topology, [topology.n_nodes - 1])


_LAYER, _POOL, _MERGE = NodeKind.LAYER, NodeKind.TRANSITION, NodeKind.MERGE
_STEM_V4 = (
    Node("pool1", _POOL, 1, ("input",)),
    Node("conv1", _LAYER, 1, ("input",), 96),
    Node("mixed1", _MERGE, 1, ("pool1", "conv1")),
    Node("mixed2.1.1", _LAYER, 1, ("mixed1",), 64),
    Node("mixed2.1.2", _LAYER, 1, ("mixed2.1.1",), 96),
    Node("mixed2.2.1", _LAYER, 1, ("mixed1",), 64),
    Node("mixed2.2.2", _LAYER, 1, ("mixed2.2.1",), 64),
    Node("mixed2.2.3", _LAYER, 1, ("mixed2.2.2",), 64),
    Node("mixed2.2.4", _LAYER, 1, ("mixed2.2.3",), 96),
    Node("mixed2", _MERGE, 1, ("mixed2.1.2", "mixed2.2.4")),
    Node("pool3", _POOL, 2, ("mixed2",)),
    Node("conv3", _LAYER, 2, ("mixed2",), 192),
    Node("mixed3", _MERGE, 2, ("pool3", "conv3")),
)
_STEM_RESNET_V2 = (
    Node("pool1", _POOL, 1, ("input",)),
    Node("conv1", _LAYER, 1, ("pool1",), 80),
    Node("conv2", _LAYER, 1, ("conv1",), 192),
    Node("pool3", _POOL, 2, ("conv2",)),
    Node("mixed3.1.1", _LAYER, 2, ("pool3",), 96),
    Node("mixed3.2.1", _LAYER, 2, ("pool3",), 48),
    Node("mixed3.2.2", _LAYER, 2, ("mixed3.2.1",), 64),
    Node("mixed3.3.1", _LAYER, 2, ("pool3",), 64),
    Node("mixed3.3.2", _LAYER, 2, ("mixed3.3.1",), 96),
    Node("mixed3.3.3", _LAYER, 2, ("mixed3.3.2",), 96),
    Node("mixed3.4.1", _LAYER, 2, ("pool3",), 64),
    Node("mixed3", _MERGE, 2, ("mixed3.1.1", "mixed3.2.2", "mixed3.3.3", "mixed3.4.1")),
)
_KERNELS_V4: dict[str, int | str] = {
    **dict.fromkeys(("conv1", "mixed2.1.2", "mixed2.2.4", "conv3"), 3),
    "mixed2.2.2": "1x7",
    "mixed2.2.3": "7x1",
    **dict.fromkeys(("a.3.2", "a.4.2", "a.4.3", "reduction1.3.1.2"), 3),
    "b.3.2": "1x7",
    "b.3.3": "7x1",
    "b.4.2": "7x1",
    "b.4.3": "1x7",
    "b.4.4": "7x1",
    "b.4.5": "1x7",
    "reduction2.3.1.2": "1x7",
    "reduction2.3.1.3": "7x1",
    "c.3.2a": "1x3",
    "c.3.2b": "3x1",
    "c.4.2": "3x1",
    "c.4.3": "1x3",
    "c.4.4a": "1x3",
    "c.4.4b": "3x1",
}
_KERNELS_RESNET_V2: dict[str, int | str] = {
    "conv2": 3,
    "mixed3.2.2": 5,
    "mixed3.3.2": 3,
    "mixed3.3.3": 3,
    **dict.fromkeys(("a.2.2", "a.3.2", "a.3.3", "reduction1.3.1.2"), 3),
    "b.2.2": "1x7",
    "b.2.3": "7x1",
    "reduction2.4.1.2": 3,
    "c.2.2": "1x3",
    "c.2.3": "3x1",
}
_POOLED_V4, _POOLED_RESNET_V2 = r"[abc]\.1\.1", r"mixed3\.4\.1"
# layers of stems that read nothing over the border, as those with a stride in reductions
_VALID = ("conv1", "conv2", "conv3", "mixed2.1.2", "mixed2.2.4")
