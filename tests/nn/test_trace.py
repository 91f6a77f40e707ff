import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import topologies
from torch import nn

from skipgraph.errors import FormatError
from skipgraph.nn import compile
from skipgraph.nn.trace import trace
from skipgraph.patterns import fc_densenet, fc_log_densenet, fc_log_densenet_v2, fc_loglog_densenet
from skipgraph.patterns.catalog import CATALOG
from skipgraph.plan import NetworkSpec
from skipgraph.topology import Aggregation, NodeKind, Topology

SPEC = NetworkSpec(growth_rate=2, num_classes=3, image_size=(16, 16))


def live_part(topology, dead):
    """The topology without the nodes `dead` and without attributes."""
    kept = [node for node in range(topology.n_nodes) if node not in dead]
    return Topology.from_reads(
        [[kept.index(source) for source in topology.reads(node)] for node in kept],
        kinds=topology.kinds[kept],
        stages=topology.stages[kept],
        aggregations=topology.aggregations[kept],
        labels=[topology.labels[node] for node in kept],
    )


def traced(net):
    n_inputs = sum(step.kind == "stem" for step in net.plan.steps)
    side = net.plan.spec.image_size[0]
    return trace(net, tuple(torch.zeros(1, 3, side, side) for _ in range(n_inputs)))


@pytest.mark.parametrize("name", CATALOG)
def test_every_pattern_comes_back(name):
    try:
        topology = CATALOG[name](3)
    except TypeError:
        topology = CATALOG[name](6, seed=0)
    side = max(16, 2 ** (int(topology.stages.max()) + 1))
    net = compile(topology, NetworkSpec(growth_rate=2, num_classes=3, image_size=(side, side)))
    assert traced(net) == live_part(topology, net.plan.dead_nodes)


@pytest.mark.parametrize(
    ("topology", "spec"),
    [
        (fc_densenet(2, layers=2), NetworkSpec.fc_densenet(image_size=(16, 16))),
        (fc_log_densenet(2, layers=2), NetworkSpec.fc_log_densenet(image_size=(16, 16))),
        (fc_log_densenet_v2(2, layers=2), NetworkSpec.fc_log_densenet(image_size=(16, 16))),
        (fc_loglog_densenet(2, layers=2), NetworkSpec.fc_log_densenet(image_size=(16, 16))),
    ],
    ids=lambda case: getattr(case, "name", None),
)
def test_segmenting_networks_come_back(topology, spec):
    net = compile(topology, spec)
    assert traced(net) == live_part(topology, net.plan.dead_nodes)


@settings(max_examples=50, deadline=None)
@given(st.data(), topologies(max_nodes=14, stages=True, with_labels=True))
def test_any_graph_comes_back(data, topology):
    aggregations = data.draw(
        st.lists(st.sampled_from(Aggregation), min_size=topology.n_nodes, max_size=topology.n_nodes)
    )
    widths = data.draw(st.lists(st.sampled_from([None, 1, 3]), min_size=topology.n_nodes, max_size=topology.n_nodes))
    topology = Topology.from_reads(
        [topology.reads(node) for node in range(topology.n_nodes)],
        kinds=topology.kinds,
        stages=topology.stages,
        labels=topology.labels,
        aggregations=np.array(aggregations, np.uint8),
        node_attributes={"width": widths},
    )
    net = compile(topology, SPEC)
    assert traced(net) == live_part(topology, net.plan.dead_nodes)


def test_outputs_come_back():
    kinds = [NodeKind.INPUT, NodeKind.LAYER, NodeKind.OUTPUT, NodeKind.LAYER, NodeKind.OUTPUT]
    topology = Topology.from_reads([[], [0], [1], [1], [1, 3]], kinds=kinds)
    assert traced(compile(topology, SPEC)) == topology


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.conv = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)
        self.norm, self.head = nn.BatchNorm2d(4), nn.Linear(8, 2)

    def forward(self, x):
        x = torch.relu(self.stem(x))
        y = x + self.norm(self.conv(x))
        y = torch.cat([x, y], 1) * 2
        return self.head(y.mean((2, 3)))


def test_a_network_written_by_hand():
    topology = trace(Residual(), torch.zeros(1, 3, 8, 8))
    assert [str(label) for label in topology.labels] == ["x", "stem", "conv", "add", "cat", "head"]
    assert [topology.reads(node) for node in range(6)] == [(), (0,), (1,), (1, 2), (1, 3), (4,)]
    assert [NodeKind(kind) for kind in topology.kinds.tolist()] == [
        NodeKind.INPUT,
        NodeKind.LAYER,
        NodeKind.LAYER,
        NodeKind.MERGE,
        NodeKind.MERGE,
        NodeKind.LAYER,
    ]
    assert [Aggregation(a) for a in topology.aggregations[[3, 4]].tolist()] == [Aggregation.SUM, Aggregation.CONCAT]


class Fickle(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


def test_refusals():
    with pytest.raises(FormatError, match="no one path"):
        trace(Fickle(), torch.zeros(1))
    with pytest.raises(FormatError, match=r"does not take inputs of shape \(1, 2\)"):
        trace(Residual(), torch.zeros(1, 2))
