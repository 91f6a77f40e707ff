"""``skipgraph design``: limits in, a file and a certificate out."""

import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from skipgraph.metrics import max_backprop_distance
from skipgraph.topology import NodeKind, read_topology


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
        (["--blocks", "36,9999999999"], "--blocks 36,9999999999: at most 10000 layers in all"),
        (["--blocks", "18,0,18"], "blocks[1] must be an integer of at least 1, got 0"),
        (["--minimise", "speed"], "'speed' is not one of 'mbd', 'mean', 'edges', 'live'"),
        (["--time", "nan"], "time_seconds must be a finite number above 0, got nan"),
        (["--steps", "-1"], "must be a whole number from 0, got '-1'"),
        (["--max-live", "0"], "max_live 0 is below 1"),
        (["--max-edges", "many"], "'--max-edges'"),
        (["-o", "best.txt"], "-o best.txt: the name must end in one of .json"),
    ],
)
def test_impossible_requests_are_one_line(run, words, text):
    done = run("design", "--layers", "36", *words)
    assert done.returncode == 2
    assert text in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("wish", "words", "value"),
    [
        ("mbd", ["--max-edges", "159"], "MBD 2;"),
        ("mean", ["--max-edges", "159"], "mean BD 1.7"),
        ("edges", ["--max-mbd", "2"], "edges 128;"),
        ("live", ["--max-mbd", "3"], "live set 5; no topology within the limits goes below 5"),
    ],
)
def test_every_wish(call, wish, words, value):
    done = call("design", "--layers", "36", "--minimise", wish, "--steps", "800", *words)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].startswith(value)
    assert done.stderr.startswith("designing, ")


def test_blocks_say_how_many_layers_there_are_and_the_file_is_read_back(call, tmp_path):
    path = tmp_path / "staged.json"
    done = call("design", "--blocks", "4,6,8", "--max-edges", "60", "--steps", "0", "-o", path)
    assert done.exit_code == 0
    topology = read_topology(path)
    assert topology.n_layers == 18
    assert topology.stages.max() == 2
    words = done.stdout.split()
    told, more = int(words[1].rstrip(",")), int(words[words.index("more") - 2])
    assert (told + more, more) == (topology.n_edges, topology.nodes_of_kind(NodeKind.TRANSITION).size)
    table = call("table", "--file", path)
    assert table.exit_code == 0
    assert table.stdout.splitlines()[-1].split()[:3] == ["designed", "18", str(topology.n_edges)]


def test_ctrl_c_writes_the_best_so_far(tmp_path):
    limits = ["--max-edges", "150", "--max-in-degree", "6"]  # which no search is done with soon
    words = ["design", "--layers", "36", *limits, "--time", "600", "-o", str(tmp_path / "best.json")]
    command = [sys.executable, "-c", "from skipgraph.cli.app import main; main()", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", cwd=tmp_path
    ) as process:
        assert process.stderr.readline().startswith("designing")  # there is something to keep
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert printed.startswith("interrupted: this is the best so far\nedges ")
    assert read_topology(tmp_path / "best.json").n_edges <= 150


@pytest.fixture
def early_ctrl_c(monkeypatch):
    """Ctrl-C before the search begins."""

    @contextmanager
    def pressed():
        event = threading.Event()
        event.set()
        yield event

    monkeypatch.setattr("skipgraph.cli.design.interrupts", pressed)


@pytest.mark.parametrize("limits", [["--max-edges", "60"], ["--max-in-degree", "2"], ["--max-live", "3"]])
def test_an_early_ctrl_c_says_so_and_is_no_chain(early_ctrl_c, call, tmp_path, limits):
    path = tmp_path / "best.json"
    done = call("design", "--layers", "36", *limits, "-o", path)
    assert done.exit_code == 0
    assert done.stdout.startswith("interrupted: this is the best so far\nedges ")
    assert max_backprop_distance(read_topology(path)) < 18


def test_a_bare_chain_is_not_written(early_ctrl_c, call, tmp_path):
    # all cheap constructions but the chain have more edges
    path = tmp_path / "best.json"
    done = call("design", "--layers", "36", "--max-edges", "37", "-o", path)
    assert done.exit_code == 130
    assert done.stderr.endswith("interrupted - before there was anything better than a chain\n")
    assert not path.exists()
