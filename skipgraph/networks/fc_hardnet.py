"""FC-HarDNets: their spec and the published network."""

from skipgraph.arguments import checked
from skipgraph.networks._nodes import Node, draw_nodes
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import NodeKind, Provenance, Topology

__all__ = ["fc_hardnet70", "fc_hardnet_spec"]


@checked
def fc_hardnet_spec(*, num_classes: int = 19, image_size: tuple[int, int] = (1024, 2048)) -> NetworkSpec:
    """Return the spec of FC-HarDNet for Cityscapes, with logits of each pixel of images of any size.

    Bilinear interpolation takes no account of corners here, while the authors' code aligns them.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a topology whose nodes carry their widths and kernels, as that of `fc_hardnet70`.

    References
    ----------
    .. [1] P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "HarDNet: A Low Memory Traffic Network",
       ICCV 2019, arXiv:1909.00948.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Convs(),
        block=blocks.ConvNormRelu(),
        transition=transitions.ConvNormRelu(),
        transport=transports.Pool(upsampling="bilinear"),
        head=heads.SegmentationConv(classes=num_classes, upsampling="bilinear"),
    )


@checked
def fc_hardnet70(*, num_classes: int = 19, image_size: tuple[int, int] = (1024, 2048)) -> Network:
    """Return FC-HarDNet70 for Cityscapes.

    It has 4,119,257 parameters: a recount of the authors' code; their README says 4.1M.

    Parameters
    ----------
    num_classes, image_size
        As in `fc_hardnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _topology().rename("fc_hardnet70")
    return Network(topology, fc_hardnet_spec(num_classes=num_classes, image_size=image_size))


def _topology() -> Topology:
    """Return harmonic blocks down and up again, with a 1x1 convolution before each block on the way up.

    The nodes that leave a block on the way down are also read on the way up, at the same stage.
    """
    nodes: list[Node] = []
    down: list[tuple[tuple[str, ...], int]] = []  # the nodes that leave each block, and their channels together
    source, last = "input", len(_BLOCKS) - 1
    leaving: tuple[tuple[str, ...], int] = ((), 0)
    for stage, (size, growth, width) in enumerate(_BLOCKS):
        down.append(_add_block(nodes, source, f"down{stage + 1}", stage, size, growth))
        source = f"transition{stage + 1}"
        nodes.append(Node(source, NodeKind.TRANSITION, min(stage + 1, last), down[-1][0], width))
        leaving = (source,), width
    for stage in reversed(range(last)):
        size, growth, _ = _BLOCKS[stage]
        reads, channels = leaving[0] + down[stage][0], leaving[1] + down[stage][1]
        source = f"up{stage + 1}"
        nodes.append(Node(source, NodeKind.LAYER, stage, reads, channels // 2, kernel=1))
        leaving = _add_block(nodes, source, source, stage, size, growth)
    nodes.append(Node("head", NodeKind.OUTPUT, 0, leaving[0]))
    return draw_nodes(nodes, input_channels=48, provenance=Provenance("fc_hardnet", {"depth": 70}, _PAPER))


def _add_block(
    nodes: list[Node], source: str, name: str, stage: int, size: int, growth: int
) -> tuple[tuple[str, ...], int]:
    """Add a block, whose layer k reads ``k - 2**n`` as far as ``2**n`` divides k.

    Return the nodes that leave it and their channels together.
    """
    labels, widths = [source], [0]
    for place in range(1, size + 1):
        twos = (place & -place).bit_length() - 1
        width: float = growth
        for _ in range(twos):
            width *= _MULTIPLIER
        widths.append(int(int(width + 1) / 2) * 2)  # the authors' rounding
        labels.append(f"{name}.{place}")
        reads = tuple(labels[place - 2**n] for n in range(twos + 1))
        nodes.append(Node(labels[-1], NodeKind.LAYER, stage, reads, widths[-1]))
    ends = [place for place in range(1, size + 1) if place % 2 or place == size]
    return tuple(labels[place] for place in ends), sum(widths[place] for place in ends)


_MULTIPLIER = 1.7
# layers of each block, growth, channels of the 1x1 convolution after it
_BLOCKS = ((4, 10, 64), (4, 16, 96), (8, 18, 160), (8, 24, 224), (8, 32, 320))
_PAPER = (
    "P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "
    '"HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948'
)
