import io
import json

import pandas as pd
import pytest

from skipgraph.cli.table import PAPER_PATTERNS
from skipgraph.topology import Topology, write_topology

# edges, maximum and mean backprop distance at 36 layers: authors' code, recounted
PAPER = {
    "log_densenet": (159, 5, 2.2508),
    "nearest_log_i": (159, 9, 3.1637),
    "nearest": (201, 6, 2.5541),
    "evenly_spaced": (201, 6, 2.0),
    "densenet": (666, 1, 1.0),
    "mini_dense": (76, 11, 4.6411),
    "nearest_half": (342, 6, 1.8649),
    "every_other": (342, 2, 1.4865),
    "nearest_half_and_log": (438, 2, 1.3423),
    "loglog_densenet": (151, 4, 2.2477),
}


def rows_of(text):
    frame = pd.read_csv(io.StringIO(text))
    return {row["topology"]: row for row in frame.to_dict("records")}


def test_the_paper_patterns_by_edges(call):
    result = call("table", "--layers", 36, "--format", "csv")
    assert result.exit_code == 0
    rows = rows_of(result.stdout)
    columns = ("n_edges", "max_backprop_distance", "mean_backprop_distance")
    measured = {name: tuple(round(rows[name][column], 4) for column in columns) for name in PAPER}
    assert measured == PAPER
    assert list(rows) == [row["topology"] for row in sorted(rows.values(), key=lambda row: row["n_edges"])]
    assert set(rows) == set(PAPER_PATTERNS)


def test_the_text_is_a_line_each(call):
    lines = call("table", "--layers", 8).stdout.splitlines()
    csv = call("table", "--layers", 8, "--format", "csv").stdout.splitlines()
    assert len(lines) == len(csv) + 1  # a rule below the header
    assert "1.4722" in next(line for line in lines if line.startswith("log_densenet "))  # mean distance, authors' code


def test_chosen_patterns_and_arguments(call):
    result = call(
        "table", "--pattern", "log_densenet(base=3)", "--pattern", "chain", "--layers", "8", "--format", "csv"
    )
    assert [row["n_edges"] for row in rows_of(result.stdout).values()] == [8, 14]  # authors' code, recounted
    assert "base=3" in result.stdout


@pytest.fixture
def square(tmp_path):
    path = tmp_path / "mein Graph é.json"
    write_topology(Topology.from_reads([[], [0], [0, 1], [1, 2]], name="a_b & 50%"), path)
    return path


def test_files_join_in(call, square):
    result = call("table", "--file", square, "--pattern", "chain", "--layers", 3, "--format", "csv")
    assert [(name, row["n_edges"]) for name, row in rows_of(result.stdout).items()] == [("chain", 3), ("a_b & 50%", 5)]
    alone = call("table", "--file", square, "--format", "csv")
    assert list(rows_of(alone.stdout)) == ["a_b & 50%"]


@pytest.mark.parametrize("ending", ["json", "graphml", "dot", "csv"])
def test_every_format_that_export_writes_is_measured_alike(call, tmp_path, ending):
    path = tmp_path / f"log_densenet.{ending}"
    assert call("export", "log_densenet", "--layers", 9, "-o", path).exit_code == 0
    from_file = rows_of(call("table", "--file", path, "--format", "csv").stdout)["log_densenet"]
    direct = call("table", "--pattern", "log_densenet", "--layers", 9, "--format", "csv").stdout
    assert from_file == rows_of(direct)["log_densenet"]


def test_latex_is_ready_for_booktabs(call, square):
    lines = call("table", "--file", square, "--pattern", "log_densenet", "--format", "latex").stdout.splitlines()
    assert lines[0].startswith(r"\begin{tabular}{lr")
    assert [lines[1], lines[3], lines[-2], lines[-1]] == [r"\toprule", r"\midrule", r"\bottomrule", r"\end{tabular}"]
    assert any(line.startswith(r"a\_b \& 50\% & ") for line in lines)
    assert any(line.startswith(r"log\_densenet & ") for line in lines)
    assert {line.count(" & ") for line in lines if line.endswith(r" \\")} == {len(lines[0].split("{")[-1]) - 2}


def test_markdown(call):
    lines = call("table", "--pattern", "chain", "--pattern", "densenet", "--format", "markdown").stdout.splitlines()
    assert len(lines) == 4
    assert len({line.count("|") for line in lines}) == 1
    assert lines[1].startswith("| :--- | ---: |")


def test_json(call, square):
    records = json.loads(call("table", "--file", square, "--format", "json").stdout)
    assert [record["topology"] for record in records] == ["a_b & 50%"]
    assert records[0]["n_edges"] == 5


