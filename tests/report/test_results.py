"""Results are read back equal, and are the same bytes each time."""

import json

import pandas as pd
import pytest

from skipgraph.errors import ArgumentError
from skipgraph.patterns import log_densenet
from skipgraph.report import DEFAULT_METRICS, measure, write_results
from skipgraph.topology import Topology


def test_results_read_back_equal_and_are_the_same_bytes_each_time(tmp_path):
    table = measure([log_densenet(36), Topology.from_reads([[]], name="lone")], metrics=[*DEFAULT_METRICS, "n_paths"])
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_results(table, tmp_path / folder / "a.csv", command="python a.py", packages=["scipy"])
    for name in ("a.csv", "a.meta.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    back = pd.read_csv(tmp_path / "one" / "a.csv", dtype=table.dtypes.to_dict())
    assert back.drop(columns="n_paths").equals(table.drop(columns="n_paths"))
    facts = json.loads((tmp_path / "one" / "a.meta.json").read_text())
    assert facts["command"] == "python a.py"
    assert (facts["rows"], facts["columns"]) == (2, list(table.columns))
    assert set(facts["versions"]) == {"python", "skipgraph", "numpy", "pandas", "scipy"}


def test_results_are_csv(tmp_path):
    with pytest.raises(ArgumentError, match=r"a\.txt: the name must end in \.csv"):
        write_results(measure([]), tmp_path / "a.txt", command="python a.py")
    assert not list(tmp_path.iterdir())
