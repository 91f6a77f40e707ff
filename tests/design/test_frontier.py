"""The frontier: nobody on it is beaten, everybody off it is, by somebody on it."""

import pytest

from skipgraph.design import design_topology
from skipgraph.design.frontier import find_frontier
from skipgraph.errors import ArgumentError
from skipgraph.patterns import binomial, chain, densenet, k_hop, log_densenet, nearest, postage_stamp, resnet, two_hop

FAMILIES = (chain, densenet, log_densenet, two_hop, k_hop, binomial, postage_stamp)


def test_whoever_is_off_the_frontier_is_beaten_by_somebody_on_it():
    points = find_frontier([family(36) for family in FAMILIES])
    on = {point.topology.name for point in points if not point.beaten_by}
    assert {"chain", "densenet", "two_hop", "binomial"} <= on
    for point in points:
        if point.beaten_by:
            assert on & set(point.beaten_by)


def test_log_densenet_is_beaten_on_all_four():
    points = find_frontier([log_densenet(36), postage_stamp(36)])
    assert points[0].beaten_by == ("postage_stamp",)
    ours, theirs = points[1].measures, points[0].measures
    assert (ours.edges, ours.mbd, ours.live) < (theirs.edges, theirs.mbd, theirs.live)
    assert ours.mean < theirs.mean


def test_distances_are_to_the_best_at_as_many_edges_and_at_the_same_mbd():
    # published numbers of 36 layers: chain 36 edges MBD 36; offsets 1, 4, 6, 14, 15 145 edges, MBD 3, mean BD 2.1246,
    # live set 15; Log-DenseNet 159, 5, 2.2508, 21; two hops 128, 2, 1.8078, 18
    points = find_frontier([chain(36), postage_stamp(36), log_densenet(36), two_hop(36)])
    above: list[tuple[object, ...]] = [(p.edges_above, p.mbd_above, p.mean_above, p.live_above) for p in points]
    assert above[0] == above[3] == (0, 0, 0, 0)
    assert above[1] == (145 - 128, 3 - 2, pytest.approx(2.1246 - 1.8078, abs=1e-4), 0)
    assert above[2] == (159 - 128, 5 - 2, pytest.approx(2.2508 - 1.8078, abs=1e-4), 21 - 15)


def test_no_topology_more_can_shorten_a_distance():
    few = find_frontier([family(36) for family in FAMILIES[:4]])
    many = find_frontier([family(36) for family in FAMILIES])
    for before, after in zip(few, many, strict=False):
        assert before.edges_above <= after.edges_above
        assert before.mbd_above <= after.mbd_above
        assert before.mean_above <= after.mean_above
        assert before.live_above <= after.live_above


def test_equal_topologies_do_not_beat_each_other():
    assert [point.beaten_by for point in find_frontier([chain(5), chain(5)])] == [(), ()]
    assert find_frontier([]) == []


def test_a_design_is_beaten_by_no_pattern():
    design = design_topology(36, max_edges=150, max_live=16, steps=0).topology
    assert find_frontier([design, *(family(36) for family in FAMILIES)])[0].beaten_by == ()


@pytest.mark.parametrize("odd", [resnet(36), nearest(35)])
def test_what_cannot_be_compared_is_refused(odd):
    with pytest.raises(ArgumentError, match="to compare, it must have an input and 36 layers, nothing else"):
        find_frontier([chain(36), odd])
