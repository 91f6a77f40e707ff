"""A label names its node, so that each layer finds its own weights after every edit, trace, file and graph."""

import copy

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from specs import changed, small_spec
from strategies import labels, topologies

from skipgraph.errors import FormatError, PlanError, TopologyError
from skipgraph.nn import compile
from skipgraph.nn.inherit import inherit_weights
from skipgraph.patterns import anytime, chain, densenet
from skipgraph.plan import blocks, heads
from skipgraph.topology import Aggregation, NodeKind, Topology, edit, read_topology, write_topology
from skipgraph.tracing import trace

INPUT, LAYER, MERGE, OUTPUT = NodeKind.INPUT, NodeKind.LAYER, NodeKind.MERGE, NodeKind.OUTPUT
# the width of stems is given, as its default follows from the joins of all nodes
SPEC = changed(
    small_spec(side=8, head=heads.NormReluPoolLinear(classes=2), block=blocks.Bottleneck()), stem={"channels": 6}
)


def compiled(topology, spec=SPEC):
    """A network with other numbers in each tensor; no test takes a topology that no network can be made of."""
    try:
        net = compile(topology, spec)
    except PlanError:
        assume(False)
    for tensor in net.state_dict().values():
        if tensor.is_floating_point():
            tensor.normal_()
    return net


@st.composite
def labelled(draw, **options):
    """A topology with no labels, its numbers in another order, or labels of all kinds."""
    t = draw(topologies(max_nodes=9, **options))
    names = draw(
        st.one_of(
            st.none(),
            st.permutations(range(t.n_nodes)),
            st.lists(labels, min_size=t.n_nodes, max_size=t.n_nodes, unique=True),
        )
    )
    joins = draw(st.lists(st.sampled_from(Aggregation), min_size=t.n_nodes, max_size=t.n_nodes))
    rows = [t.reads(node) for node in range(t.n_nodes)]
    return Topology.from_reads(rows, kinds=t.kinds, stages=t.stages, aggregations=joins, labels=names)


def contracted(t, data):
    return edit.contract(t, *data.draw(st.sets(st.sampled_from([NodeKind.MERGE, NodeKind.LAYER]), min_size=1)))


def thinned(t, data):
    rows = [
        sorted(data.draw(st.sets(st.sampled_from(row), min_size=1))) for row in map(t.reads, range(t.n_nodes)) if row
    ]
    inputs = iter(rows)
    kept = [next(inputs) if t.reads(node) else [] for node in range(t.n_nodes)]
    return edit.sparsify(t, Topology.from_reads(kept, kinds=t.kinds))


def some_nodes(t, data):
    # an output is read by nobody, and no output stands before the layers that are to survive
    return sorted(data.draw(st.sets(st.integers(0, t.n_nodes - 1), min_size=1)))


EDITS = {
    "compose": lambda t, _: edit.compose(t, chain(2)),
    "contract": contracted,
    "drop_dead_nodes": lambda t, _: edit.drop_dead_nodes(t),
    "insert_early_connections": lambda t, data: edit.insert_early_connections(t, some_nodes(t, data)),
    "sparsify": thinned,
    "stage_subgraph": lambda t, data: edit.stage_subgraph(
        t, data.draw(st.sampled_from(sorted(set(t.stages.tolist()))))
    ),
    "transitive_reduction": lambda t, _: edit.transitive_reduction(t),
    "with_outputs": lambda t, data: edit.with_outputs(t, some_nodes(t, data)),
}


def test_every_edit_is_here():
    assert sorted(EDITS) == sorted(edit.__all__)


def layers_of(net):
    return {step.label: step for step in net.plan.steps if step.kind == "layer"}


def sources_of(net, step):
    """Which channels of the join are those of each node that a layer reads, where it concatenates."""
    start, found = 0, {}
    for read in step.reads:
        source = net.plan.steps[read]
        found[source.key] = range(start, start + source.shape[0])
        start += source.shape[0]
    return found


