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
    monkeypatch.setattr("skipgraph.metrics.memory._NOT_WORTH_ASKING", 0)


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


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.usefixtures("little_memory")
def test_a_matrix_that_fits_in_bytes_but_not_in_pairs_of_them_is_refused(engine, tmp_path):
    (tmp_path / "meminfo").write_text("MemAvailable:        200 kB\n")
    long_chain = Topology.from_reads([[], *([i - 1] for i in range(1, 401))])
    with pytest.raises(MemoryError, match=r"matrix of distances of 401 nodes needs 321602 bytes, 204800 are available"):
        backprop_distances(long_chain, engine=engine)


def test_what_the_system_says_is_asked_for_large_work_alone(monkeypatch, tmp_path):
    (tmp_path / "meminfo").write_text("MemAvailable:          4 kB\n")
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", tmp_path / "meminfo")
    assert available_bytes(2**20) == 2**20
    assert available_bytes(2**60) == 4096
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", tmp_path / "none")
    assert available_bytes(2**60) == 2**60
    (tmp_path / "other").write_text("Something: else\n")
    monkeypatch.setattr("skipgraph.metrics.memory._MEMORY", tmp_path / "other")
    assert available_bytes(2**60) == 2**60
