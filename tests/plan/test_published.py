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


# with two statistics for each channel of a norm, as published: 1.4M, 3.5M and 9.4M
@pytest.mark.parametrize(
    ("depth", "n_parameters", "with_statistics", "giga_macs"),
    [(56, 1_376_795, 1_397_963, 30.03), (67, 3_463_243, 3_502_923, 70.38), (103, None, 9.4e6, None)],
)
def test_published_fc_densenets(depth, n_parameters, with_statistics, giga_macs):
    plan = plan_network(fc_densenet_layout(depth), NetworkSpec.fc_densenet(image_size=(352, 480)))
    operations = [operation for step in plan.steps for _, operation in step.operations]
    channels = sum(operation.channels for operation in operations if isinstance(operation, BatchNorm))
    if n_parameters is None:  # recounted from the authors' code for the other two only
        assert plan.n_parameters + 2 * channels == pytest.approx(with_statistics, abs=5e4)
        return
    assert plan.n_parameters == n_parameters
    assert plan.n_parameters + 2 * channels == with_statistics
    assert plan.macs / 1e9 == pytest.approx(giga_macs, abs=5e-3)
