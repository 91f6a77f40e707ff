"""What FC-Log-DenseNets hold and multiply, counted with lists of channels along the authors' rules, no graph."""

import bisect
import itertools

N_CLASSES = 11
CAMVID = (4, 5, 7, 10, 12, 15, 12, 10, 7, 5, 4)


def log_reads(unit, n_units, first_end):
    """The features that unit `unit`, from 0 on, reads by the rule of offsets 1, 2, 4, ...; 0 is the stem's."""
    reads = {unit + 1 - 2**k for k in range(n_units.bit_length()) if 2**k <= unit + 1}
    if first_end is not None and first_end <= unit:
        reads.add(first_end)
    return sorted(reads)


class Bill:
    """Sums of trained numbers and of products; a norm has two numbers for each channel."""

    def __init__(self, height, width):
        self.size = height, width
        self.parameters = self.macs = 0

    def conv(self, channels, made, side, stage):
        pixels = (self.size[0] >> stage) * (self.size[1] >> stage)
        self.parameters += channels * made * side**2
        self.macs += channels * made * side**2 * pixels

    def normed_conv(self, channels, made, side, stage):
        self.parameters += 2 * channels
        self.conv(channels, made, side, stage)
        return made

    def head(self, channels):
        self.normed_conv(channels, N_CLASSES, 1, 0)
        self.parameters += N_CLASSES


def fc_log_densenet_bill(blocks, growth, stem, size, *, first_end=False):
    """Parameters and MACs of version 1: features are moved one by one, to where they are read."""
    n_pools, n_units = len(blocks) // 2, sum(blocks)
    ends = list(itertools.accumulate(blocks))
    scales = [min(block, 2 * n_pools - block) for block in range(len(blocks))]
    reads = [log_reads(unit, n_units, blocks[0] if first_end else None) for unit in range(n_units)]
    coarsest, finest = [0] * (n_units + 1), [0] * (n_units + 1)
    for unit in range(n_units):
        scale = scales[bisect.bisect_right(ends, unit)]
        coarsest[unit + 1] = finest[unit + 1] = scale
        for feature in reads[unit]:
            coarsest[feature], finest[feature] = max(coarsest[feature], scale), min(finest[feature], scale)
    bill = Bill(*size)
    bill.conv(3, stem, 3, 0)
    features, on_the_way_down, unit, at_ends = [stem], [], 0, []
    for block, n_layers in enumerate(blocks):
        scale = scales[block]
        for _ in range(n_layers):
            features.append(bill.normed_conv(sum(features[f] for f in reads[unit]), growth, 3, scale))
            unit += 1
        at_ends.append(sum(features[f] for f in reads[unit - 1]) + growth)
        if block < n_pools:
            on_the_way_down.append(list(features))
            features = [
                bill.normed_conv(channels, channels, 1, scale) if coarsest[feature] > scale else None
                for feature, channels in enumerate(features)
            ]
        elif block < 2 * n_pools:
            known = on_the_way_down[scale - 1]
            features = known + [
                # a transposed convolution multiplies at the pixels it reads
                bill.normed_conv(channels, channels, 3, scale) if finest[len(known) + place] < scale else None
                for place, channels in enumerate(features[len(known) :])
            ]
    bill.head(at_ends[-1])
    return bill, at_ends


def fc_log_densenet_v2_bill(blocks, growth, stem, size):
    """Parameters and MACs of version 2: a block's layers are compressed, and so is what came before it."""
    n_pools, n_units = len(blocks) // 2, sum(blocks)
    few = growth * (n_units + 1).bit_length()
    bill = Bill(*size)
    bill.conv(3, stem, 3, 0)
    compressed, skips = stem, []
    for block, n_layers in enumerate(blocks):
        scale = min(block, 2 * n_pools - block)
        for place in range(1, n_layers + 1):
            n_local = sum(2**k < place for k in range(place))
            bill.normed_conv(compressed + n_local * growth, growth, 3, scale)
        joined = compressed + (n_local + 1) * growth
        if block < n_pools:
            skips.append(joined)
            new = bill.normed_conv(n_layers * growth, min(few, n_layers * growth), 1, scale)
            compressed = new + bill.normed_conv(compressed, compressed, 1, scale)
        elif block < 2 * n_pools:
            new = bill.normed_conv(n_layers * growth, few, 3, scale)
            compressed = skips.pop() + new + bill.normed_conv(compressed, few, 3, scale)
    bill.head(joined)
    return bill
