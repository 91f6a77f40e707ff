import itertools

import networkx as nx
import numpy as np
import oracles
import pandas as pd
import pytest
from hypothesis import given, settings
from strategies import topologies

from skipgraph import metrics as graph_metrics
from skipgraph.errors import ArgumentError
from skipgraph.report import DEFAULT_METRICS, GROUPS, METRICS, measure
from skipgraph.topology import NodeKind, Topology


def log_dense(n_layers):
    """The base-2 rule of the paper, written out."""
    reads = [[i - 2**k for k in range(i.bit_length()) if 2**k <= i] for i in range(n_layers + 1)]
    return Topology.from_reads(reads, name=f"log {n_layers}")


def test_published_numbers():
    # edges, MBD and mean BD of the authors' own CIFAR size, authors' code, recounted
    row = measure(log_dense(36)).iloc[0]
    assert row["topology"] == "log 36"
    assert (row["n_layers"], row["n_edges"], row["max_backprop_distance"]) == (36, 159, 5)
    assert round(row["mean_backprop_distance"], 4) == 2.2508
    assert (row["unjoined_pairs"], row["max_in_degree"], row["max_edge_length"]) == (0, 6, 32)


@given(topologies())
def test_agrees_with_networkx(topology):
    graph = topology.to_networkx()
    order = list(graph)
    row = measure(topology, metrics=["size", "distance", "degree", "n_paths"]).iloc[0]
    joined = oracles.joined_pairs(topology)
    assert row["n_nodes"] == len(order)
    assert row["n_edges"] == graph.number_of_edges()
    assert row["max_in_degree"] == max(degree for _, degree in graph.in_degree())
    assert row["max_out_degree"] == max(degree for _, degree in graph.out_degree())
    assert row["unjoined_pairs"] == oracles.n_pairs(topology) - len(joined)
    assert row["n_paths"] == len(oracles.all_paths(topology))
    if joined:
        assert row["max_backprop_distance"] == max(joined.values())
        assert row["mean_backprop_distance"] == pytest.approx(np.mean(list(joined.values())))
    else:
        assert row[["max_backprop_distance", "mean_backprop_distance"]].isna().all()
    lengths = [order.index(i) - order.index(j) for j, i in graph.edges]
    if lengths:
        assert row["max_edge_length"] == max(lengths)
        assert row["mean_edge_length"] == pytest.approx(np.mean(lengths))
    else:
        assert row[["max_edge_length", "mean_edge_length"]].isna().all()


@given(topologies())
def test_distances_to_output_are_of_the_layers_and_inputs_that_reach_the_last_node(topology):
    last = topology.n_nodes - 1
    distances = [
        distance
        for (i, j), distance in oracles.backprop_distances(topology).items()
        if i == last and topology.kinds[j] in (NodeKind.LAYER, NodeKind.INPUT)
    ]
    row = measure(topology, metrics=["max_distance_to_output", "mean_distance_to_output"]).iloc[0]
    if distances:
        assert row["max_distance_to_output"] == max(distances)
        assert row["mean_distance_to_output"] == pytest.approx(np.mean(distances))
    else:
        assert row[["max_distance_to_output", "mean_distance_to_output"]].isna().all()


def test_one_several_none_and_a_generator():
    sizes = [4, 8, 12]
    one_by_one = pd.concat([measure(log_dense(size)) for size in sizes], ignore_index=True)
    pd.testing.assert_frame_equal(measure(log_dense(size) for size in sizes), one_by_one)
    pd.testing.assert_frame_equal(measure([log_dense(size) for size in sizes]), one_by_one)
    assert measure([]).empty
    assert list(measure([]).columns) == ["topology", *DEFAULT_METRICS]


@settings(max_examples=30)
@given(topologies())
def test_column_types_do_not_depend_on_the_rows(topology):
    assert measure(topology, metrics="all").dtypes.equals(measure([], metrics="all").dtypes)


