import re

import pytest
from hypothesis import given
from strategies import topologies

from skipgraph.errors import ArgumentError
from skipgraph.plot import text_arcs
from skipgraph.topology import Topology


def read_back(text, width_of_node):
    """The edges that a drawing in ASCII shows."""
    ruler, *rows, _legend = text.splitlines()
    margin = ruler.index("0")
    edges = set()
    for node, row in enumerate(rows):
        assert int(row[:margin]) == node
        cells = row[margin:]
        assert len(cells) == width_of_node * node + 1
        edges |= {(place // width_of_node, node) for place, cell in enumerate(cells) if cell == "o"}
    return edges


@given(topologies())
def test_shows_exactly_the_edges(topology):
    expected = {tuple(edge) for edge in topology.edges().tolist()}
    assert read_back(text_arcs(topology, ascii_only=True), 2) == expected
    narrow = topology.n_nodes + len(str(topology.n_nodes - 1)) + 1
    if topology.n_nodes > 1:
        assert read_back(text_arcs(topology, ascii_only=True, width=narrow), 1) == expected


@pytest.mark.parametrize(("width", "step"), [(80, 2), (40, 1)])
def test_numbers_stand_above_their_columns(log_36, width, step):
    ruler, *rows = text_arcs(log_36, width=width, ascii_only=True).splitlines()
    assert max(map(len, [ruler, *rows])) <= width
    for number in re.finditer(r"\d+", ruler):
        assert number.start() == rows[0].index("I") + step * int(number[0])


def test_every_kind_has_a_mark_and_an_explanation(staged):
    for ascii_only, marks in ((True, "I#+v#X"), (False, "◇■⊕▽■◎")):
        lines = text_arcs(staged, ascii_only=ascii_only).splitlines()
        assert "".join(line[-1] for line in lines[1:-1]) == marks
        assert re.findall(r"[a-z]{2,}", lines[-1]) == ["input", "layer", "merge", "transition", "output", "read"]


def test_ascii_is_ascii(staged):
    assert text_arcs(staged, ascii_only=True).isascii()
    assert not text_arcs(staged).isascii()


def test_no_trailing_spaces(log_36):
    text = text_arcs(log_36)
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.splitlines())


def test_a_narrow_place_is_refused(log_36):
    with pytest.raises(ArgumentError, match="37 nodes need 40 columns, width is 39"):
        text_arcs(log_36, width=39)


def test_a_single_node():
    assert text_arcs(Topology.from_reads([[]]), ascii_only=True) == "  0\n0 I\nI input\n"


@pytest.mark.parametrize("width", [0, 2.5, True, "80"])
def test_a_width_that_is_no_count_is_refused(width, log_36):
    with pytest.raises(ArgumentError, match="width must be "):
        text_arcs(log_36, width=width)


def test_only_topologies_are_drawn():
    with pytest.raises(ArgumentError, match=r"topology must be a Topology, got \[\[\], \[0\]\]"):
        text_arcs([[], [0]])
