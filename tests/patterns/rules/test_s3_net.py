"""S3-Net against its definition."""

import pytest

from skipgraph import metrics
from skipgraph.patterns import s3_net
from skipgraph.topology import NodeKind


@pytest.mark.parametrize("size", [1, 2, 8, 36])
@pytest.mark.parametrize("n_blocks", [1, 2, 4])
def test_a_chain_whose_end_is_dense(size, n_blocks):
    t = s3_net(size * n_blocks, blocks=(size,) * n_blocks)
    assert t.n_edges == n_blocks * (2 * size + 1)
    for block in range(n_blocks):
        start = block * (size + 1)
        assert [t.reads(start + place) for place in range(1, size + 1)] == [
            (start + place - 1,) for place in range(1, size + 1)
        ]
        end = start + size + 1
        assert t.reads(end) == tuple(range(start, end))
        assert t.kinds[end] == (NodeKind.MERGE if block == n_blocks - 1 else NodeKind.TRANSITION)


@pytest.mark.parametrize("size", [1, 8, 36])
def test_distances(size):
    t = s3_net(size)
    distances = metrics.backprop_distances(t)
    assert metrics.max_backprop_distance(t) == size  # between the layers, as in a chain
    assert distances[size + 1, : size + 1].tolist() == [0] * (size + 1)  # from the end, which is no layer
    # layers of the second block reach any node of the first one through its end
    two = metrics.backprop_distances(s3_net(2 * size, blocks=(size, size)))
    assert two[2 * size + 1, : size + 1].tolist() == [size] * (size + 1)
