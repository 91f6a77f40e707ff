"""FC-HarDNets: their spec and the published network."""

from skipgraph.networks.network import Network
from skipgraph.patterns.sketch import Sketch
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import NodeKind, Topology

__all__ = ["fc_hardnet70", "fc_hardnet_spec"]


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
    topology = fc_hardnet_topology().rename("fc_hardnet70")
    return Network(topology, fc_hardnet_spec(num_classes=num_classes, image_size=image_size))


def fc_hardnet_topology() -> Topology:
    """Return harmonic blocks down and up again, with a 1x1 convolution before each block on the way up.

    The nodes that leave a block on the way down are also read on the way up, at the same stage.
    """
    sketch = Sketch({"width": _INPUT_CHANNELS})
    source, last = 0, len(_BLOCKS) - 1
    ends: list[int] = []
    down: list[tuple[list[int], int]] = []  # the nodes that leave each block, and their channels together
    for stage, (size, growth, width) in enumerate(_BLOCKS):
        down.append(_harmonic(sketch, source, f"down{stage + 1}", size, growth))
        label, coarser = f"transition{stage + 1}", min(stage + 1, last)
        source = sketch.transition(label, *down[-1][0], stage=coarser, attributes={"width": width})
        ends, channels = [source], width
    for stage in reversed(range(last)):
        size, growth, _ = _BLOCKS[stage]
        skipped, more = down[stage]
        attributes = {"width": (channels + more) // 2, "kernel": 1}
        joined = sketch.add(NodeKind.LAYER, f"up{stage + 1}", [*ends, *skipped], stage=stage, attributes=attributes)
        ends, channels = _harmonic(sketch, joined, f"up{stage + 1}", size, growth)
    sketch.add(NodeKind.OUTPUT, "head", ends)
    return sketch.finish(fc_hardnet_topology, {}, _PAPER)


def _harmonic(sketch: Sketch, source: int, name: str, size: int, growth: int) -> tuple[list[int], int]:
    """Add a block, whose layer k reads ``k - 2**n`` as far as ``2**n`` divides k.

    Return the nodes that leave it and their channels together.
    """
    nodes, widths = [source], [0]
    for place in range(1, size + 1):
        twos = (place & -place).bit_length() - 1
        width: float = growth
        for _ in range(twos):
            width *= _MULTIPLIER
        widths.append(int(int(width + 1) / 2) * 2)  # the authors' rounding
        reads = [nodes[place - 2**n] for n in range(twos + 1)]
        nodes.append(sketch.layer(f"{name}.{place}", *reads, attributes={"width": widths[-1]}))
    ends = [place for place in range(1, size + 1) if place % 2 or place == size]
    return [nodes[place] for place in ends], sum(widths[place] for place in ends)


_INPUT_CHANNELS, _MULTIPLIER = 48, 1.7
# layers of each block, growth, channels of the 1x1 convolution after it
_BLOCKS = ((4, 10, 64), (4, 16, 96), (8, 18, 160), (8, 24, 224), (8, 32, 320))
_PAPER = (
    "P. Chao, C.-Y. Kao, Y.-S. Ruan, C.-H. Huang and Y.-L. Lin, "
    '"HarDNet: A Low Memory Traffic Network", ICCV 2019, arXiv:1909.00948'
)
