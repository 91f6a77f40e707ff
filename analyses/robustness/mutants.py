"""Change the code in one place at a time, and ask whether a test falls.

Needs ``pip install cosmic-ray`` (the mutations are its own) next to what `make test` installs. Mutants that differ only
in annotations are left out, as no run can tell them apart.
"""

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pandas as pd
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from analyses.metadata import write_results
from analyses.study import run_study

ROOT = Path(__file__).parents[2]
ROOMS = {"topology": 70, "metrics": 70, "plan": 80, "design": 60, "nn": 40}  # mutants of each
SEED = 0
SECONDS = 240  # a test run that takes longer counts as killed: the mutant hangs
# the last two take the name of a variable
LEFT_OUT = ("core/RemoveDecorator", "core/VariableInserter", "core/VariableReplacer")
# compiled by numba: a mutant costs a minute of compiling, and the plain twin is what tests compare it with
COMPILED = {"sweep_numba.py", "moves_numba.py"}
# what a survivor of its own tests must also survive
FURTHER = {
    "topology": ["tests/topology"],
    "metrics": ["tests/metrics", "tests/report"],
    "plan": ["tests/plan", "tests/nn/test_compiling.py"],
    "design": ["tests/design"],
    "nn": [f"tests/nn/test_{name}.py" for name in ("compiling", "network", "recompute", "inherit", "sequences")],
}


def sites(path: Path) -> list[tuple[Path, str, int, int]]:
    """Return path, operator, occurrence and line of each mutant of a file."""
    tree = get_ast(path.read_text("utf-8"))
    found = []
    for name in sorted(set(operator_names()) - set(LEFT_OUT)):
        operator, occurrence = get_operator(name)(), 0
        for node in ast_nodes(tree):
            for (line, _), _ in operator.mutation_positions(node):
                found.append((path, name, occurrence, line))
                occurrence += 1
    return found


def mutated(path: Path, operator: str, occurrence: int) -> str | None:
    """Return the code of a mutant; None where no run can tell it from the file."""
    code = path.read_text("utf-8")
    changed = mutate_code(code, get_operator(operator)(), occurrence)
    return None if changed is None or _stripped(changed) in (None, _stripped(code)) else changed


def _stripped(code: str) -> str | None:
    """Return the code without annotations and docstrings; None where it is no Python."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            for argument in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
                argument.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def own_tests(path: Path) -> list[str]:
    """Return the test files of a module: its mirror, and those of its room that import it."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    folder = ROOT / "tests" / path.relative_to(ROOT).parts[1]
    mirror = folder / f"test_{path.stem.removeprefix('_')}.py"
    others = [test for test in sorted(folder.glob("test_*.py")) if module in test.read_text("utf-8")]
    return [str(test.relative_to(ROOT)) for test in dict.fromkeys([mirror, *others]) if test.exists()][:4]


def falls(tree: Path, tests: list[str]) -> bool:
    """Return whether a test falls in a copy of the project."""
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests]
    environment = {**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def copy_project(tree: Path) -> None:
    """Copy what git tracks."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)


def killers(tree: Path, path: Path, changed: str) -> str:
    """Return which tests fall once a file is changed in a copy of the project."""
    name = path.relative_to(ROOT)
    (tree / name).write_text(changed, "utf-8")
    try:
        tests = own_tests(path)
        if tests and falls(tree, tests):
            return "own tests"
        return "tests of the room" if falls(tree, FURTHER[name.parts[1]]) else "nobody"
    finally:
        shutil.copy(path, tree / name)


def main(results: Path, *, resume: bool) -> None:
    target = results / "mutants.csv"
    done: list[dict[Hashable, Any]] = []
    if resume and target.exists():
        done = pd.read_csv(target).to_dict("records")
    known = {(row["file"], row["operator"], row["occurrence"]) for row in done}
    with tempfile.TemporaryDirectory() as folder:
        copy_project(Path(folder))
        for room, count in ROOMS.items():
            paths = [path for path in sorted((ROOT / "skipgraph" / room).rglob("*.py")) if path.name not in COMPILED]
            mutants = [site for path in paths for site in sites(path)]
            random.Random(SEED).shuffle(mutants)
            n_tried = 0
            for path, operator, occurrence, line in mutants:
                if n_tried == count:
                    break
                changed = mutated(path, operator, occurrence)
                if changed is None:
                    continue
                n_tried += 1
                name, short = str(path.relative_to(ROOT)), operator.removeprefix("core/")
                if (name, short, occurrence) in known:
                    continue
                begin = time.perf_counter()
                by = killers(Path(folder), path, changed)
                row: dict[Hashable, Any] = {
                    "room": room,
                    "file": name,
                    "line": line,
                    "operator": short,
                    "occurrence": occurrence,
                }
                done.append({**row, "killed_by": by})
                print(f"{name}:{line} {short}: killed by {by} ({time.perf_counter() - begin:.0f} s)", flush=True)
                write_results(pd.DataFrame(done), target, script=__file__, seeds=[SEED])
    print(pd.DataFrame(done).groupby(["room", "killed_by"]).size().unstack(fill_value=0).to_string())


if __name__ == "__main__":
    run_study(main, __file__)
