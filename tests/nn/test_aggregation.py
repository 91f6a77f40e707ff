import copy

import pytest
import torch
from torch.nn import functional

from skipgraph.nn import compile
from skipgraph.nn.aggregation import Gated, Weighted, make_join
from skipgraph.patterns import denseformer, hyper_connections, value_residual
from skipgraph.plan import Images, Join, NetworkSpec, PlanStep, blocks, heads
from skipgraph.topology import Aggregation, Topology

FEATURES = [torch.randn(2, 4, 3, 3, generator=torch.Generator().manual_seed(seed)) for seed in range(3)]


def join_of(aggregation, n_reads, shape, **more):
    step = PlanStep(
        key="node1",
        kind="layer",
        node=1,
        label=1,
        stage=0,
        reads=tuple(range(n_reads)),
        parts=(None,) * n_reads,
        aggregation=aggregation,
        operations=(),
        joined_shape=shape,
        **more,
    )
    return make_join(step)


def test_an_unknown_aggregation_is_refused():
    # a choice added by name only must become no wrong network
    with pytest.raises(AssertionError, match="unreachable"):
        join_of("max", 2, (4, 5, 5))
    assert join_of("max", 1, (4, 5, 5)) is not None  # a single feature is passed on whatever the join


def test_concat_keeps_the_order():
    joined = join_of(Aggregation.CONCAT, 3, (12, 5, 5))(*FEATURES)
    assert torch.equal(joined, torch.cat(FEATURES, 1))


def test_sum_and_mean_take_all_reads():
    total = torch.stack(FEATURES).sum(0)
    torch.testing.assert_close(join_of(Aggregation.SUM, 3, (4, 5, 5))(*FEATURES), total)
    torch.testing.assert_close(join_of(Aggregation.MEAN, 3, (4, 5, 5))(*FEATURES), total / 3)


@pytest.mark.parametrize("join", [Weighted(3), Weighted(3, softmax=True), Gated(3, 4, bias=0.0)])
def test_weights_and_gates_start_as_a_mean(join):
    if isinstance(join, Gated):
        torch.nn.init.zeros_(join.gate.weight)
    torch.testing.assert_close(join(*FEATURES), torch.stack(FEATURES).mean(0))


@pytest.mark.parametrize("join", [Weighted(3, softmax=True), Gated(3, 4)])
def test_shares_sum_to_one(join):
    torch.manual_seed(0)
    for weight in join.parameters():
        torch.nn.init.normal_(weight)
    same = [FEATURES[0]] * 3
    torch.testing.assert_close(join(*same), FEATURES[0])


def test_two_gates_are_a_highway():
    torch.manual_seed(0)
    join = Gated(2, 4)
    carry, transform = FEATURES[:2]
    # equation 3 of Srivastava et al.: y = H(x) T(x) + x (1 - T(x)), T(x) = sigmoid(W x + b)
    gate = torch.sigmoid(functional.conv2d(carry, join.gate.weight, join.gate.bias))
    torch.testing.assert_close(join(carry, transform), transform * gate + carry * (1 - gate))
    assert torch.equal(join.gate.bias.detach(), torch.full((4,), -2.0))


def test_the_spec_says_how_joins_start():
    reads = [[], [0], [0, 1], [0, 1, 2]]
    for aggregation in (Aggregation.WEIGHTED, Aggregation.GATED):
        topology = Topology.from_reads(reads, aggregations=[0, 0, aggregation, aggregation])
        net = compile(topology, NetworkSpec(growth_rate=4, join=Join(edge_weights="softmax", gate_bias=-3.0)))
        assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters
        join = net.node3.join
        if isinstance(join, Gated):
            assert torch.equal(join.gate.bias.detach(), torch.full((8,), -3.0))
        else:
            assert join.softmax
            assert torch.equal(join.weight.detach(), torch.zeros(3))


@pytest.mark.parametrize("aggregation", Aggregation)
def test_a_single_feature_is_passed_on(aggregation):
    assert join_of(aggregation, 1, (4, 5, 5))(FEATURES[0]) is FEATURES[0]


def test_a_sum_over_relus_has_a_backward():
    inputs = [feature.clone().requires_grad_() for feature in FEATURES]
    join_of(Aggregation.SUM, 3, (4, 5, 5))(*[torch.relu(x) for x in inputs]).sum().backward()
    assert all(torch.equal(x.grad, (x > 0).float()) for x in inputs)


