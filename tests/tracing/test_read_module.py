import numpy as np
import pytest
import torch
from foreign_networks import (
    BasicBlock,
    Bottleneck,
    DenseLayer,
    DenseNet,
    DoubleConv,
    ResNet,
    RunningBottleneck,
    Transition,
    UNet,
    ViT,
)
from torch import nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.networks import fc_densenet_spec, fc_log_densenet_spec
from skipgraph.nn import compile
from skipgraph.patterns import (
    densenet,
    densenet_imagenet,
    fc_densenet,
    fc_log_densenet,
    fc_log_densenet_v2,
    fc_loglog_densenet,
    log_densenet,
    resnet,
    resnet_cifar,
)
from skipgraph.patterns.catalog import CATALOG
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import Aggregation, NodeKind, Topology
from skipgraph.topology.isomorphism import fingerprint
from skipgraph.tracing import trace

SPEC = NetworkSpec(growth_rate=2, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))


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
    side = net.plan.spec.input.size[0]
    return trace(net, tuple(torch.zeros(1, 3, side, side) for _ in range(n_inputs)))


@pytest.mark.parametrize("name", CATALOG)
def test_every_pattern_comes_back(name):
    try:
        topology = CATALOG[name](3)
    except TypeError:
        topology = CATALOG[name](6, seed=0)
    side = max(16, 2 ** (int(topology.stages.max()) + 1))
    net = compile(
        topology, NetworkSpec(growth_rate=2, input=Images(size=(side, side)), head=heads.NormReluPoolLinear(classes=3))
    )
    assert traced(net) == live_part(topology, net.plan.dead_nodes)


@pytest.mark.parametrize(
    ("topology", "spec"),
    [
        (fc_densenet(2, layers=2), fc_densenet_spec(image_size=(16, 16))),
        (fc_log_densenet(2, layers=2), fc_log_densenet_spec(image_size=(16, 16))),
        (fc_log_densenet_v2(2, layers=2), fc_log_densenet_spec(image_size=(16, 16))),
        (fc_loglog_densenet(2, layers=2), fc_log_densenet_spec(image_size=(16, 16))),
    ],
    ids=lambda case: getattr(case, "name", None),
)
def test_segmenting_networks_come_back(topology, spec):
    net = compile(topology, spec)
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
    assert topology.labels == ("x", "stem", "conv", "add", "head")
    assert [topology.reads(node) for node in range(5)] == [(), (0,), (1,), (1, 2), (1, 3)]
    layer, merge = NodeKind.LAYER, NodeKind.MERGE
    assert topology.kinds.tolist() == [NodeKind.INPUT, layer, layer, merge, layer]
    assert topology.aggregations[[3, 4]].tolist() == [Aggregation.SUM, Aggregation.CONCAT]
    assert topology.name == "Residual"


def test_densenet_121_is_the_pattern():
    topology = trace(
        DenseNet((6, 12, 24, 16)),
        torch.zeros(1, 3, 64, 64),
        layers=DenseLayer,
        transitions=Transition,
        stem="features.pool0",
        head="classifier",
    )
    pattern = densenet_imagenet(121)
    for key in ("indptr", "indices", "kinds", "stages", "aggregations"):
        assert np.array_equal(getattr(topology, key), getattr(pattern, key)), key
    labels = ["features.pool0"]
    for block, n_layers in enumerate((6, 12, 24, 16), 1):
        labels += [f"features.denseblock{block}.denselayer{place}" for place in range(1, n_layers + 1)]
        labels += [f"features.transition{block}"] if block < 4 else ["classifier"]
    assert topology.labels == tuple(labels)


def test_a_densenet_that_hands_on_what_it_read_is_the_pattern():
    net = nn.Sequential(nn.Conv2d(3, 4, 3), *(RunningBottleneck(4 + 2 * place, 2) for place in range(5)))
    net.append(nn.Conv2d(14, 1, 1))
    topology = trace(net, torch.zeros(1, 3, 8, 8), layers=RunningBottleneck, stem="0", head="6")
    pattern = densenet(5, head=True)
    assert topology.edges().tolist() == pattern.edges().tolist()
    assert topology.kinds.tolist() == pattern.kinds.tolist()