def test_columns_come_in_the_order_asked_for():
    for metrics in itertools.permutations(["n_paths", "n_edges", "max_in_degree"]):
        assert list(measure(log_dense(4), metrics=iter(metrics)).columns) == ["topology", *metrics]
    assert list(measure(log_dense(4), metrics="n_edges").columns) == ["topology", "n_edges"]


def test_groups_stand_for_their_metrics():
    frame = measure(log_dense(8), metrics=["paths", "n_edges", "liveness"])
    assert list(frame.columns) == ["topology", *GROUPS["paths"], "n_edges", *GROUPS["liveness"]]
    assert list(measure(log_dense(8), metrics="all").columns) == ["topology", *METRICS]
    # a metric that stands in a group as well is measured once, where it came first
    frame = measure(log_dense(8), metrics=["n_paths", "paths"])
    assert list(frame.columns) == ["topology", *dict.fromkeys(["n_paths", *GROUPS["paths"]])]


@settings(max_examples=30)
@given(topologies(stages=True))
def test_every_cell_is_the_number_of_the_catalogue_or_missing(topology):
    row = measure(topology, metrics="all").iloc[0]
    for name, entry in METRICS.items():
        try:
            expected = entry.compute(topology)
        except ArgumentError:
            assert pd.isna(row[name]), name
        else:
            assert row[name] == pytest.approx(expected, rel=1e-12, nan_ok=True), name


def test_path_counts_are_exact_beyond_64_bits():
    dense = Topology.from_reads([range(node) for node in range(101)])
    assert measure(dense, metrics="n_paths")["n_paths"][0] == 2**99


def test_distances_are_computed_once(monkeypatch):
    calls = []

    def counting(topology):
        calls.append(topology)
        return np.array([0, 1])

    monkeypatch.setattr(graph_metrics, "distance_histogram", counting)
    measure([log_dense(4), log_dense(5)])
    assert len(calls) == 2
    measure(log_dense(4), metrics=["n_edges", "max_in_degree"])
    assert len(calls) == 2


def test_a_topology_without_a_name_is_told_by_its_size():
    assert measure(log_dense(4).rename(""))["topology"][0] == "<Topology: 4 layers, 8 edges>"


@pytest.mark.parametrize(
    ("metrics", "message"),
    [
        (
            ["n_edges", "max_backprob_distance"],
            "unknown metric 'max_backprob_distance': did you mean 'max_backprop_dist",
        ),
        ("edges", "unknown metric 'edges': did you mean 'n_edges'"),
        ("pathes", "unknown metric 'pathes': did you mean 'paths'"),
        ("nosuch", "unknown metric 'nosuch': known are"),
        (["paths", "paths"], "'paths' is asked for twice"),
        (["xyzzy", "qqqqq"], "'xyzzy': known are the groups all, size, .*'qqqqq': known are"),
        (["n_edges", "n_layers", "n_edges"], "'n_edges' is asked for twice"),
    ],
)
def test_bad_metrics_are_refused_before_any_work(metrics, message):
    def never():
        raise AssertionError
        yield  # type: ignore[unreachable]  # it makes a generator

    with pytest.raises(ArgumentError, match=message):
        measure(never(), metrics=metrics)


def test_an_item_that_is_no_topology_is_named():
    with pytest.raises(ArgumentError, match=r"topologies\[1\] must be a Topology, got 36"):
        measure([log_dense(4), 36])


@pytest.mark.parametrize("graph", [nx.DiGraph(), nx.path_graph(3)])
def test_a_graph_of_networkx_is_told_how_to_become_a_topology(graph):
    with pytest.raises(ArgumentError, match=r"topologies must be a Topology or a sequence, .* got a .*\.from_networkx"):
        measure(graph)


def test_what_holds_no_topologies_is_refused():
    with pytest.raises(ArgumentError, match=r"topologies must be a Topology or .*, got None"):
        measure(None)
