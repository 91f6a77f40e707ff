"""Compiled moves are loaded where numba is installed, for all distances that can come up; plain ones elsewhere."""

import sys

import pytest

from skipgraph.design import moves
from skipgraph.design.compiled import compile_moves, loaded_moves

COMPILED = "skipgraph.design.moves_numba"


def test_without_numba_the_plain_moves_run(monkeypatch):
    monkeypatch.delitem(sys.modules, COMPILED, raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    assert loaded_moves() is moves
    assert compile_moves(30) is moves
    assert COMPILED not in sys.modules
    assert loaded_moves() is moves


@pytest.mark.parametrize(("n_layers", "widths"), [(moves.BYTE - 1, {"uint8"}), (moves.BYTE, {"uint8", "uint16"})])
def test_moves_are_compiled_before_the_search_for_every_width_of_a_distance(n_layers, widths):
    pytest.importorskip("numba")
    compiled = compile_moves(n_layers)
    assert compiled is loaded_moves() is sys.modules[COMPILED]
    for function in (compiled.anneal, compiled.drop):
        types = " ".join(map(str, function.signatures))
        assert all(f"({width}, 2d, C)" in types for width in widths)
