"""Parameters and MACs of published networks, before any tensor exists."""

import pytest
from published import PUBLISHED

from skipgraph.patterns import fc_densenet_layout
from skipgraph.plan import NetworkSpec, plan_network
from skipgraph.plan.operations import BatchNorm


@pytest.mark.parametrize("network", PUBLISHED, ids=lambda network: network.name)
def test_parameters_and_macs(network):
    plan = plan_network(network.topology, network.spec)
    assert plan.n_parameters == network.n_parameters, network.source
    if network.mega_macs is not None:
        assert plan.macs / 1e6 == pytest.approx(network.mega_macs, rel=5e-4), network.source


# as published: 1.4M and 3.5M, to the last digit a recount of the authors' code; and 9.4M
@pytest.mark.parametrize(
    ("depth", "n_parameters", "tolerance"), [(56, 1_397_963, 0), (67, 3_502_923, 0), (103, 9.4e6, 5e4)]
)
def test_fc_densenets_with_the_statistics_of_their_norms(depth, n_parameters, tolerance):
    plan = plan_network(fc_densenet_layout(depth), NetworkSpec.fc_densenet())
    operations = [operation for step in plan.steps for _, operation in step.operations]
    channels = sum(operation.channels for operation in operations if isinstance(operation, BatchNorm))
    assert plan.n_parameters + 2 * channels == pytest.approx(n_parameters, abs=tolerance)
