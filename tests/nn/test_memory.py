"""What a network keeps in memory, against its plan: bytes of storages alive, counted at every operation."""

import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs, with_heads
from small import small_chain, small_inception, small_pattern
from strategies import topologies
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from skipgraph.networks import (
    alexnet_spec,
    densenet_bc_spec,
    densenet_imagenet_spec,
    densenet_spec,
    fc_densenet_spec,
    fc_log_densenet_spec,
    inception_resnet_v2_spec,
    transformer_spec,
    vision_transformer_spec,
)
from skipgraph.nn import compile
from skipgraph.patterns import (
    chain,
    denseformer,
    densenet,
    fc_densenet,
    fc_densenet_layout,
    fc_log_densenet,
    fc_log_densenet_v2,
    log_densenet,
    residual_stream,
    resnet,
)
from skipgraph.patterns.catalog import CATALOG
from skipgraph.plan import Images, Join, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import Aggregation
from skipgraph.topology.edit import with_outputs


class LiveBytes(TorchDispatchMode):
    """Counts the storages that operations make, but not those of `apart`, and remembers the most."""

    def __init__(self, apart):
        super().__init__()
        self.apart = {StorageWeakRef(tensor.untyped_storage()) for tensor in apart}
        self.alive, self.most = {}, 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                storage = tensor.untyped_storage()
                reference = StorageWeakRef(storage)
                if reference not in self.apart:
                    self.alive[reference] = storage.nbytes()
        self.alive = {reference: size for reference, size in self.alive.items() if not reference.expired()}
        self.most = max(self.most, sum(self.alive.values()))
        return made


CASES = [
    (densenet(12, blocks=(6, 6)), densenet_spec()),
    (densenet(8, blocks=(4, 4)), densenet_bc_spec()),
    (densenet(12, blocks=(2, 4, 4, 2)), densenet_imagenet_spec(image_size=(64, 64), num_classes=10)),
    (log_densenet(24), NetworkSpec()),
    (with_heads(densenet(12), range(2, 13, 2)), NetworkSpec()),
    (resnet(24, view="unrolled"), NetworkSpec(block=blocks.ResidualBasic())),
    (
        resnet(12),
        NetworkSpec(growth_rate=16, block=blocks.ResidualBasic(), join=Join(merge_relu=True), head=heads.PoolLinear()),
    ),
    (fc_densenet(3), NetworkSpec(input=Images(size=(128, 128)))),
    (fc_densenet_layout(56), fc_densenet_spec(image_size=(64, 96), dropout=0.0)),
    (fc_densenet_layout(67), fc_densenet_spec(image_size=(64, 64))),
    (resnet(4), NetworkSpec(growth_rate=8, stem=stems.Imagenet(), head=heads.Segmentation(classes=3))),
    (
        densenet(6, blocks=(3, 3)),
        NetworkSpec(
            growth_rate=8,
            stem=stems.Identity(),
            transition=transitions.NormReluConv(pooling="max"),
            transport=transports.NormConvPool(pooling="max"),
            head=heads.SegmentationConv(),
        ),
    ),
    (fc_log_densenet(3, layers=3, early="first_end"), fc_log_densenet_spec(image_size=(64, 64))),
    (fc_log_densenet_v2(3, layers=3), fc_log_densenet_spec(image_size=(64, 64))),
    (with_outputs(log_densenet(12), (3, 6, 12)), NetworkSpec(head=heads.PassedOn())),
    (
        chain(12),
        NetworkSpec(
            growth_rate=16,
            stem=stems.Conv(channels=16),
            block=blocks.Basic(dropout=0.5),
            transition=transitions.NormReluConv(dropout=0.5),
            transport=transports.NormConvPool(dropout=0.5),
        ),
    ),
    (small_chain(6, "1x7"), alexnet_spec(image_size=(128, 128))),
    (small_inception(), inception_resnet_v2_spec(image_size=(95, 95))),
    (chain(4), NetworkSpec(growth_rate=16, block=blocks.GridConvNormRelu(grid=8))),
    (denseformer(8), transformer_spec(width=32, heads=4, length=256)),
    (residual_stream(4), transformer_spec(width=32, heads=4, causal=True, dropout=0.1)),
    (residual_stream(4), vision_transformer_spec(width=32, heads=4, image_size=(128, 128))),
]
IDS = [
    "densenet",
    "densenet-bc",
    "densenet-imagenet",
    "log-densenet",
    "anytime",
    "running-sums",
    "resnet",
    "fc-densenet",
    "fc-densenet56",
    "fc-densenet67-dropout",
    "padded-images",
    "no-stem",
    "fc-log-densenet",
    "fc-log-densenet-v2",
    "features",
    "chain-dropout",
    "alexnet",
    "inception-resnet",
    "grids",
    "denseformer",
    "causal-dropout",
    "vision-transformer",
]


