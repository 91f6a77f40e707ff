"""``skipgraph design``: limits in, a file and a certificate out."""

import pytest

from skipgraph.metrics import max_backprop_distance
from skipgraph.topology import read_topology


def test_design_is_written_and_certified(run, tmp_path):
    path = tmp_path / "best.json"
    done = run("design", "--layers", "36", "--max-edges", "150", "--steps", "0", "-o", str(path))
    assert done.returncode == 0
    assert "MBD 2" in done.stdout
    assert "no topology within the limits goes below 2" in done.stdout
    topology = read_topology(path)
    assert topology.n_edges <= 150
    assert max_backprop_distance(topology) == 2


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--max-edges", "30"], "max_edges 30 is below 36: each layer must read the node before it"),
        (["--blocks", "12,x"], "--blocks 12,x: must be whole numbers"),
        (["--blocks", "12,12"], "must hold n_layers = 36"),
    ],
)
def test_impossible_requests_are_one_line(run, words, text):
    done = run("design", "--layers", "36", *words)
    assert done.returncode == 2
    assert text in done.stderr
    assert done.stderr.count("\n") == 1
