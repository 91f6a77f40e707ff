import itertools

from hypothesis import given, settings
from matplotlib.patches import PathPatch, Polygon
from strategies import topologies

from skipgraph.plot import adjacency, compute_adjacency
from skipgraph.topology import Topology


@given(topologies(stages=True))
def test_runs_are_the_edges_and_as_long_as_can_be(topology):
    info = compute_adjacency(topology)
    runs = info.runs.tolist()
    edges = [(j, i) for i, first, stop in runs for j in range(first, stop)]
    assert sorted(edges) == sorted(topology.to_networkx().edges)
    assert not any((stop, i) in edges for i, _, stop in runs)
    for start in range(1, topology.n_nodes):
        assert (start in info.stage_starts) == (topology.stages[start] != topology.stages[start - 1])


def test_a_dense_topology_has_a_run_for_each_layer():
    assert compute_adjacency(Topology.from_reads([range(node) for node in range(9)])).runs.tolist() == [
        [node, 0, node] for node in range(1, 9)
    ]


@given(topologies())
@settings(max_examples=20)
def test_ink_is_where_a_node_reads(topology):
    ax = adjacency(topology)
    ink = next(patch for patch in ax.patches if isinstance(patch, PathPatch)).get_path()
    n_nodes = topology.n_nodes
    dark = {(j, i) for i in range(n_nodes) for j in range(n_nodes) if ink.contains_point((j, i))}
    assert dark == set(topology.to_networkx().edges)


def test_grey_is_where_no_edge_can_be(log_36):
    grey = next(patch for patch in adjacency(log_36).patches if isinstance(patch, Polygon)).get_path()
    for i, j in itertools.product(range(37), repeat=2):
        corners = [(j + across, i + down) for across in (-0.4, 0.4) for down in (-0.4, 0.4)]
        assert set(grey.contains_points(corners)) == {j >= i}


def test_rows_go_down_and_cells_are_square(log_36):
    ax = adjacency(log_36)
    assert ax.get_ylim() == (36.5, -0.5)
    assert ax.get_xlim() == (-0.5, 36.5)
    assert ax.get_aspect() == 1
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("node j", "node i")


def test_lines_part_the_stages(staged):
    lines = {tuple(map(tuple, line.get_xydata())) for line in adjacency(staged).lines}
    assert ((-0.5, 2.5), (2.5, 2.5)) in lines
    assert ((2.5, 2.5), (2.5, 5.5)) in lines
    assert len(lines) == 4