@pytest.mark.parametrize("form", ["text", "csv", "markdown", "latex", "json"])
def test_a_file_holds_what_is_printed(call, tmp_path, form):
    words = ["table", "--pattern", "chain", "--layers", 5, "--format", form]
    path = tmp_path / "out.txt"
    result = call(*words, "-o", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text() == call(*words).stdout
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("ending", "form"), [("csv", "csv"), ("md", "markdown"), ("tex", "latex"), ("JSON", "json"), ("txt", "text")]
)
def test_the_ending_says_the_format(call, tmp_path, ending, form):
    words = ["table", "--pattern", "chain", "--layers", 5]
    call(*words, "-o", tmp_path / f"out.{ending}")
    assert (tmp_path / f"out.{ending}").read_text() == call(*words, "--format", form).stdout
    call(*words, "--format", "latex", "-o", tmp_path / f"out.{ending}")
    assert (tmp_path / f"out.{ending}").read_text().startswith(r"\begin{tabular}")


def test_an_unknown_pattern_names_the_nearest(refuse):
    assert "unknown pattern 'log_dense': did you mean 'log_densenet'?" in refuse("table", "--pattern", "log_dense")


def test_a_pattern_of_another_size_is_explained(call, refuse):
    assert "unet needs another argument: write unet(n_levels=...)" in refuse("table", "--pattern", "unet")
    words = ["--pattern", "unet(n_levels=4)", "--pattern", "chain", "--layers", 9, "--format", "csv"]
    rows = rows_of(call("table", *words).stdout)
    assert next(iter(rows.values()))["n_edges"] == 9  # the chain
    assert len(rows) == 2


def test_an_output_that_cannot_be_is_refused_before_the_work(refuse, tmp_path, monkeypatch):
    monkeypatch.setattr("skipgraph.report.measure", None)  # nothing is measured
    assert "this is a folder" in refuse("table", "--layers", 10_000, "-o", tmp_path)


CYCLE = '<graph edgedefault="directed"><edge source="a" target="b"/><edge source="b" target="a"/></graph>'


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("none.json", None, ["none.json"]),
        ("cut.json", b'{"format": "skipgraph topol', ["cut.json"]),
        ("empty.json", b"", ["empty.json"]),
        ("list.json", b"[1, 2, 3]", ["list.json"]),
        ("other.json", b'{"name": "left-pad", "version": "1.0.0"}', ["other.json"]),
        ("bytes.json", b"\xff\xfe\x00\x01" * 50, ["bytes.json"]),
        ("picture.graphml", b"\x89PNG\r\n\x1a\n", ["picture.graphml"]),
        ("html.graphml", b"<html><body>404</body></html>", ["html.graphml"]),
        ("cycle.graphml", f"<graphml>{CYCLE}</graphml>".encode(), ["cycle.graphml"]),
        ("prose.dot", b"this is no graph", ["prose.dot"]),
        ("mails.csv", b"name mail\nann ann@example.org\n", ["mails.csv"]),
        ("topo.yaml", b"a: 1", ["topo.yaml"]),
    ],
)
def test_files_from_elsewhere_are_refused_in_one_line(refuse, tmp_path, name, content, parts):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    line = refuse("table", "--file", path, code=1)
    assert all(part in line for part in parts), line


def test_a_cycle_in_json_is_shown(call, refuse, tmp_path):
    path = tmp_path / "cycle.json"
    call("export", "chain", "--layers", 3, "-o", path)
    state = json.loads(path.read_text())
    state["nodes"][1]["reads"] = [0, 2]
    path.write_text(json.dumps(state))
    line = refuse("table", "--file", path, code=1)
    assert "cycle: 1 -> 2 -> 1" in line
    assert "cycle.json" in line


def test_a_graph_of_networkx_with_words_for_ids(call, tmp_path):
    import networkx as nx

    graph = nx.DiGraph([("stem", "conv-1"), ("conv-1", "conv 2"), ("stem", "conv 2")])
    nx.write_graphml(graph, tmp_path / "nx.graphml")
    result = call("table", "--file", tmp_path / "nx.graphml", "--format", "csv")
    assert result.exit_code == 0, result.output
    assert next(iter(rows_of(result.stdout).values()))["n_edges"] == 3


def test_it_starts_light(run):
    """Neither torch nor matplotlib is loaded."""
    code = (
        "import sys; from skipgraph.cli.app import app\n"
        "try: app(['table', '--layers', '36'])\n"
        "except SystemExit as stop: assert not stop.code\n"
        "print([name for name in ('torch', 'matplotlib', 'sklearn', 'numba') if name in sys.modules])"
    )
    import subprocess
    import sys

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert result.stdout.splitlines()[-1] == "[]"
