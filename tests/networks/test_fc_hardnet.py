"""FC-HarDNet70 against a bill made as the authors' code makes the network."""

from skipgraph.networks import CATALOG, fc_hardnet70
from skipgraph.topology import NodeKind


def link(layer, base, growth):
    """Return the channels of a layer of a block, and what it reads."""
    if layer == 0:
        return base, []
    channels, reads = growth, []
    for power in range(10):
        if layer % 2**power == 0:
            reads.append(layer - 2**power)
            channels *= 1.7 if power else 1
    return int(int(channels + 1) / 2) * 2, reads


def block(channels, growth, size):
    """Return the weights of a block and the channels that leave it."""
    total = leaving = 0
    for layer in range(1, size + 1):
        makes, reads = link(layer, channels, growth)
        takes = sum(link(read, channels, growth)[0] for read in reads)
        total += 9 * takes * makes + 2 * makes
        leaving += makes if layer % 2 or layer == size else 0
    return total, leaving


def test_parameters():
    growths, sizes, widths = (10, 16, 18, 24, 32), (4, 4, 8, 8, 8), (64, 96, 160, 224, 320)
    total, channels, skips = 0, 3, []
    for width in (16, 24, 32, 48):
        total += 9 * channels * width + 2 * width
        channels = width
    for growth, size, width in zip(growths, sizes, widths, strict=True):
        inside, leaving = block(channels, growth, size)
        skips.append(leaving)
        total += inside + leaving * width + 2 * width
        channels = width
    for growth, size, skip in list(zip(growths, sizes, skips, strict=True))[-2::-1]:
        joined = (channels + skip) // 2
        inside, leaving = block(joined, growth, size)
        total += (channels + skip) * joined + 2 * joined + inside
        channels = leaving
    assert CATALOG["fc_hardnet70"].n_parameters == total + (channels + 1) * 19


def test_its_name_counts_the_convolutions():
    topology = fc_hardnet70().topology
    n_transitions = topology.nodes_of_kind(NodeKind.TRANSITION).size
    assert topology.n_layers + n_transitions + 4 + 1 == 70  # four in the stem, one in the head
