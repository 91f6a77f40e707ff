"""PSPNet: parallel branches, one for each grid."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import pspnet
from skipgraph.topology import NodeKind


@pytest.mark.parametrize("bins", [(1, 2, 3, 6), (1,), (2, 4)])
def test_every_grid_is_a_branch_of_its_own(bins):
    t = pspnet(8, bins=bins)
    assert t.n_layers == 8 + len(bins) + 1
    # through the pyramid beside it, or through one layer of it
    assert metrics.path_lengths(t) == {9: 1, 10: len(bins)}
    stages = {t.node_attributes["bins"][node]: int(t.stages[node]) for node in t.nodes_of_kind(NodeKind.TRANSITION)}
    stages.pop(None)
    assert stages == {side: len(bins) - place for place, side in enumerate(bins)}


@pytest.mark.parametrize("bins", [(), (2, 1), (2, 2)])
def test_bad_bins_are_refused(bins):
    with pytest.raises(ArgumentError, match="bins must ascend and hold at least one side, got "):
        pspnet(8, bins=bins)
