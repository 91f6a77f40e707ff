import copy
import io
import pickle

import networkx as nx
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from skipgraph.errors import ArgumentError, FormatError, PlanError, TopologyError
from skipgraph.networks import densenet_bc_spec, densenet_spec
from skipgraph.nn import compile
from skipgraph.nn.check_state import nearest_fit
from skipgraph.nn.export import export_network, load_network
from skipgraph.patterns import densenet, log_densenet, resnet
from skipgraph.plan import Images, NetworkSpec, heads, plan_network
from skipgraph.topology import Topology

SPEC = NetworkSpec(growth_rate=3, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


def densenet_keys(blocks, growth):
    """Weights of a published DenseNet, as far as they tell its shape, in the order of a sorted file."""
    width = 2 * growth
    found: dict[str, tuple[int, ...]] = {"features.conv0.weight": (width, 3, 7, 7)}
    for block, size in enumerate(blocks, 1):
        for layer in range(1, size + 1):
            prefix = f"features.denseblock{block}.denselayer{layer}"
            found[f"{prefix}.norm1.weight"] = (width,)
            found[f"{prefix}.conv1.weight"] = (4 * growth, width, 1, 1)
            found[f"{prefix}.conv2.weight"] = (growth, 4 * growth, 3, 3)
            width += growth
        if block < len(blocks):
            found[f"features.transition{block}.conv.weight"] = (width // 2, width, 1, 1)
            width //= 2
    return {key: torch.empty(shape, device="meta") for key, shape in sorted(found.items())}


def test_weights_of_another_topology_name_the_keys_and_the_nearest_fit():
    net = compile(densenet(12, blocks=(6, 6)), SPEC)
    before = {key: tensor.clone() for key, tensor in net.state_dict().items()}
    with pytest.raises(FormatError) as caught:
        net.load_state_dict(compile(densenet(13, blocks=(6, 7)), SPEC).state_dict())
    text = str(caught.value)
    assert "6 have no place: node13.norm1.weight" in text
    # 6 channels of the stem and 3 of each layer
    assert "5 have another shape: head.norm.weight (45,), here (42,)" in text
    assert "They fit a DenseNet with blocks 6, 7 and growth rate 3; this is a DenseNet with blocks 6, 6" in text
    assert all(torch.equal(tensor, before[key]) for key, tensor in net.state_dict().items())


@pytest.mark.parametrize(
    ("blocks", "growth"),
    [((6, 12, 24, 16), 32), ((6, 12, 48, 32), 32), ((6, 12, 36, 24), 48)],
    ids=["121", "201", "161"],
)
def test_published_densenets_are_recognized(blocks, growth):
    listed = ", ".join(map(str, blocks))
    assert nearest_fit(densenet_keys(blocks, growth)) == f"a DenseNet with blocks {listed} and growth rate {growth}"


@pytest.mark.parametrize(
    ("topology", "spec", "said"),
    [
        (densenet(12), densenet_spec(), "a DenseNet with blocks 12 and growth rate 12"),
        (densenet(9, blocks=(3, 3, 3)), densenet_bc_spec(), "a DenseNet with blocks 3, 3, 3 and growth rate 12"),
        (log_densenet(12), SPEC, "a network of 12 layers that make 3 channels each"),
        (resnet(4), SPEC, "a network of 4 layers that make 3 channels each"),
        (
            densenet(4, blocks=(2, 2)),
            NetworkSpec(growth_rate=(3, 6)),
            "a network of 4 layers that make 3 to 6 channels",
        ),
    ],
    ids=["densenet", "densenet-bc", "log-densenet", "resnet", "growing"],
)
def test_own_networks_are_recognized(topology, spec, said):
    state = compile(topology, spec).state_dict()
    assert nearest_fit(state) == said
    assert nearest_fit({f"module.{key}": tensor for key, tensor in state.items()}).startswith(f"{said}, wrapped")


def test_weights_of_nothing_known():
    net = compile(densenet(2), SPEC)
    with pytest.raises(FormatError, match=r"are missing.*no network: the state dict is empty"):
        net.load_state_dict({})
    with pytest.raises(FormatError, match="no network of skipgraph and no DenseNet"):
        net.load_state_dict({"weight": torch.zeros(1)})
    # as in torch, missing keys may be asked for, but shapes must fit
    assert net.load_state_dict({"weight": torch.zeros(1)}, strict=False).unexpected_keys == ["weight"]
    with pytest.raises(FormatError, match=r"1 have another shape: node1\.conv1\.weight \(1,\)"):
        net.load_state_dict({"node1.conv1.weight": torch.zeros(1)}, strict=False)


def test_a_file_with_the_weights_of_another_topology(tmp_path):
    from safetensors import safe_open

    export_network(compile(densenet(3), SPEC), tmp_path / "three.safetensors")
    export_network(compile(densenet(2), SPEC), tmp_path / "two.safetensors")
    with safe_open(tmp_path / "two.safetensors", "pt") as file:
        metadata = file.metadata()
    save_file(load_file(tmp_path / "three.safetensors"), tmp_path / "mixed.safetensors", metadata=metadata)
    with pytest.raises(FormatError, match=r"mixed\.safetensors: .*blocks 3 and growth rate 3; this is .* blocks 2"):
        load_network(tmp_path / "mixed.safetensors")


def test_states_and_networks_travel():
    net = compile(log_densenet(5), SPEC).eval()
    images = torch.randn(2, 3, 16, 16)
    buffer = io.BytesIO()
    torch.save(net.state_dict(), buffer)
    buffer.seek(0)
    other = compile(log_densenet(5), SPEC).eval()
    other.load_state_dict(torch.load(buffer, weights_only=True))
    for twin in (other, copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert torch.equal(twin(images), net(images))
        assert twin.topology == net.topology


def graph(*edges, **aggregation):
    found = nx.DiGraph(edges)
    nx.set_node_attributes(found, {int(node[1:]): value for node, value in aggregation.items()}, "aggregation")
    return found


def test_bad_input_is_one_clear_error():
    with pytest.raises(TopologyError, match="cycle: 1 -> 2 -> 1"):
        Topology.from_networkx(graph((0, 1), (1, 2), (2, 1)))
    with pytest.raises(PlanError, match=r"node 0 is an input that reaches no output: remove it or connect it"):
        compile(Topology.from_reads([[], [], [1]], kinds=[0, 0, 1]), SPEC)
    with pytest.raises(TopologyError, match="node 2 has aggregation 'blend': must be one of concat"):
        Topology.from_networkx(graph((0, 1), (1, 2), n2="blend"))
    with pytest.raises(PlanError, match="node 1 has width 0: must be a whole number from 1"):
        compile(Topology.from_reads([[], [0]], node_attributes={"width": [None, 0]}), SPEC)
    with pytest.raises(ArgumentError, match="growth_rate must be a whole number from 1"):
        NetworkSpec(growth_rate=0)
    with pytest.raises(PlanError, match=r"the block of 1 makes \(2, 7, 16, 16\) .* expected \(2, 3, 16, 16\)"):
        compile(densenet(1), SPEC, factory=lambda step: nn.Conv2d(step.joined_shape[0], 7, 1))
    with pytest.raises(ArgumentError, match=r"must be a Topology, got a DiGraph: Topology\.from_networkx makes one"):
        plan_network(graph((0, 1)), SPEC)
    with pytest.raises(ArgumentError, match=r"must be a NetworkSpec, got \{\}"):
        plan_network(densenet(1), {})


def test_networks_of_one_size_differ_in_what_the_error_lists():
    net, other = (compile(log_densenet(n_layers), SPEC) for n_layers in (6, 6))
    state = other.state_dict()
    state["head.linear.weight"] = torch.zeros(3, 99)
    with pytest.raises(FormatError, match=r"another shape: head.* Both are of a network of 6 layers .* only in these$"):
        net.load_state_dict(state)
