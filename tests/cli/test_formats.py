import io
import json

import pandas as pd
import pytest

from skipgraph.cli.formats import put_out

FRAME = pd.DataFrame(
    {
        "topology": ["a|b_{c}", "é \\ 5%"],
        "n_edges": pd.Series([3, None], dtype="Int64"),
        "mean_backprop_distance": [1 / 3, float("nan")],
        "n_paths": pd.Series([2**70, 1], dtype="object"),
    }
)


@pytest.fixture
def shown(capsys):
    def shown(form):
        put_out(FRAME, form=form, output=None)
        return capsys.readouterr().out

    return shown


def test_text_has_short_titles_four_decimals_and_dashes(shown):
    header, _, first, second = shown(None).splitlines()
    assert header.split("  ")[0] == "topology"
    assert [title for title in ("edges", "mean BD", "n paths") if title not in header] == []
    assert first.split() == ["a|b_{c}", "3", "0.3333", str(2**70)]
    assert second.split() == ["é", "\\", "5%", "-", "-", "1"]


def test_csv_keeps_every_digit(shown):
    text = shown("csv")
    assert text.splitlines()[0] == "topology,n_edges,mean_backprop_distance,n_paths"
    back = pd.read_csv(io.StringIO(text), dtype={"n_paths": str})
    assert back["mean_backprop_distance"][0] == 1 / 3
    assert back["n_paths"][0] == str(2**70)
    assert back.isna().sum().tolist() == [0, 1, 1, 0]


def test_markdown_escapes_bars(shown):
    lines = shown("markdown").splitlines()
    assert lines[1] == "| :--- | ---: | ---: | ---: |"
    assert lines[2].startswith("| a\\|b_{c} | 3 | 0.3333 |")


def test_latex_escapes_all_that_is_special(shown):
    lines = shown("latex").splitlines()
    assert lines[0] == r"\begin{tabular}{lrrr}"
    assert lines[4].startswith(r"a|b\_\{c\} & 3 & 0.3333 & ")
    assert lines[5] == r"é \textbackslash{} 5\% & - & - & 1 \\"


def test_json_has_null_where_there_is_no_number(shown):
    first, second = json.loads(shown("json"))
    assert first["topology"] == "a|b_{c}"
    assert first["n_paths"] == 2**70
    assert first["mean_backprop_distance"] == pytest.approx(1 / 3, abs=1e-15)
    assert (second["n_edges"], second["mean_backprop_distance"]) == (None, None)
