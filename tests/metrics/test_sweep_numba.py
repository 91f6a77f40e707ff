"""The compiled sweep gives the numbers of the numpy path, is loaded late, and is not needed."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import topologies

from skipgraph.metrics import sweep_numba
from skipgraph.metrics.sweep import sweep_columns
from skipgraph.topology import Topology


def modules_after(code):
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@settings(deadline=None)
@given(topologies(max_nodes=30), st.booleans(), st.data())
def test_any_columns_are_those_of_numpy(topology, count_transitions, data):
    start = data.draw(st.integers(0, topology.n_nodes - 1))
    stop = data.draw(st.integers(start + 1, topology.n_nodes))
    columns = [
        sweep_columns(topology, start, stop, count_transitions=count_transitions, engine=engine)
        for engine in ("numpy", "numba")
    ]
    np.testing.assert_array_equal(*columns)
    assert columns[0].dtype == columns[1].dtype


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.integers(2, 300), st.floats(0.01, 1), st.data())
def test_large_random_graphs_of_any_density(seed, n_nodes, density, data):
    # rows wider than a vector register, runs shorter and longer than its own threshold
    rng = np.random.default_rng(seed)
    reads = [np.flatnonzero(rng.random(i) < density) for i in range(n_nodes)]
    for i in range(1, n_nodes):
        if reads[i].size == 0:
            reads[i] = rng.integers(0, i, 1)
    topology = Topology.from_reads(reads)
    start = data.draw(st.integers(0, n_nodes - 1))
    stop = data.draw(st.integers(start + 1, n_nodes))
    np.testing.assert_array_equal(
        *(sweep_columns(topology, start, stop, engine=engine) for engine in ("numpy", "numba"))
    )


@pytest.mark.parametrize(("dtype", "fits"), [(np.uint8, 254), (np.uint16, 65534)])
def test_a_tile_says_when_its_dtype_is_too_narrow(dtype, fits):
    for n_layers in (fits, fits + 1):
        n_nodes = n_layers + 1
        indptr = np.concatenate([[0], np.arange(n_nodes)])
        costs = np.ones(n_nodes, np.uint8)
        costs[0] = 0
        column = np.empty((n_nodes, 1), dtype)
        chain = np.arange(n_layers, dtype=np.int32)
        assert sweep_numba.sweep_tile(indptr, chain, costs, 0, 0, 1, column) == (n_layers == fits)
        if n_layers == fits:
            np.testing.assert_array_equal(column[:, 0], np.arange(n_nodes))


def test_measuring_small_graphs_loads_nothing_slow():
    use = (
        "from skipgraph.metrics import *\nfrom skipgraph.topology import Topology\n"
        "t = Topology.from_reads(range(i) for i in range(99))\nmax_backprop_distance(t), count_paths(t)"
    )
    assert not modules_after(use) & {"numba", "scipy", "networkx"}
    assert "numba" in modules_after(f"{use}\nbackprop_distances(t, engine='numba')")


def test_without_numba_the_numbers_are_the_same():
    use = (
        "import sys\nsys.modules['numba'] = None\n"
        "from skipgraph.errors import ArgumentError\nfrom skipgraph.metrics import *\n"
        "from skipgraph.topology import Topology\n"
        "t = Topology.from_reads([i - d for d in (1, 2, 7) if d <= i] for i in range(4000))\n"
    )
    code = f"{use}print(backprop_distances(t).max(where=backprop_distances(t) < 65535, initial=0))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # 3999 = 571 steps of 7 and one of 2; 3996 = 570 of 7 and three of 2
    assert int(done.stdout) == 573
    code = f"{use}\ntry: backprop_distances(t, engine='numba')\nexcept ArgumentError as error: print(error)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "skipgraph[fast]" in done.stdout
