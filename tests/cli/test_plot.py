import pytest

KINDS = ["arcs", "adjacency", "distances", "profile"]
STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", STARTS)
def test_every_kind_in_every_format_twice_the_same(call, tmp_path, kind, ending):
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for path in (first, second):
        result = call("plot", "log_densenet", "--layers", 8, "--kind", kind, "-o", path)
        assert result.exit_code == 0, result.output
        assert path.name in result.stdout
    assert first.read_bytes().startswith(STARTS[ending])
    assert first.read_bytes() == second.read_bytes()


def test_a_file_is_drawn(call, tmp_path):
    (tmp_path / "mine.csv").write_text("source,target\nin,a\nin,b\na,b\n")
    result = call("plot", "--file", tmp_path / "mine.csv", "-o", tmp_path / "é ü.svg")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "é ü.svg").stat().st_size > 1000


def test_wrong_endings_and_doubled_sources(refuse, tmp_path):
    assert "must end in one of .svg .png .pdf" in refuse("plot", "chain", "-o", tmp_path / "a.gif")
    assert "not both" in refuse("plot", "chain", "--file", "a.json", "-o", tmp_path / "a.svg")
    assert "give either" in refuse("plot", "-o", tmp_path / "a.svg")
