"""What a network keeps in memory, against its plan: bytes of storages alive, counted at every operation."""

import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from outputs import reading_inputs, with_heads
from small import small_pattern
from strategies import topologies
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

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
from skipgraph.plan import NetworkSpec
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
    (densenet(12, blocks=(6, 6)), NetworkSpec.densenet()),
    (densenet(8, blocks=(4, 4)), NetworkSpec.densenet_bc()),
    (densenet(12, blocks=(2, 4, 4, 2)), NetworkSpec.densenet_imagenet(image_size=(64, 64), num_classes=10)),
    (log_densenet(24), NetworkSpec()),
    (with_heads(densenet(12), range(2, 13, 2)), NetworkSpec()),
    (resnet(24, view="unrolled"), NetworkSpec(block="residual_basic")),
    (resnet(12), NetworkSpec(growth_rate=16, block="residual_basic", merge_relu=True, head="pool_linear")),
    (fc_densenet(3), NetworkSpec(image_size=(128, 128))),
    (fc_densenet_layout(56), NetworkSpec.fc_densenet(image_size=(64, 96), dropout=0.0)),
    (fc_densenet_layout(67), NetworkSpec.fc_densenet(image_size=(64, 64))),
    (resnet(4), NetworkSpec(growth_rate=8, stem="imagenet", head="segmentation", num_classes=3)),
    (densenet(6, blocks=(3, 3)), NetworkSpec(growth_rate=8, stem="none", pooling="max", head="segmentation_conv")),
    (fc_log_densenet(3, layers=3, early="first_end"), NetworkSpec.fc_log_densenet(image_size=(64, 64))),
    (fc_log_densenet_v2(3, layers=3), NetworkSpec.fc_log_densenet(image_size=(64, 64))),
    (with_outputs(log_densenet(12), (3, 6, 12)), NetworkSpec(head="features")),
    (chain(12), NetworkSpec(growth_rate=16, stem_channels=16, dropout=0.5)),
    (denseformer(8), NetworkSpec.transformer(width=32, num_heads=4, sequence_length=256)),
    (residual_stream(4), NetworkSpec.transformer(width=32, num_heads=4, causal=True, dropout=0.1)),
    (residual_stream(4), NetworkSpec.vision_transformer(width=32, num_heads=4, image_size=(128, 128))),
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
    net = compile(topology, NetworkSpec(growth_rate=4, num_classes=3, image_size=(side, side)))
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
    net = compile(topology, NetworkSpec(growth_rate=4, num_classes=3, image_size=(16, 16)))
    assert inference_bytes(net) == pytest.approx(net.plan.peak_inference_bytes, rel=0.03)


def inference_bytes(net):
    """The most bytes alive while one image is looked at."""
    spec = net.plan.spec
    images = [torch.zeros(1, *spec.input_shape) for step in net.plan.steps if step.kind == "stem"]
    with torch.no_grad(), LiveBytes([*images, *net.parameters(), *net.buffers()]) as live:
        net.eval()(*images)
    return live.most


def training_bytes(net):
    """The most bytes alive in a training step of one image."""
    spec = net.plan.spec
    images = torch.randn(1, *spec.input_shape)
    with LiveBytes([images, *net.parameters(), *net.buffers()]) as live:
        sum(logits.sum() for logits in tree_leaves(net(images))).backward()  # which holds no logits
    return live.most
