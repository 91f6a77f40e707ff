"""Postage-stamp offsets: published ranges, the exhaustive search, and what the range means for distances."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import in_degrees, max_backprop_distance
from skipgraph.patterns import EXTREMAL_OFFSETS, extremal_offsets, offset_range, postage_stamp

# OEIS A001212 .. A001216, A005342 .. A005344, from one offset on
RANGES = {
    2: [2, 4, 8, 12, 16, 20, 26, 32, 40, 46, 54, 64],
    3: [3, 7, 15, 24, 36, 52, 70, 93, 121, 154],
    4: [4, 10, 26, 44, 70, 108, 162, 228, 310],
    5: [5, 14, 35, 71, 126, 211, 336, 524],
    6: [6, 18, 52, 114, 216, 388, 638],
    7: [7, 23, 69, 165, 345, 664],
    8: [8, 28, 89, 234, 512, 1045, 2001, 3485],
    9: [9, 34, 112, 326, 797, 1617],
}


def fewest_stamps(offsets, limit):
    """Stamps needed for each postage up to `limit`, by the textbook dynamic program."""
    fewest = [0]
    for postage in range(1, limit + 1):
        fewest.append(1 + min(fewest[postage - offset] for offset in offsets if offset <= postage))
    return fewest


@pytest.mark.parametrize(("hops", "n_offsets"), sorted(EXTREMAL_OFFSETS))
def test_table_has_the_published_ranges(hops, n_offsets):
    offsets, reach = EXTREMAL_OFFSETS[hops, n_offsets], RANGES[hops][n_offsets - 1]
    assert len(offsets) == n_offsets
    assert offset_range(offsets, hops) == reach
    fewest = fewest_stamps(offsets, reach + 1)
    assert max(fewest[: reach + 1]) <= hops < fewest[reach + 1]


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
@pytest.mark.parametrize("n_offsets", [1, 2, 3, 4])
def test_search_finds_the_published_range(hops, n_offsets):
    offsets = extremal_offsets(hops, n_offsets, from_table=False, time_seconds=60)
    assert offset_range(offsets, hops) == ([1, 2, 3, 4] if hops == 1 else RANGES[hops])[n_offsets - 1]


@pytest.mark.parametrize(("hops", "n_offsets"), [(2, 4), (3, 5), (4, 4), (5, 3), (9, 3)])
def test_distance_is_hops_up_to_the_range_and_more_one_layer_later(hops, n_offsets):
    reach = RANGES[hops][n_offsets - 1]
    distances = [max_backprop_distance(postage_stamp(n, hops=hops, n_offsets=n_offsets)) for n in range(1, reach + 2)]
    # a longer network holds the shorter ones, so the distance never falls
    assert distances[:-1] == sorted(distances[:-1])
    assert distances[-2] == hops
    assert distances[-1] > hops
    assert in_degrees(postage_stamp(reach, hops=hops, n_offsets=n_offsets)).max() == n_offsets


def test_36_layers_in_three_hops():
    t = postage_stamp(36)
    assert (t.n_edges, max_backprop_distance(t), t.reads(36)) == (145, 3, (21, 22, 30, 32, 35))


def test_a_search_that_takes_too_long_is_refused():
    with pytest.raises(ArgumentError, match=r"hops 5 and n_offsets 9.* within 0.01 s"):
        extremal_offsets(5, 9, time_seconds=0.01)
