"""Networks that share joins against the same networks that do not."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs, with_heads
from strategies import topologies
from torch.profiler import ProfilerActivity, profile

from skipgraph.nn import SkipNetwork, compile
from skipgraph.nn.inherit import inherit_weights
from skipgraph.nn.measure_isometry import layerwise_isometry
from skipgraph.patterns import densenet, resnet
from skipgraph.plan import Images, NetworkPlan, NetworkSpec, heads, plan_network, stems
from skipgraph.topology import Aggregation, Topology
from skipgraph.tracing import trace

SPEC = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


class Apart(NetworkPlan):
    """A plan whose joins are all made apart."""

    @property
    def program(self):
        return self.steps


def pair(topology, spec=SPEC):
    """The network that shares joins and the one that does not, of the same weights."""
    shares = compile(topology, spec)
    plan = plan_network(topology, spec)
    apart = SkipNetwork(Apart(plan.topology, plan.spec, plan.steps))
    apart.load_state_dict(shares.state_dict())  # the same keys
    return shares, apart


def n_additions(net):
    with profile(activities=[ProfilerActivity.CPU]) as record, torch.no_grad():
        net.eval()(torch.zeros(1, 3, 16, 16))
    return sum(event.count for event in record.key_averages() if event.key in ("aten::add", "aten::add_"))


def test_a_running_sum_is_added_up_once():
    for n_layers in (8, 16):
        shares, apart = pair(resnet(n_layers, view="unrolled"))
        assert n_additions(shares) == n_layers - 1
        assert n_additions(apart) == n_layers * (n_layers - 1) / 2


@settings(max_examples=30, deadline=None)
@given(topologies(max_nodes=10, stages=True), st.sampled_from([Aggregation.CONCAT, Aggregation.SUM, Aggregation.MEAN]))
def test_logits_are_the_same_bits(topology, aggregation):
    topology = reading_inputs(topology)
    topology = Topology.from_reads(
        [topology.reads(node) for node in range(topology.n_nodes)],
        kinds=topology.kinds,
        stages=topology.stages,
        aggregations=np.full(topology.n_nodes, aggregation),
    )
    torch.manual_seed(0)
    shares, apart = pair(
        topology,
        NetworkSpec(
            growth_rate=2,
            input=Images(size=(16, 16)),
            stem=stems.Conv(channels=2),
            head=heads.NormReluPoolLinear(classes=3),
        ),
    )
    n_inputs = sum(step.kind == "stem" for step in shares.plan.steps)
    images = [torch.randn(2, 3, 16, 16) for _ in range(n_inputs)]
    assert torch.equal(shares(*images), apart(*images))


@pytest.mark.parametrize(
    "topology",
    [resnet(6, view="unrolled"), resnet(6, view="unrolled", blocks=(3, 3)), with_heads(densenet(5), range(2, 6))],
    ids=["running sums", "staged", "anytime"],
)
def test_gradients_are_the_same(topology):
    torch.manual_seed(0)
    shares, apart = (net.double() for net in pair(topology))
    assert len(shares.plan.program) > len(shares.plan.steps)
    images = torch.randn(4, 3, 16, 16, dtype=torch.float64)
    for net in (shares, apart):
        logits = net(images)
        torch.stack(logits if isinstance(logits, tuple) else (logits,)).square().mean().backward()
    for key, weight in apart.named_parameters():
        torch.testing.assert_close(shares.get_parameter(key).grad, weight.grad)
    assert torch.equal(shares.state_dict()["node2.norm1.running_var"], apart.state_dict()["node2.norm1.running_var"])
    assert trace(shares.float(), torch.zeros(1, 3, 16, 16)) == trace(apart.float(), torch.zeros(1, 3, 16, 16))


def saved_bytes(net):
    """Bytes of the different tensors that the backward pass keeps, weights left out."""
    kept = {}
    weights = {weight.untyped_storage().data_ptr() for weight in net.parameters()}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        logits = net(torch.zeros(1, 3, 16, 16))
    del logits
    return sum(kept.values())


def test_a_head_at_each_layer_keeps_no_concat_of_its_own():
    topology = with_heads(densenet(8), range(2, 9))
    shares, apart = pair(topology)
    saved = apart.plan.concat_bytes - shares.plan.concat_bytes
    assert saved > 0.4 * apart.plan.concat_bytes
    assert saved_bytes(apart) - saved_bytes(shares) == saved


def test_weights_are_inherited_by_edges_whoever_shares():
    full, fewer = resnet(4, view="unrolled"), [[], [0], [0, 1], [0, 1, 2], [0, 2, 3]]
    trained = compile(full, SPEC)
    net = compile(Topology.from_reads(fewer, aggregations=full.aggregations), SPEC)
    inherit_weights(net, trained)
    assert torch.equal(net.node4.conv1.weight, trained.node4.conv1.weight)


def test_isometry_does_not_depend_on_what_is_shared():
    torch.manual_seed(0)
    spec = NetworkSpec(growth_rate=2, input=Images(size=(4, 4)))
    shares, apart = pair(resnet(3, view="unrolled"), spec)
    images = torch.randn(2, 3, 4, 4)
    one, other = (layerwise_isometry(net, images).singular_values for net in (shares, apart))
    for label in other:
        torch.testing.assert_close(one[label], other[label])