def named_edges(topology, names):
    return {(names(topology.labels[j]), names(topology.labels[i])) for j, i in topology.edges().tolist()}


@pytest.mark.parametrize(
    ("block", "inner_layers", "blocks"),
    [(BasicBlock, 2, (3, 3, 3)), (Bottleneck, 3, (2, 3, 2))],
    ids=["basic", "bottle"],
)
def test_resnets_are_the_pattern(block, inner_layers, blocks):
    net = ResNet(block, blocks)
    if block is Bottleneck:
        net.layer1[0].downsample = None  # the pattern has no projection at its first stage
    traced = trace(net, torch.zeros(1, 3, 16, 16), transitions="downsample", stem="conv1", head="fc")
    pattern = resnet(
        inner_layers * sum(blocks), inner_layers=inner_layers, blocks=[inner_layers * size for size in blocks]
    )
    if block is BasicBlock:
        assert pattern == resnet_cifar(20)
    places = [(stage, place) for stage, size in enumerate(blocks, 1) for place in range(size)]

    def theirs(label):
        if label == 0:
            return "conv1"
        if label.startswith("transition"):
            return f"layer{int(label[10:]) + 1}.0.downsample"
        number, _, inner = label[1:].partition(".")
        stage, place = places[int(number) - 1]
        return f"layer{stage}.{place}." + (f"conv{inner}" if inner else "add")

    last = f"layer{len(blocks)}.{blocks[-1] - 1}.add"
    assert named_edges(traced, str) == named_edges(pattern, theirs) | {(last, "fc")}
    columns = {
        label: (kind, how) for label, kind, how in zip(traced.labels, traced.kinds, traced.aggregations, strict=True)
    }
    for node, label in enumerate(pattern.labels):
        assert columns[theirs(label)] == (pattern.kinds[node], pattern.aggregations[node])
    stages = dict(zip(traced.labels, traced.stages.tolist(), strict=True))
    for node, label in enumerate(pattern.labels):
        name = theirs(label)
        # the stride of a bottleneck stands at its second convolution here, as in torchvision
        if not (block is Bottleneck and name.endswith("0.conv1")):
            assert stages[name] == pattern.stages[node], name


def test_residual_blocks_as_layers_keep_their_sum():
    net = ResNet(BasicBlock, (2, 2))
    topology = trace(
        net, torch.zeros(1, 3, 16, 16), layers=BasicBlock, transitions="downsample", stem="conv1", head="fc"
    )
    pattern = resnet(4, blocks=(2, 2))
    assert fingerprint(topology) == fingerprint(with_output(pattern))


def with_output(topology):
    return Topology.from_reads(
        [*map(topology.reads, range(topology.n_nodes)), [topology.n_nodes - 1]],
        kinds=[*topology.kinds.tolist(), NodeKind.OUTPUT],
        stages=[*topology.stages.tolist(), topology.stages[-1]],
        aggregations=[*topology.aggregations.tolist(), Aggregation.CONCAT],
    )


def test_a_unet():
    topology = trace(
        UNet(), torch.zeros(1, 3, 16, 16), layers=DoubleConv, transitions=(nn.MaxPool2d, nn.ConvTranspose2d), head="out"
    )
    assert named_edges(topology, str) == {
        ("x", "down1"), ("down1", "pool"), ("pool", "down2"), ("down2", "pool:2"), ("pool:2", "bottom"),
        ("bottom", "up2"), ("up2", "merge2"), ("down2", "merge2"), ("merge2", "up1"), ("up1", "merge1"),
        ("down1", "merge1"), ("merge1", "out"),
    }  # fmt: skip
    stages = dict(zip(topology.labels, topology.stages.tolist(), strict=True))
    assert stages == {
        "x": 0, "down1": 0, "pool": 1, "down2": 1, "pool:2": 2, "bottom": 2, "up2": 1, "merge2": 1, "up1": 0,
        "merge1": 0, "out": 0,
    }  # fmt: skip