def test_weights_start_where_told():
    join = Weighted(3, start=(0.0, -2, 1.0))
    assert torch.equal(join(*FEATURES), 0 * FEATURES[0] - 2 * FEATURES[1] + FEATURES[2])
    shares = Weighted(3, softmax=True, start=(1, 2, 5))
    torch.testing.assert_close(shares.weight.softmax(0), torch.tensor([0.125, 0.25, 0.625]))


def joined_by_hand(net, images):
    """What each weighted join makes, from the features it read and the attribute of the topology's edges."""
    made, joins = {}, {}
    for step in net.plan.program:
        module = net.get_submodule(step.key)
        module.register_forward_hook(lambda _, __, output, label=step.label: made.__setitem__(label, output))
        module.join.register_forward_hook(lambda _, __, output, label=step.label: joins.__setitem__(label, output))
    net(images)
    t = net.topology
    column = t.edge_attributes["initial_weight"]
    for node in range(t.n_nodes):
        if t.aggregations[node] == Aggregation.WEIGHTED and len(t.reads(node)) > 1:
            weights = column[t.indptr[node] : t.indptr[node + 1]]
            features = [made[t.labels[source]] for source in t.reads(node)]
            yield joins[t.labels[node]], sum(w * feature for w, feature in zip(weights, features, strict=True))


@pytest.mark.parametrize(
    "topology",
    [
        denseformer(6),
        denseformer(7, dilation=2, period=2),
        hyper_connections(4, n_streams=3),
        value_residual(3),
        value_residual(3, variant="neutreno"),
    ],
    ids=lambda topology: topology.name,
)
def test_patterns_start_with_the_weights_of_their_papers(topology):
    torch.manual_seed(0)
    net = compile(topology, NetworkSpec(growth_rate=4, input=Images(size=(8, 8)), block=blocks.ConvRelu()))
    pairs = list(joined_by_hand(net.eval(), torch.randn(2, 3, 8, 8)))
    assert len(pairs) == sum(step.initial_weights is not None for step in net.plan.steps) > 1
    for joined, wanted in pairs:
        torch.testing.assert_close(joined, wanted)


def test_a_denseformer_is_at_first_the_chain_of_its_layers():
    torch.manual_seed(0)
    spec = NetworkSpec(growth_rate=4, input=Images(size=(8, 8)), block=blocks.ResidualBasic(), head=heads.PoolLinear())
    chain = Topology.from_reads([[], [0], [1], [2], [3], [4]], aggregations=[Aggregation.SUM] * 6)
    net, plain = compile(denseformer(5), spec).eval(), compile(chain, spec).eval()
    plain.load_state_dict({key: net.state_dict()[key] for key in plain.state_dict()})
    images = torch.randn(2, 3, 8, 8)
    torch.testing.assert_close(net(images), plain(images))


EVERY_JOIN = [
    join_of(aggregation, 3, (4, 3, 3), edge_weights="softmax" if softmax else "free")
    for aggregation in Aggregation
    for softmax in ((False, True) if aggregation == Aggregation.WEIGHTED else (False,))
]


@pytest.mark.parametrize("join", EVERY_JOIN, ids=lambda join: type(join).__name__)
def test_joins_have_the_gradients_of_finite_differences(join):
    join = copy.deepcopy(join).double()
    inputs = [feature[:1, :, :2, :2].double().clone().requires_grad_() for feature in FEATURES]
    assert torch.autograd.gradcheck(lambda *given: join(*given[:3]), (*inputs, *join.parameters()))


@pytest.mark.parametrize("join", EVERY_JOIN, ids=lambda join: type(join).__name__)
def test_joins_leave_what_they_read_as_it_was(join):
    before = [feature.clone() for feature in FEATURES]
    join(*FEATURES)
    assert all(map(torch.equal, FEATURES, before))


@pytest.mark.parametrize("join", EVERY_JOIN, ids=lambda join: type(join).__name__)
def test_tools_take_every_join(join):
    expected = join(*FEATURES)
    torch.testing.assert_close(torch.fx.symbolic_trace(Three(join))(*FEATURES), expected)
    torch.testing.assert_close(torch.compile(Three(join), fullgraph=True, backend="aot_eager")(*FEATURES), expected)
    torch.testing.assert_close(torch.export.export(Three(join), tuple(FEATURES)).module()(*FEATURES), expected)
    with torch.autocast("cpu", torch.bfloat16):
        low = join(*(feature.bfloat16() for feature in FEATURES))
    torch.testing.assert_close(low.float(), expected, rtol=0.05, atol=0.05)


class Three(torch.nn.Module):
    """Gives a join three features, as fx cannot tell how many there are."""

    def __init__(self, join):
        super().__init__()
        self.join = join

    def forward(self, a, b, c):
        return self.join(a, b, c)