def made_anew(net, keys):
    """Those steps that pass no channels of others on."""
    return {step.key for step in net.plan.steps if step.key in keys and step.kind in ("stem", "layer")}


def assert_own_weights(net, trained, before, inherited):
    """Each layer of both has the numbers of the layer of its label, and each other one those it had."""
    now, given = net.state_dict(), trained.state_dict()
    assert sorted(inherited.taken + inherited.sliced + inherited.left) == sorted(now)
    for key in inherited.taken:
        assert torch.equal(now[key], given[key])
    for key in inherited.left:
        assert torch.equal(now[key], before[key])
    theirs = layers_of(trained)
    for label, step in layers_of(net).items():
        twin = theirs.get(label)
        own = [key for key in now if key.startswith(f"{step.key}.")]
        if twin is None:
            assert set(own) <= set(inherited.left)
            continue
        assert step.key == twin.key
        joins = len(step.reads) > 1 and len(twin.reads) > 1
        if step.operations != twin.operations or (joins and step.aggregation != twin.aggregation):
            continue
        # what comes after the first convolution knows nothing of edges
        inner = [key for key in own if key.split(".")[1] in ("norm2", "conv2")]
        assert inner
        assert set(inner) <= set(inherited.taken)
        here, there = sources_of(net, step), sources_of(trained, twin)
        if here == there:
            assert {key for key in own if ".join." not in key} <= set(inherited.taken)
        if step.aggregation == twin.aggregation == Aggregation.CONCAT:
            weight = f"{step.key}.conv1.weight"
            for source in made_anew(net, here) & made_anew(trained, there):
                if len(here[source]) == len(there[source]):
                    assert torch.equal(now[weight][:, list(here[source])], given[weight][:, list(there[source])])


