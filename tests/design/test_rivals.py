"""Rivals compare with each other, and keep the limits they are named after."""

import ast

import pytest

from skipgraph.design.frontier import find_frontier
from skipgraph.design.request import measure_topology
from skipgraph.design.rivals import design_rival, draw_constructions, draw_patterns, rival_limits
from skipgraph.patterns import chain, densenet, log_densenet
from skipgraph.patterns.catalog import CATALOG


@pytest.mark.parametrize("n_layers", [1, 2, 3, 7, 36])
def test_patterns_and_constructions_compare(n_layers):
    rivals = [*draw_patterns(n_layers, seed=0), *draw_constructions(n_layers)]
    assert {"chain", "densenet", "log_densenet", "two_hop"} <= {rival.name for rival in rivals}
    points = find_frontier(rivals)
    assert any(not point.beaten_by for point in points)


def test_each_construction_is_drawn_by_the_call_it_is_named_after():
    drawn = draw_constructions(30)
    assert len(set(drawn)) == len(drawn) > 30
    for topology in drawn:
        name, _, rest = topology.name.partition("(")
        call = ast.parse(f"f({rest}" if rest else "f()", mode="eval").body
        arguments = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        assert CATALOG[name](30, **arguments) == topology


def test_patterns_that_join_layers_otherwise_are_left_out():
    names = {topology.name for topology in draw_patterns(36, seed=0)}
    assert not names & {"resnet", "unet", "fractal", "dual_path"}


def test_a_chain_and_a_densenet_have_no_rivals():
    assert rival_limits([chain(9), densenet(9)]) == []
    assert rival_limits([log_densenet(9), log_densenet(9)]) == rival_limits([log_densenet(9)])


def test_designs_keep_the_limits_they_are_named_after():
    published = measure_topology(log_densenet(36))
    for limits in rival_limits([log_densenet(36)]):
        design = design_rival(36, limits, steps=0, seed=0)
        assert all(f"{key}={value}" in design.name for key, value in limits.items() if key != "minimise")
        m = measure_topology(design)
        assert m.edges <= published.edges
        assert m.mbd <= published.mbd
        assert "max_live" not in limits or m.live <= published.live


def test_what_no_construction_keeps_has_no_design():
    assert design_rival(36, {"max_edges": 40, "max_mbd": 2}, steps=0, seed=0) is None
