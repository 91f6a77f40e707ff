"""Parameters and MACs of published networks, before any tensor exists."""

import pytest
from published import PUBLISHED

from skipgraph.networks import fc_densenet_spec, randwire_spec
from skipgraph.patterns import fc_densenet_layout, randwire_layout
from skipgraph.plan import plan_network
from skipgraph.plan.operations import BatchNorm
from skipgraph.topology import NodeKind


@pytest.mark.parametrize("network", PUBLISHED, ids=lambda network: network.name)
def test_parameters_and_macs(network):
    plan = plan_network(network.topology, network.spec)
    assert plan.n_parameters == network.n_parameters, network.source
    if network.mega_macs is not None:
        value, rounding = network.mega_macs
        assert plan.macs / 1e6 == pytest.approx(value, abs=rounding), network.source


def test_fractal_counts():
    counts = {network.name: network.n_parameters for network in PUBLISHED}
    assert counts["FractalNet-20"] == pytest.approx(33.71e6, abs=5e3)
    assert counts["FractalNet-40"] == pytest.approx(76.08e6, abs=5e3)


@pytest.mark.parametrize("seed", range(3))
def test_randwire_of_any_graph(seed):
    topology = randwire_layout(seed=seed)
    plan = plan_network(topology, randwire_spec())
    layers = topology.nodes_of_kind(NodeKind.LAYER).tolist()
    enters = [node for node in layers if topology.stages[topology.reads(node)[0]] < topology.stages[node]]
    n_in = [sum(topology.stages[node] == stage for node in enters) for stage in (1, 2, 3)]
    single = sum(len(topology.reads(node)) == 1 for node in layers) - len(enters)
    # a recount of the paper's network: 5,614,741 with six layers of each stage that read its input, which has half the
    # channels in the last two, and a weight for each of 192 edges; one alone has none here. 5.6M are published
    expected = 5_614_741 + (6 - n_in[1]) * (9 * 78 + 156 * 78) + (6 - n_in[2]) * (9 * 156 + 312 * 156) - single
    assert plan.n_parameters == expected
    assert plan.macs / 1e6 == pytest.approx(583, abs=12)  # published, mean over graphs


# as published: 1.4M and 3.5M, to the last digit a recount of the authors' code; and 9.4M
@pytest.mark.parametrize(
    ("depth", "n_parameters", "tolerance"), [(56, 1_397_963, 0), (67, 3_502_923, 0), (103, 9.4e6, 5e4)]
)
def test_fc_densenets_with_the_statistics_of_their_norms(depth, n_parameters, tolerance):
    plan = plan_network(fc_densenet_layout(depth), fc_densenet_spec())
    operations = [operation for step in plan.steps for _, operation in step.operations]
    channels = sum(operation.channels for operation in operations if isinstance(operation, BatchNorm))
    assert plan.n_parameters + 2 * channels == pytest.approx(n_parameters, abs=tolerance)