@pytest.mark.parametrize("name", EDITS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_layer_that_an_edit_leaves_has_its_own_weights(name, data):
    t = data.draw(labelled(stages=name == "stage_subgraph"))
    try:
        edited = EDITS[name](t, data)
    except TopologyError:  # some read only what no input reaches
        assume(False)
    for label in set(edited.labels) & set(t.labels):
        old, new = t.labels.index(label), edited.labels.index(label)
        assert edited.stages[new] == t.stages[old]
        assert edited.aggregations[new] == t.aggregations[old]
    for further in (edited, edit.drop_dead_nodes(edited)):
        trained, net = compiled(t), compiled(further)
        before = copy.deepcopy(net.state_dict())
        assert_own_weights(net, trained, before, inherit_weights(net, trained, partial=True))


def test_slices_are_those_of_the_edges_that_are_left():
    dense = densenet(5, blocks=(2, 3))
    trained = compiled(dense)
    edited = edit.drop_dead_nodes(
        edit.sparsify(dense, Topology.from_reads([(), (0,), (0, 1), (0, 1, 2), (3,), (3, 4), (3, 5)]))
    )
    net = compiled(edited)
    inherited = inherit_weights(net, trained, partial=True)
    step, twin = layers_of(net)[5], layers_of(trained)[5]
    for key, columns in sources_of(net, step).items():
        theirs = sources_of(trained, twin)[key]
        assert torch.equal(
            net.state_dict()["node5.conv1.weight"][:, list(columns)],
            trained.state_dict()["node5.conv1.weight"][:, list(theirs)],
        )
    assert "node5.conv1.weight" in inherited.sliced


def test_a_removed_layer_does_not_hand_its_weights_to_the_next_one():
    square = Topology.from_reads([[], [0], [0], [1, 2]], kinds=[INPUT, LAYER, LAYER, OUTPUT])
    trained = compiled(square)
    edited = edit.drop_dead_nodes(edit.sparsify(square, Topology.from_reads([[], [0], [0], [2]])))
    assert edited.labels == (0, 2, 3)
    net = compiled(edited)
    inherit_weights(net, trained)
    assert torch.equal(net.node2.conv2.weight, trained.node2.conv2.weight)


def test_outputs_rename_no_layer():
    trained = compiled(chain(6))
    net = compiled(edit.with_outputs(chain(6), [2, 6]))
    inherited = inherit_weights(net, trained, partial=True)
    for layer in range(1, 7):
        assert torch.equal(
            net.state_dict()[f"node{layer}.conv2.weight"], trained.state_dict()[f"node{layer}.conv2.weight"]
        )
    assert {key.split(".")[0] for key in inherited.left} == {name for name, _ in net.named_children() if "head" in name}


def test_heads_lost_and_gained():
    three = anytime(6, every=2)
    trained = compiled(three)
    kept = [node for node in range(three.n_nodes) if three.labels[node] not in ("output1", "output2")]
    rows = [[kept.index(source) for source in three.reads(node)] for node in kept]
    one = Topology.from_reads(rows, kinds=three.kinds[kept], labels=[three.labels[node] for node in kept])
    net = compiled(one)
    assert not inherit_weights(net, trained).left
    for key, tensor in net.state_dict().items():
        assert torch.equal(tensor, trained.state_dict()[key])
    grown = compiled(three)
    inherited = inherit_weights(grown, net, partial=True)
    assert {key.split(".")[0] for key in inherited.left} == {"head_node_output1", "head_node_output2"}
    with pytest.raises(FormatError, match="head_node_output1 is not in it"):
        inherit_weights(grown, net)


def test_layers_and_skips_gained():
    trained = compiled(Topology.from_reads([[], [0], [1], [2]], labels=["x", "a", "b", "c"]))
    grown = Topology.from_reads([[], [0], [1], [0, 1, 2], [1, 2, 3]], labels=["x", "a", "new", "b", "c"])
    net = compiled(grown)
    before = copy.deepcopy(net.state_dict())
    inherited = inherit_weights(net, trained, partial=True)
    assert_own_weights(net, trained, before, inherited)
    now, given_weights = net.state_dict(), trained.state_dict()
    # b reads x, a and new; before, it read a
    assert torch.equal(now["node_b.conv1.weight"][:, 6:9], given_weights["node_b.conv1.weight"])
    assert torch.equal(now["node_b.conv1.weight"][:, :6], before["node_b.conv1.weight"][:, :6])
    assert torch.equal(now["node_b.conv1.weight"][:, 9:], before["node_b.conv1.weight"][:, 9:])
    assert "node_b.conv1.weight" in inherited.sliced


@pytest.mark.parametrize("aggregation", [Aggregation.WEIGHTED, Aggregation.GATED])
def test_edges_gained_by_a_join_with_weights(aggregation):
    spec = changed(SPEC, stem={"channels": 3})
    joins = [Aggregation.CONCAT, Aggregation.CONCAT, Aggregation.CONCAT, aggregation]
    trained = compiled(Topology.from_reads([[], [0], [1], [0, 2]], aggregations=joins), spec)
    net = compiled(Topology.from_reads([[], [0], [1], [0, 1, 2]], aggregations=joins), spec)
    before = copy.deepcopy(net.state_dict())
    inherited = inherit_weights(net, trained, partial=True)
    now, theirs = net.state_dict(), trained.state_dict()
    for key in (key for key in now if key.startswith("node3.join")):
        assert key in inherited.sliced
        if aggregation == Aggregation.WEIGHTED:
            assert now[key].tolist() == [theirs[key][0], before[key][1], theirs[key][1]]
        else:  # three rows for each edge but the first
            assert torch.equal(now[key][:3], before[key][:3])
            assert torch.equal(now[key][3:], theirs[key])


def test_merges_hand_the_names_of_channels_on():
    kinds = [INPUT, LAYER, LAYER, MERGE, LAYER]
    trained = compiled(Topology.from_reads([[], [0], [1], [0, 1, 2], [3]], kinds=kinds))
    net = compiled(Topology.from_reads([[], [0], [1], [0, 2], [3]], kinds=kinds))
    inherit_weights(net, trained)
    channels = [*range(6), *range(9, 12)]
    assert torch.equal(net.node4.conv1.weight, trained.node4.conv1.weight[:, channels])
    # as many channels, but others
    swapped = compiled(Topology.from_reads([[], [0], [1], [1, 2], [3]], kinds=kinds))
    other = compiled(Topology.from_reads([[], [0], [1], [0], [3]], kinds=kinds))
    with pytest.raises(FormatError, match="node4 reads other channels of node3 there"):
        inherit_weights(swapped, other)
    before = copy.deepcopy(swapped.state_dict())
    inherited = inherit_weights(swapped, other, partial=True)
    assert "node4.conv1.weight" in inherited.left
    assert torch.equal(swapped.node4.conv1.weight, before["node4.conv1.weight"])


def test_other_classes_are_left():
    trained, net = compiled(densenet(4)), compiled(densenet(4), changed(SPEC, head={"classes": 5}))
    inherited = inherit_weights(net, trained, partial=True)
    assert inherited.left == ("head.linear.weight", "head.linear.bias")
    assert not inherited.sliced


def test_objects_of_one_repr_are_told_apart():
    class Nameless:
        def __repr__(self):
            return "?"

    one, other = Nameless(), Nameless()
    trained = compiled(
        Topology.from_reads([[], [0], [0], [1, 2]], labels=["x", one, other, "y"], kinds=[INPUT, LAYER, LAYER, OUTPUT])
    )
    net = compiled(Topology.from_reads([[], [0], [1]], labels=["x", other, "y"], kinds=[INPUT, LAYER, OUTPUT]))
    with pytest.raises(FormatError, match="node_of__x3f_ is another node in the trained network"):
        inherit_weights(net, trained)


def all_taken(topology, trained):
    net = compiled(topology)
    inherited = inherit_weights(net, trained)
    assert (inherited.sliced, inherited.left) == ((), ())
    state = trained.state_dict()
    assert all(torch.equal(tensor, state[key]) for key, tensor in net.state_dict().items())
    assert set(state) == set(net.state_dict())


@settings(max_examples=15, deadline=None)
@given(labelled(stages=True))
def test_a_trace_keeps_labels(t):
    trained = compiled(t)
    images = (torch.zeros(2, 3, 8, 8),) * sum(step.kind == "stem" for step in trained.plan.steps)
    traced = trace(trained.eval(), images)
    assert list(traced.labels) == [step.label for step in trained.plan.steps if step.node is not None]
    all_taken(traced, trained)


@pytest.mark.parametrize("ending", ["json", "graphml", "dot", "csv"])
@settings(max_examples=15, deadline=None)
@given(t=labelled())
def test_files_keep_labels(tmp_path_factory, ending, t):
    trained = compiled(t)
    path = tmp_path_factory.mktemp("files") / f"t.{ending}"
    write_topology(t, path)
    all_taken(read_topology(path), trained)


@settings(max_examples=15, deadline=None)
@given(labelled())
def test_networkx_keeps_labels(t):
    all_taken(Topology.from_networkx(t.to_networkx()), compiled(t))


def test_heads_as_earlier_versions_named_them_load():
    one = compiled(Topology.from_reads([[], [0], [1]], kinds=[INPUT, LAYER, OUTPUT], labels=["x", "a", "out"]))
    old = {key.replace("head_node_out.", "head."): tensor for key, tensor in one.state_dict().items()}
    assert "head.linear.weight" in old
    again = compiled(one.topology)
    again.load_state_dict(old)
    assert torch.equal(again.state_dict()["head_node_out.linear.weight"], old["head.linear.weight"])
    again.load_state_dict(one.state_dict())
    several = compiled(
        Topology.from_reads([[], [0], [1], [1]], kinds=[INPUT, LAYER, OUTPUT, OUTPUT], labels=["x", "a", "head", "b"])
    )
    old = {
        f"head_node_head{key[4:]}" if key.startswith("head.") else key: tensor
        for key, tensor in several.state_dict().items()
    }
    assert "head_node_head.norm.weight" in old
    compiled(several.topology).load_state_dict(old)
    with pytest.raises(FormatError, match="have no place: head_node_b"):
        one.load_state_dict(several.state_dict())
