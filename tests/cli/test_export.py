import pytest

from skipgraph.patterns import log_densenet
from skipgraph.topology import read_topology

ENDINGS = ["json", "graphml", "dot", "csv"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_is_read_back(call, tmp_path, ending):
    path = tmp_path / f"topo é.{ending}"
    result = call("export", "log_densenet", "--layers", 12, "--set", "base=3", "-o", path)
    assert result.exit_code == 0, result.output
    assert read_topology(path) == log_densenet(12, base=3)
    assert "12 layers" in result.stdout
    assert path.name in result.stdout


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_format_becomes_another(call, tmp_path, ending):
    call("export", "log_densenet", "--layers", 12, "-o", tmp_path / "a.json")
    result = call("export", "--file", tmp_path / "a.json", "-o", tmp_path / f"b.{ending}")
    assert result.exit_code == 0, result.output
    assert read_topology(tmp_path / f"b.{ending}") == log_densenet(12)


def test_refusals(refuse, tmp_path):
    assert "must end in one of .json .graphml .dot .gv .csv" in refuse("export", "chain", "-o", tmp_path / "a.txt")
    assert "there is no folder" in refuse("export", "chain", "-o", tmp_path / "none" / "a.json")
    assert "did you mean 'densenet'" in refuse("export", "denset", "-o", tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []
