import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Literal

import numpy as np
import pytest

from skipgraph.cli.parse_topology import build, load, one_topology
from skipgraph.errors import ArgumentError, FormatError
from skipgraph.topology import Topology

CALLS = []


def layered(
    n_layers: int,
    *,
    base: int = 2,
    ratio: float = 1.0,
    view: Literal["literal", "unrolled"] = "literal",
    blocks: Sequence[int] | None = None,
    pair: tuple[int, int] = (1, 2),
    deep: bool = False,
) -> Topology:
    CALLS.append(
        {
            "n_layers": n_layers,
            "base": base,
            "ratio": ratio,
            "view": view,
            "blocks": blocks,
            "pair": pair,
            "deep": deep,
        }
    )
    return Topology.from_reads([[], [0]])


def columned(n_columns: int) -> Topology:
    CALLS.append({"n_columns": n_columns})
    return Topology.from_reads([[], [0]])


def drawn(n_layers: int, *, seed: int | np.random.Generator) -> Topology:
    CALLS.append({"n_layers": n_layers, "seed": seed})
    return Topology.from_reads([[], [0]])


@pytest.fixture(autouse=True)
def toy_catalogue(monkeypatch):
    catalog = ModuleType("catalog")
    vars(catalog)["CATALOG"] = {"layered": layered, "columned": columned, "drawn": drawn}
    monkeypatch.setitem(sys.modules, "skipgraph.patterns.catalog", catalog)
    CALLS.clear()


def arguments(text, *settings, layers=None, seed=0):
    build(text, layers=layers, settings=settings, seed=seed)
    return CALLS.pop()


def test_layers_are_the_size():
    assert arguments("layered", layers=5)["n_layers"] == 5
    assert arguments("layered")["n_layers"] == 36
    assert arguments("layered(n_layers=7)")["n_layers"] == 7
    assert arguments("layered", "n_layers=8")["n_layers"] == 8


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("base=3", 3),
        ("ratio=2", 2),
        ("ratio=1.5", 1.5),
        ("view=unrolled", "unrolled"),
        ("blocks=6,12,24", (6, 12, 24)),
        ("blocks=(6, 12)", (6, 12)),
        ("blocks=[6, 12]", (6, 12)),
        ("blocks=none", None),
        ("pair=3,4", (3, 4)),
        ("deep=true", True),
        ("deep=False", False),
        (" base = 4 ", 4),
    ],
)
def test_settings_are_read_by_the_signature(setting, value):
    assert arguments("layered", setting)[setting.partition("=")[0].strip()] == value
    if "," not in setting or "(" in setting:  # in a call a comma stands between arguments
        assert arguments(f"layered({setting})")[setting.partition("=")[0].strip()] == value


def test_a_name_as_the_table_prints_it():
    assert arguments("layered(base=3, blocks=(1, 2), view='unrolled')", "deep=true") == {
        "n_layers": 36,
        "base": 3,
        "ratio": 1.0,
        "view": "unrolled",
        "blocks": (1, 2),
        "pair": (1, 2),
        "deep": True,
    }


def test_only_random_patterns_get_the_seed():
    assert arguments("drawn", seed=4) == {"n_layers": 36, "seed": 4}
    assert arguments("drawn(seed=9)", seed=4)["seed"] == 9
    assert "seed" not in arguments("layered", seed=4)


def test_another_size():
    assert arguments("columned", "n_columns=3") == {"n_columns": 3}


@pytest.mark.parametrize(
    ("text", "settings", "layers", "message"),
    [
        ("layerd", (), None, "unknown pattern 'layerd': did you mean 'layered'?"),
        ("Layered", (), None, "did you mean 'layered'?"),
        ("zzz", (), None, "unknown pattern 'zzz': `skipgraph patterns` and `skipgraph networks` list all"),
        ("", (), None, "unknown pattern ''"),
        ("layered(3)", (), None, "write its arguments as name=value"),
        ("layered(base=3", (), None, "write its arguments as name=value"),
        ("layered(**x)", (), None, "write its arguments as name=value"),
        ("layered(base=3)(deep=1)", (), None, "write its arguments as name=value"),
        ("layered", ("base",), None, "--set base: must read ARGUMENT=VALUE"),
        (
            "layered",
            ("bass=3",),
            None,
            "'bass': did you mean 'base'? it takes n_layers, base, ratio, view, blocks, pair, deep",
        ),
        ("layered", ("base=x",), None, "layered: base must be a whole number, got 'x'"),
        ("layered", ("base=2.5",), None, "base must be a whole number, got 2.5"),
        ("layered", ("base=true",), None, "base must be a whole number, got True"),
        ("layered", ("ratio=many",), None, "ratio must be a number, got 'many'"),
        ("layered", ("view=flat",), None, "view must be one of literal, unrolled, got 'flat'"),
        ("layered", ("blocks=6",), None, "blocks must be values such as 6,12,24 or none, got 6"),
        ("layered", ("blocks=6,x",), None, "blocks must be values such as 6,12,24"),
        ("layered", ("pair=1,2,3",), None, "pair must be 2 values such as 32,32"),
        ("layered", ("deep=2",), None, "deep must be true or false, got 2"),
        ("layered", ("n_layers=0",), None, "n_layers must be a whole number from 1 to 10000, got 0"),
        ("layered", ("n_layers=99999999",), None, "got 99999999"),
        ("layered(n_layers=3)", (), 4, "--layers 4 contradicts n_layers=3"),
        ("columned", (), 4, "columned is sized by n_columns, not by layers"),
        ("columned", (), None, "columned needs another argument: write columned(n_columns=...)"),
        ("drawn", ("seed=x",), None, "drawn: seed must be a whole number"),
    ],
)
def test_what_does_not_fit_is_said(text, settings, layers, message):
    with pytest.raises(ArgumentError) as error:
        build(text, layers=layers, settings=settings, seed=0)
    assert message in str(error.value)
    assert CALLS == []


def test_a_value_is_data_and_never_run():
    with pytest.raises(ArgumentError, match="__import__"):
        build("layered", layers=3, settings=["base=__import__('os').getpid()"], seed=0)
    with pytest.raises(ArgumentError, match="__import__"):
        build("layered(base=__import__('os').getpid())", layers=3, seed=0)


def test_either_a_name_or_a_file(tmp_path):
    options = {"layers": None, "settings": None, "seed": 0}
    for text, file, message in [
        (None, None, "give either the NAME of a pattern or --file FILE"),
        ("layered", tmp_path / "a.json", "not both"),
    ]:
        with pytest.raises(ArgumentError, match=message):
            one_topology(text, file, **options)
    for shape in ({"layers": 3, "settings": None}, {"layers": None, "settings": ["base=3"]}):
        with pytest.raises(ArgumentError, match="do not go with --file"):
            one_topology(None, tmp_path / "a.json", **shape, seed=0)


def test_a_file_names_what_has_no_name(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("source,target\nin,a\nin,b\na,b\n")
    topology = load(path)
    assert (topology.name, topology.n_layers, topology.n_edges) == ("mine", 2, 3)


def test_a_damaged_file(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text("{")
    with pytest.raises(FormatError, match=r"mine\.json"):
        load(path)
