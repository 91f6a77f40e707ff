"""``skipgraph frontier``: every pattern that compares, how far behind it is, and the picture."""

import csv

import pytest

from skipgraph.metrics import mean_backprop_distance
from skipgraph.patterns import log_densenet


def test_frontier_lists_patterns_and_designs(call, tmp_path):
    path = tmp_path / "frontier.csv"
    done = call("frontier", "--layers", "9", "--steps", "0", "--csv", path, "-o", tmp_path / "a.svg")
    assert done.exit_code == 0
    with path.open(newline="") as file:
        rows = {row["topology"]: row for row in csv.DictReader(file)}
    assert {"chain", "densenet", "log_densenet", "binomial"} <= rows.keys()
    assert rows["densenet"]["beaten by"] == rows["chain"]["beaten by"] == "-"
    assert any(name.startswith("designed(") for name in rows)
    # 9 layers: 25 edges, and the gap 7 is binary 111; two hops take 18 edges
    published = rows["log_densenet"]
    assert [published[column] for column in ("edges", "MBD", "edges above", "MBD above")] == ["25", "3", "11", "1"]
    assert published["beaten by"] in rows
    # to the last digit, in the file only
    mean = mean_backprop_distance(log_densenet(9))
    assert float(published["mean BD"]) == mean
    assert len(published["mean BD"]) > len(f"{mean:.4f}")
    assert f" {mean:.4f} " in done.stdout
    assert "log_densenet" in done.stdout
    assert "designing" in done.stderr
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")


def test_a_few_patterns_against_the_rest(call):
    done = call("frontier", "--layers", "9", "--steps", "0", "--against", "chain, log_densenet(base=3)")
    assert done.exit_code == 0
    names = [line.split("  ")[0] for line in done.stdout.splitlines()[2:4]]
    assert names == ["chain", "log_densenet(base=3)"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--against", "nothing"], "unknown pattern 'nothing'"),
        (["--against", "resnet"], "resnet has 36 layers and 36 other nodes: to compare, it must"),
        (["--against", "chain,"], "unknown pattern ''"),
        (["--csv", "a.txt"], "--csv a.txt: the name must end in one of .csv"),
        (["-o", "a.csv"], "-o a.csv: the name must end in one of .svg .png .pdf"),
        (["--steps", "-1"], "must be a whole number from 0, got '-1'"),
        (["--layers", "100000"], "must be a whole number from 1 to 10000, got '100000'"),
    ],
)
def test_wrong_words_are_one_line(refuse, words, text):
    assert text in refuse("frontier", *words)