def test_a_vision_transformer_adds_attention_and_mlp_to_a_stream():
    topology = trace(ViT(), torch.zeros(1, 3, 16, 16), layers=("mlp", nn.MultiheadAttention), stem="patch", head="head")
    assert fingerprint(topology) == fingerprint(with_output(resnet(4)))
    assert topology.labels[:5] == ("patch", "blocks.0.attention", "blocks.0.add", "blocks.0.mlp", "blocks.0.add:2")


class Pyramid(nn.Module):
    """A feature pyramid, resized to the sizes of other features."""

    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList(nn.Conv2d(n_in, 4, 3, 2, 1) for n_in in (3, 4, 4))
        self.side = nn.ModuleList(nn.Conv2d(4, 4, 1) for _ in range(3))

    def forward(self, x):
        features = []
        for conv in self.down:
            x = torch.relu(conv(x))
            features.append(x)
        made = [self.side[2](features[2])]
        for side, feature in zip(self.side[:2][::-1], features[:2][::-1], strict=True):
            made.insert(0, side(feature) + nn.functional.interpolate(made[0], size=feature.shape[-2:]))
        return dict(enumerate(made))


def test_a_size_is_no_feature():
    topology = trace(Pyramid(), torch.zeros(1, 3, 32, 32))
    assert named_edges(topology, str) == {
        ("x", "down.0"), ("down.0", "down.1"), ("down.1", "down.2"),
        ("down.0", "side.0"), ("down.1", "side.1"), ("down.2", "side.2"),
        ("side.2", "add"), ("side.1", "add"), ("add", "add:2"), ("side.0", "add:2"),
        ("add:2", "output1"), ("add", "output2"), ("side.2", "output3"),
    }  # fmt: skip
    stages = dict(zip(topology.labels, topology.stages.tolist(), strict=True))
    assert [stages[label] for label in ("x", "add:2", "add", "side.2")] == [0, 1, 2, 3]


def test_a_compiled_network_in_a_larger_one():
    net = compile(log_densenet(3), SPEC)
    topology = trace(nn.Sequential(nn.Conv2d(3, 3, 1), net, nn.Linear(3, 2)), torch.zeros(1, 3, 16, 16))
    assert topology.labels == ("input", "0", 0, 1, 2, 3, "1.head", "2")
    assert [topology.reads(node) for node in range(3, 6)] == [(2,), (2, 3), (3, 4)]


def test_a_program_from_a_file(tmp_path):
    net = ResNet(BasicBlock, (1, 1)).eval()
    example = torch.zeros(1, 3, 16, 16)
    program = torch.export.export(net, (example,), strict=False)
    options = {"layers": "BasicBlock", "transitions": "downsample", "head": "fc"}
    assert trace(program, **options) == trace(net, example, **options)
    some = {"x": {0: torch.export.Dim("some", min=1, max=9)}}
    program = torch.export.export(net, (torch.zeros(2, 3, 16, 16),), dynamic_shapes=some, strict=False)
    assert trace(program, **options) == trace(net, example, **options)
    with pytest.raises(ArgumentError, match="module must be a Module or an ExportedProgram, got 3"):
        trace(3)


class Fickle(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


def test_refusals():
    with pytest.raises(FormatError, match=r"Fickle has no single path to trace: torch\.fx says .* torch\.export"):
        trace(Fickle(), torch.zeros(1))
    with pytest.raises(FormatError, match=r"does not take inputs of shape \(1, 2\)"):
        trace(Residual(), torch.zeros(1, 2))
    with pytest.raises(FormatError, match="Constant returns nothing that depends on an input"):
        trace(Constant(), torch.zeros(1))


class Constant(nn.Module):
    def forward(self, x):
        return torch.ones(3)
