"""DeepLab: parallel branches of several dilations."""

import pytest

from skipgraph import metrics
from skipgraph.errors import ArgumentError
from skipgraph.patterns import deeplab


@pytest.mark.parametrize("image_pooling", [True, False])
@pytest.mark.parametrize("rates", [(6, 12, 18), (2, 4), ()])
def test_branches_stand_side_by_side(rates, image_pooling):
    t = deeplab(8, rates=rates, image_pooling=image_pooling)
    n_branches = len(rates) + 1 + image_pooling
    assert t.n_layers == 8 + n_branches + 1
    assert metrics.path_lengths(t) == {10: n_branches}
    assert [rate for rate in t.node_attributes["dilation"] if rate] == [1, *rates]
    assert t.stages.max() == int(image_pooling)


def test_bad_rates_are_refused():
    with pytest.raises(ArgumentError, match=r"rates must ascend, got \(12, 6\)"):
        deeplab(8, rates=(12, 6))
    with pytest.raises(ArgumentError, match=r"rates\[0\] must be an integer of at least 2, got 1"):
        deeplab(8, rates=(1, 6))
