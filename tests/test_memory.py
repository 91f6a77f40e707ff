"""Matrices that cannot fit are refused before they are made."""

import json
import subprocess
import sys
from types import SimpleNamespace

import psutil  # type: ignore[import-untyped]  # its stubs are a package of their own
import pytest

from skipgraph.errors import ArgumentError, MemoryLimitError, SkipgraphError
from skipgraph.memory import available_bytes
from skipgraph.metrics import (
    algebraic_connectivity,
    average_path_length,
    backprop_distances,
    betweenness_centrality,
    edge_loss,
    lesion_study,
    weighted_distances,
)
from skipgraph.topology import Topology


@pytest.fixture
def chain():
    return Topology.from_reads([[], *([i - 1] for i in range(1, 101))])


def machine_with(n_bytes, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=n_bytes))


@pytest.fixture
def little_memory(monkeypatch):
    machine_with(4096, monkeypatch)
    monkeypatch.setattr("skipgraph.memory._NOT_WORTH_ASKING", 0)


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
    with pytest.raises(MemoryLimitError, match=r"of 101 nodes needs \d+ bytes, 4096 are available"):
        function(chain, **arguments)


@pytest.mark.usefixtures("little_memory")
def test_the_matrix_of_distances_names_what_needs_none(chain):
    with pytest.raises(ArgumentError, match="need at least 10201 bytes, 4096 are available: distance_histogram"):
        backprop_distances(chain)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.usefixtures("little_memory")
def test_a_matrix_that_fits_in_bytes_but_not_in_pairs_of_them_is_refused(engine, monkeypatch):
    machine_with(204800, monkeypatch)
    long_chain = Topology.from_reads([[], *([i - 1] for i in range(1, 401))])
    with pytest.raises(
        MemoryLimitError, match=r"matrix of distances of 401 nodes needs 321602 bytes, 204800 are available"
    ):
        backprop_distances(long_chain, engine=engine)


def test_the_system_is_asked_only_for_large_work(monkeypatch):
    machine_with(4096, monkeypatch)
    assert available_bytes(2**20) == 2**20
    assert available_bytes(2**60) == 4096


def test_a_refusal_is_an_error_of_ours_and_a_memory_error():
    assert issubclass(MemoryLimitError, SkipgraphError)
    assert issubclass(MemoryLimitError, MemoryError)


# limits of the process


@pytest.fixture
def cgroups(monkeypatch, tmp_path):
    """Function that makes a process in given control groups, with `files` under the root of all groups."""
    machine_with(2**60, monkeypatch)
    monkeypatch.setattr("skipgraph.memory._OWN_CGROUPS", tmp_path / "own")
    monkeypatch.setattr("skipgraph.memory._CGROUPS", tmp_path / "groups")

    def make(own, files):
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "groups" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return make


def test_a_control_group_and_those_above_it_count(cgroups):
    cgroups(
        "0::/jobs/mine\n",
        {
            "jobs/mine/memory.max": "max\n",
            "jobs/mine/memory.current": "700\n",
            "jobs/memory.max": "5000\n",
            "jobs/memory.current": "2000\n",
            "jobs/memory.stat": "anon 1400\ninactive_file 500\nactive_file 100\n",
        },
    )
    assert available_bytes(2**60) == 3500  # the cache of files is given back


def test_control_groups_of_version_1(cgroups):
    cgroups(
        "5:cpu,cpuacct:/x\n4:hugetlb,memory:/jobs\n0::/\n",
        {
            "memory/jobs/memory.limit_in_bytes": "9000\n",
            "memory/jobs/memory.usage_in_bytes": "1000\n",
            "memory/jobs/memory.stat": "cache 70\ntotal_inactive_file 60\n",
        },
    )
    assert available_bytes(2**60) == 8060


def test_a_container_that_sees_its_group_as_the_root(cgroups):
    cgroups("0::/seen/only/outside\n", {"memory.max": "100\n", "memory.current": "300\n"})
    assert available_bytes(2**60) == 0


def test_without_control_groups_the_machine_counts(cgroups):
    assert available_bytes(2**60) == 2**60


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_AS"), reason="psutil knows no limits on this system")
@pytest.mark.parametrize("kind", ["RLIMIT_AS", "RLIMIT_DATA"])
def test_ulimit_counts(kind):
    code = (
        "import json, resource, psutil, skipgraph.memory as memory\n"
        "used = psutil.Process().memory_info()\n"
        f"used = used.vms if {kind!r} == 'RLIMIT_AS' else used.data\n"
        f"resource.setrlimit(resource.{kind}, (used + 2**28, used + 2**28))\n"
        "print(json.dumps(memory.available_bytes(2**60)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert 0.8 * 2**28 < json.loads(done.stdout) <= 2**28
