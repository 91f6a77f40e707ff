"""Studies: their options, their metadata, and that results which do not come out again are noticed."""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the studies are no part of the package

from analyses.metadata import describe, write_results  # noqa: E402
from analyses.run_all import CHEAP, STUDIES  # noqa: E402
from analyses.study import run_study  # noqa: E402

KEYS = {"command", "commit", "seeds", "machine", "versions", "inputs", "rows", "columns", "facts"}
SCRIPT = str(ROOT / "analyses" / "anytime" / "run.py")
KEPT = sorted((ROOT / "analyses").glob("*/results/*.meta.json"))


@pytest.fixture
def study(tmp_path, monkeypatch):
    """Run a small study by its command line."""

    def main(results, *, resume):
        rows = pd.read_csv(results / "a.csv")["n"].tolist() if resume else []
        write_results(
            pd.DataFrame({"n": [*rows, 1]}), results / "a.csv", script=str(ROOT / "analyses" / "x" / "run.py")
        )

    def study(*words):
        monkeypatch.setattr(sys, "argv", ["run.py", *words])
        run_study(main, str(tmp_path / "run.py"))
        return pd.read_csv(tmp_path / "results" / "a.csv")["n"].tolist()

    return study


def test_a_plain_run_begins_again_and_a_resumed_one_goes_on(study, tmp_path):
    assert study() == [1]
    assert study("--resume") == [1, 1]
    assert study() == [1]
    assert study("--check") == [1]
    (tmp_path / "results" / "a.csv").write_text("n\n2\n")
    with pytest.raises(SystemExit, match=r"do not come out as they are kept: a\.csv"):
        study("--check")
    (tmp_path / "results" / "a.csv").unlink()
    with pytest.raises(SystemExit, match=r"a\.csv"):
        study("--check")


def test_a_size_can_be_chosen(tmp_path, monkeypatch):
    sizes = []

    def main(results, *, resume, count):
        sizes.append(count)

    for words in ([], ["--count", "7"]):
        monkeypatch.setattr(sys, "argv", ["run.py", *words])
        run_study(main, str(tmp_path / "run.py"), count=(10, "things to do"))
    assert sizes == [10, 7]


def test_metadata_name_all_that_made_a_table():
    table = pd.DataFrame({"a": [1, 2]})
    facts = describe(table, script=SCRIPT, seeds=range(2), packages=["torch"], inputs=[ROOT / "LICENSE"])
    assert set(facts) == KEYS
    assert (facts["command"], facts["seeds"]) == ("python -m analyses.anytime.run", [0, 1])
    assert (facts["rows"], facts["columns"]) == (2, ["a"])
    assert len(facts["inputs"]["LICENSE"]) == 64
    assert {"python", "skipgraph", "numpy", "pandas", "torch"} == set(facts["versions"])
    assert facts["commit"] is None or re.fullmatch(r"[0-9a-f]{40}\+?", facts["commit"])
    assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize("path", KEPT, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_kept_result_has_the_same_shape_of_metadata(path):
    facts = json.loads(path.read_text("utf-8"))
    assert set(facts) == KEYS
    table = pd.read_csv(path.with_name(path.name.replace(".meta.json", ".csv")))
    assert (facts["rows"], facts["columns"]) == (len(table), list(table.columns))
    study, script = facts["command"].removeprefix("python -m analyses.").split(".")
    assert script in STUDIES[study][0]
    assert study == path.parts[-3]


def test_the_runner_knows_every_script_of_every_study():
    found = {path.parent.name: set() for path in (ROOT / "analyses").glob("*/*.py")}
    for path in (ROOT / "analyses").glob("*/*.py"):
        found[path.parent.name].add(path.stem)
    assert found == {study: set(scripts) for study, (scripts, _) in STUDIES.items()}
    assert set(CHEAP) <= set(STUDIES)
