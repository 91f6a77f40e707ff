"""Edge lists of other programs: delimiter, heading and index by rule, and nothing lost without a word."""

import warnings

import pandas as pd
import pytest

from skipgraph.errors import FormatError, FormatWarning
from skipgraph.topology import Topology, read_topology, write_topology

ABC = Topology.from_reads([[], [0], [0, 1]], labels=["a", "b", "c"])


def read(content, tmp_path):
    path = tmp_path / "net.csv"
    path.write_bytes(content.encode())
    return read_topology(path)


def error_of(content, tmp_path):
    with pytest.raises(FormatError) as caught:
        read(content, tmp_path)
    return str(caught.value).removeprefix(f"{tmp_path / 'net.csv'}: ")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("heading", ["", "source,target\n"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# by hand\n\n"])
def test_the_delimiter_is_that_of_the_first_line(delimiter, heading, start, tmp_path):
    assert read(start + (heading + "a,b\nb,c\na,c\n").replace(",", delimiter), tmp_path) == ABC


def test_decimal_commas_stay_texts_next_to_semicolons(tmp_path):
    topology = read("von;nach;gewicht\na;b;0,5\nb;c;1\n", tmp_path)
    assert topology.edge_attributes == {"gewicht": ("0,5", 1)}


def test_two_delimiters_in_the_first_line(tmp_path):
    assert error_of("a;b;0,5\n", tmp_path) == "',' and ';' may both separate the cells of 'a;b;0,5': quote the cells"
    assert read('"a;1",b\nb,c\n', tmp_path).labels == ("a;1", "b", "c")


@pytest.mark.parametrize(
    "heading", ["source,target", "From,To", "src,dst", "u,v", "node1,node2", "von,nach", "start,end", "tail,head"]
)
def test_headings(heading, tmp_path):
    assert read(f"{heading}\na,b\nb,c\na,c\n", tmp_path) == ABC
    assert read(f"{heading},w\na,b,1\n", tmp_path).edge_attributes == {"w": (1,)}


def test_a_line_that_may_be_a_heading_is_named(tmp_path):
    with pytest.warns(FormatWarning) as caught:
        topology = read("arc start,arc end\na,b\nb,c\n", tmp_path)
    assert [str(warning.message).partition(": ")[2] for warning in caught] == [
        "line 1: no other line names 'arc start,arc end': it is read as an edge; "
        "if it is a heading, call it source,target"
    ]
    assert caught[0].filename == __file__
    assert topology.n_edges == 3


def test_a_first_line_that_others_name_is_no_heading(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read("a,b\nb,c\na,c\n", tmp_path) == ABC
        assert read("a,b\n", tmp_path).n_edges == 1


def test_the_index_of_pandas(tmp_path):
    table = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "c", "c"], "w": [1.5, None, 2.0]})
    for index in (True, False):
        table.to_csv(tmp_path / "net.csv", index=index)
        topology = read_topology(tmp_path / "net.csv")
        assert topology.labels == ("a", "b", "c")
        assert topology.edge_attributes == {"w": (1.5, 2, None)}


def test_a_first_column_without_a_name_that_says_something(tmp_path):
    assert "must have the 2 cells" in error_of(",source,target\n7,a,b\n", tmp_path)


@pytest.mark.parametrize("cell", ["1e400", "-1e999", "1" * 5000])
def test_a_number_that_would_become_infinite(cell, tmp_path):
    assert error_of(f"source,target,w\na,b,1\nb,c,{cell}\n", tmp_path) == (
        f"line 3: {cell!r:.80} is too large for a float"
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [("inf", float("inf")), ("-Infinity", float("-inf")), ("1e3", 1000.0), ("1_000", "1_000"), ("٣", "٣"), ("x", "x")],
)
def test_values(cell, value, tmp_path):
    assert read(f"source,target,w\na,b,{cell}\n", tmp_path).edge_attributes == {"w": (value,)}


def test_columns_of_one_name(tmp_path):
    assert error_of("source,target,w,w\na,b,1,2\n", tmp_path) == "several columns have the name 'w'"


def test_damage_to_a_file_of_our_own(tmp_path):
    path = tmp_path / "net.csv"
    write_topology(Topology([0, 0, 1], [0], edge_attributes={"v": [1], "w": [2]}), path)
    whole = path.read_text()
    assert error_of(whole.replace("target,v,w", "target,w,w"), tmp_path) == "several columns have the name 'w'"
    assert error_of(whole.replace('["1"', '["0"'), tmp_path) == "line 1: several nodes have the id '0'"
    assert "has the key 'n_edges' twice" in error_of(whole.replace('"n_edges"', '"n_edges": 1, "n_edges"'), tmp_path)
