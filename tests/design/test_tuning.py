"""The table of tuned numbers: each row is explained and used, and there is no second table."""

import ast
import itertools
from pathlib import Path

import pytest

from skipgraph.design import tuning

ROOM = Path(tuning.__file__).parent
ROWS = [name for name in vars(tuning) if name.isupper()]


def used_names(path):
    """Attributes of `tuning` that a file reads."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "tuning"
    }


def test_every_row_is_used():
    used = set().union(*(used_names(path) for path in ROOM.glob("*.py")))
    assert used == set(ROWS)


def test_every_row_says_what_it_trades():
    body = ast.parse(Path(tuning.__file__).read_text("utf-8")).body
    for row, words in itertools.pairwise(body):
        if isinstance(row, ast.AnnAssign):
            assert isinstance(words, ast.Expr), ast.unparse(row)
            assert isinstance(words.value, ast.Constant), ast.unparse(row)


# facts of a proof, of a number format or of rounding, and the chances that numba compiles
ELSEWHERE = {
    "_BLOCK_HOPS", "_BYTE_HOPS", "_MORE_HOPS", "BYTE", "NO_LIMIT", "_NO_SUM", "_ROUNDING",
    "_STEP", "_TO_OTHER", "_ONE_END", "_FURTHEST_STEP", "_FIRST_END", "_SECOND_END", "_FURTHEST",
    "MIN_EDGES", "MIN_TOTAL_DISTANCES",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_number_stands_elsewhere(path):
    if path.name == "tuning.py":
        return
    for node in ast.parse(path.read_text("utf-8")).body:
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        names = {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        numbers = [
            leaf.value
            for leaf in (ast.walk(node.value) if names and node.value else ())
            if isinstance(leaf, ast.Constant) and type(leaf.value) in (int, float)
        ]
        assert not numbers or names <= ELSEWHERE, f"{path.name}: {names} belong into tuning.py"
