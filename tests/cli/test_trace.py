import pytest
import torch
from foreign_networks import DenseLayer, DenseNet, Transition

from skipgraph.topology import read_topology
from skipgraph.tracing import trace

DENSE = "foreign_networks:DenseNet"
CHOICE = ["--layers", "DenseLayer", "--transitions", "Transition", "--stem", "features.pool0", "--head", "classifier"]


@pytest.fixture(autouse=True)
def make_net(monkeypatch):
    monkeypatch.setattr("foreign_networks.make_net", lambda: DenseNet((2, 2)), raising=False)


def test_a_network_becomes_a_file(call, tmp_path):
    path = tmp_path / "mine.json"
    result = call("trace", "foreign_networks:make_net", "--input", "3x32x32", *CHOICE, "-o", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("mine.json: make_net: 4 layers, 12 edges\n")
    traced = trace(
        DenseNet((2, 2)),
        torch.zeros(1, 3, 32, 32),
        layers=DenseLayer,
        transitions=Transition,
        stem="features.pool0",
        head="classifier",
    )
    assert read_topology(path) == traced


def test_a_network_is_printed_node_by_node(call):
    result = call("trace", "foreign_networks:make_net", "--input", "3x32x32", *CHOICE)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["make_net:", "4", "layers,", "12", "edges"]
    assert rows[-2] == ["5", "features.denseblock2.denselayer2", "layer", "1", "concat", "3", "4"]
    assert rows[-1] == ["6", "classifier", "output", "1", "concat", "3", "4", "5"]


def test_an_exported_program(call, refuse, tmp_path):
    path = tmp_path / "net.pt2"
    program = torch.export.export(torch.nn.Sequential(torch.nn.Linear(4, 4)).eval(), (torch.zeros(1, 4),))
    torch.export.save(program, path)
    result = call("trace", path)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("net: 1 layer, 1 edge\n")
    assert "holds its own inputs: leave --input out" in refuse("trace", path, "--input", "4")
    path.write_bytes(b"no archive")
    assert f"{path} is no exported program" in refuse("trace", path, code=1)
    assert "there is no file" in refuse("trace", tmp_path / "none.pt2")


def test_a_network_beside_patterns(call):
    result = call(
        "table", "--model", "foreign_networks:make_net", "--input", "3x32x32", "--pattern", "densenet", "--layers", 6,
        "--format", "csv", "--metrics", "n_layers,n_edges",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    # two convolutions in each of four layers, the stem, a transition and the classifier
    assert result.stdout.splitlines()[1:] == ["make_net,11,17", "densenet,6,21"]


def test_refusals(refuse, tmp_path):
    words = ("trace", "foreign_networks:make_net", "--input")
    assert "does not take inputs of shape (1, 4)" in refuse(*words, "4", code=1)
    assert "did you mean 'DenseLayer'" in refuse(*words, "3x32x32", "--layers", "DenseLayr")
    assert "must end in one of" in refuse(*words, "3x32x32", "-o", tmp_path / "a.txt")
    assert "must be sizes such as" in refuse(*words, "a3")
    assert "did you mean 'DenseNet'" in refuse("trace", "foreign_networks:Densnet", "--input", "3x32x32")
    assert "raised TypeError" in refuse("trace", DENSE, "--input", "3x32x32", code=1)
    assert "it goes with --model" in refuse("table", "--input", "3x32x32")
    assert "missing argument" in refuse("trace")