@pytest.mark.parametrize(("topology", "spec"), CASES, ids=IDS)
def test_inference_keeps_what_is_planned(topology, spec):
    net = compile(topology, spec)
    assert inference_bytes(net) == pytest.approx(net.plan.peak_inference_bytes, rel=0.1)


@pytest.mark.parametrize(("topology", "spec"), CASES, ids=IDS)
def test_training_keeps_what_is_planned(topology, spec):
    net = compile(topology, spec)
    assert training_bytes(net) == pytest.approx(net.plan.peak_training_bytes, rel=0.1)


@pytest.mark.parametrize("recompute", ["concat", "block"])
@pytest.mark.parametrize(("topology", "spec"), CASES, ids=IDS)
def test_training_that_makes_again_keeps_what_is_planned(topology, spec, recompute):
    net = compile(topology, spec, recompute=recompute)
    assert training_bytes(net) == pytest.approx(net.plan.peak_training_bytes, rel=0.1)


@pytest.mark.parametrize("name", CATALOG)
def test_every_pattern_keeps_what_is_planned(name):
    topology, side = small_pattern(name)
    net = compile(
        topology, NetworkSpec(growth_rate=4, input=Images(size=(side, side)), head=heads.NormReluPoolLinear(classes=3))
    )
    assert inference_bytes(net) == pytest.approx(net.plan.peak_inference_bytes, rel=0.1)
    assert training_bytes(net.train()) == pytest.approx(net.plan.peak_training_bytes, rel=0.1)


@settings(max_examples=25, deadline=None)
@given(st.data(), topologies(max_nodes=10, stages=True))
def test_any_graph_predicts_in_just_what_is_planned(data, topology):
    topology = reading_inputs(topology)
    n_nodes = topology.n_nodes
    topology = dataclasses.replace(
        topology, aggregations=data.draw(st.lists(st.sampled_from(Aggregation), min_size=n_nodes, max_size=n_nodes))
    )
    net = compile(
        topology, NetworkSpec(growth_rate=4, input=Images(size=(16, 16)), head=heads.NormReluPoolLinear(classes=3))
    )
    assert inference_bytes(net) == pytest.approx(net.plan.peak_inference_bytes, rel=0.03)


def inference_bytes(net):
    """The most bytes alive while one image is looked at."""
    spec = net.plan.spec
    images = [torch.zeros(1, *spec.input.shape) for step in net.plan.steps if step.kind == "stem"]
    with torch.no_grad(), LiveBytes([*images, *net.parameters(), *net.buffers()]) as live:
        net.eval()(*images)
    return live.most


def training_bytes(net):
    """The most bytes alive in a training step of one image."""
    spec = net.plan.spec
    images = torch.randn(1, *spec.input.shape)
    with LiveBytes([images, *net.parameters(), *net.buffers()]) as live:
        sum(logits.sum() for logits in tree_leaves(net(images))).backward()  # which holds no logits
    return live.most
