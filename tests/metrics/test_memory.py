"""Matrices that cannot fit are refused before they are made."""

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.metrics import (
    algebraic_connectivity,
    average_path_length,
    backprop_distances,
    betweenness_centrality,
    edge_loss,
    lesion_study,
    weighted_distances,
)
from skipgraph.metrics.memory import available_bytes
from skipgraph.topology import Topology


@pytest.fixture
def chain():
    return Topology.from_reads([[], *([i - 1] for i in range(1, 101))])


@pytest.fixture
def little_memory(monkeypatch, tmp_path):
    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal:       16000000 kB\nMemAvailable:          4 kB\n")
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", memory)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (algebraic_connectivity, {}),
        (average_path_length, {}),
        (betweenness_centrality, {}),
        (lesion_study, {}),
        (edge_loss, {"fraction": 0.1, "seed": 0}),
        (weighted_distances, {"costs": [1] * 101}),
    ],
)
@pytest.mark.usefixtures("little_memory")
def test_the_bytes_are_named(chain, function, arguments):
    with pytest.raises(MemoryError, match=r"of 101 nodes needs \d+ bytes, 4096 are available"):
        function(chain, **arguments)


@pytest.mark.usefixtures("little_memory")
def test_the_matrix_of_distances_names_what_needs_none(chain):
    with pytest.raises(ArgumentError, match="need at least 10201 bytes, 4096 are available: distance_histogram"):
        backprop_distances(chain)


def test_a_system_that_does_not_say_is_trusted(monkeypatch, tmp_path, chain):
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", tmp_path / "none")
    assert available_bytes() is None
    assert algebraic_connectivity(chain) > 0
    (tmp_path / "other").write_text("Something: else\n")
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", tmp_path / "other")
    assert available_bytes() is None
