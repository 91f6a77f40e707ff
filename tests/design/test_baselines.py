"""Baselines can be compared with each other, and keep the limits they are named after."""

import ast

import pytest

from skipgraph.design.baselines import baseline_limits, design_within, draw_constructions, draw_patterns
from skipgraph.design.frontier import find_frontier
from skipgraph.design.problem import measure_topology
from skipgraph.patterns import chain, densenet, log_densenet
from skipgraph.patterns.catalog import CATALOG


@pytest.mark.parametrize("n_layers", [1, 2, 3, 7, 36])
def test_patterns_and_constructions_compare(n_layers):
    baselines = [*draw_patterns(n_layers, seed=0), *draw_constructions(n_layers)]
    assert {"chain", "densenet", "log_densenet", "two_hop"} <= {baseline.name for baseline in baselines}
    points = find_frontier(baselines)
    assert any(not point.beaten_by for point in points)


def test_each_construction_is_drawn_by_the_call_it_is_named_after():
    drawn = draw_constructions(30)
    assert len(set(drawn)) == len(drawn) > 30
    for topology in drawn:
        name, _, rest = topology.name.partition("(")
        call = ast.parse(f"f({rest}" if rest else "f()", mode="eval").body
        assert isinstance(call, ast.Call)
        arguments = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        assert CATALOG[name](30, **arguments) == topology


def test_patterns_that_join_layers_otherwise_are_left_out():
    names = {topology.name for topology in draw_patterns(36, seed=0)}
    assert not names & {"resnet", "unet", "fractal", "dual_path"}


def test_a_chain_and_a_densenet_give_no_limits():
    assert baseline_limits([chain(9), densenet(9)]) == []
    assert baseline_limits([log_densenet(9), log_densenet(9)]) == baseline_limits([log_densenet(9)])


def test_designs_keep_the_limits_they_are_named_after():
    published = measure_topology(log_densenet(36))
    for limits in baseline_limits([log_densenet(36)]):
        design = design_within(36, limits, steps=0, seed=0)
        assert all(f"{key}={value}" in design.name for key, value in limits.items() if key != "minimise")
        m = measure_topology(design)
        assert m.edges <= published.edges
        assert m.mbd <= published.mbd
        assert "max_live" not in limits or m.live <= published.live


def test_what_no_construction_keeps_has_no_design():
    assert design_within(36, {"max_edges": 40, "max_mbd": 2}, steps=0, seed=0) is None
