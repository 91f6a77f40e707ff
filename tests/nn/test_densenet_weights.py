import re

import pytest
import torch
from torch import nn
from torch.nn import functional

from skipgraph.errors import FormatError
from skipgraph.networks import densenet_imagenet_spec
from skipgraph.nn import compile
from skipgraph.nn.densenet_weights import load_densenet_state
from skipgraph.patterns import densenet
from skipgraph.topology import Topology


class Layer(nn.Module):
    def __init__(self, width, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(width), nn.Conv2d(width, 4 * growth, 1, bias=False)
        self.norm2, self.conv2 = nn.BatchNorm2d(4 * growth), nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(self, features):
        x = self.conv1(functional.relu(self.norm1(torch.cat(features, 1))))
        return self.conv2(functional.relu(self.norm2(x)))


class Reference(nn.Module):
    """DenseNet for ImageNet in plain torch, with the keys of the published weights."""

    def __init__(self, blocks, growth, classes):
        super().__init__()
        width = 2 * growth
        self.features = nn.Module()
        self.features.conv0 = nn.Conv2d(3, width, 7, 2, 3, bias=False)
        self.features.norm0 = nn.BatchNorm2d(width)
        self.blocks = blocks
        for block, size in enumerate(blocks, 1):
            layers = nn.Module()
            for layer in range(1, size + 1):
                layers.add_module(f"denselayer{layer}", Layer(width, growth))
                width += growth
            self.features.add_module(f"denseblock{block}", layers)
            if block < len(blocks):
                transition = nn.Module()
                transition.norm, transition.conv = nn.BatchNorm2d(width), nn.Conv2d(width, width // 2, 1, bias=False)
                self.features.add_module(f"transition{block}", transition)
                width //= 2
        self.features.norm5 = nn.BatchNorm2d(width)
        self.classifier = nn.Linear(width, classes)

    def forward(self, images):
        features = self.features
        x = functional.max_pool2d(functional.relu(features.norm0(features.conv0(images))), 3, 2, 1)
        for block in range(1, len(self.blocks) + 1):
            made = [x]
            for layer in features.get_submodule(f"denseblock{block}").children():
                made.append(layer(made))
            x = torch.cat(made, 1)
            if block < len(self.blocks):
                transition = features.get_submodule(f"transition{block}")
                x = functional.avg_pool2d(transition.conv(functional.relu(transition.norm(x))), 2)
        return self.classifier(torch.flatten(functional.adaptive_avg_pool2d(functional.relu(features.norm5(x)), 1), 1))


def reference(blocks, growth, classes):
    torch.manual_seed(0)
    plain = Reference(blocks, growth, classes).eval()
    for module in plain.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight.data, module.bias.data, module.running_mean):
                tensor.normal_()
            module.running_var.uniform_(0.5, 2)
    return plain


def spec(growth, classes, size=64):
    return densenet_imagenet_spec(growth_rate=growth, num_classes=classes, image_size=(size, size))


def test_densenet_121_bit_for_bit():
    blocks = (6, 12, 24, 16)
    plain = reference(blocks, 32, 1000)
    net = compile(densenet(58, blocks=blocks), spec(32, 1000)).eval()
    # published: 7,978,856 parameters in 364 tensors, 727 entries in all
    assert sum(weight.numel() for weight in plain.parameters()) == net.plan.n_parameters == 7_978_856
    assert len(plain.state_dict()) == len(net.state_dict()) == 727
    load_densenet_state(net, plain.state_dict())
    images = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.equal(net(images), plain(images))


def test_old_keys_and_missing_counts():
    plain = reference((2, 3), 4, 5)
    net = compile(densenet(5, blocks=(2, 3)), spec(4, 5)).eval()
    old = {
        re.sub(r"(denselayer\d+\.(?:norm|conv))([12])\.", r"\1.\2.", key): tensor
        for key, tensor in plain.state_dict().items()
        if not key.endswith("num_batches_tracked")
    }
    assert any("norm.1." in key for key in old)
    load_densenet_state(net, old)
    images = torch.randn(2, 3, 64, 64)
    assert torch.equal(net(images), plain(images))


def sparse(reads):
    full = densenet(5, blocks=(2, 3))
    # the transition keeps what it made of all its channels
    widths = [8 if label == "transition1" else None for label in full.labels]
    return Topology.from_reads(
        reads, kinds=full.kinds, stages=full.stages, labels=full.labels, node_attributes={"width": widths}
    )


def test_weights_of_edges_that_are_gone_are_sliced_out():
    full = densenet(5, blocks=(2, 3))
    # layer 2 no longer reads the input, layer 5 no longer reads layer 3; nor does the head, as it reads what 5 reads
    reads = [list(full.reads(node)) for node in range(full.n_nodes)]
    assert reads[2] == [0, 1]
    assert reads[6] == [3, 4, 5]
    reads[2], reads[6] = [1], [3, 5]
    plain = reference((2, 3), 4, 5)
    net = compile(sparse(reads), spec(4, 5)).eval()
    load_densenet_state(net, plain.state_dict())
    # the same network: the channels of those edges meet weights of zero
    with torch.no_grad():
        plain.features.denseblock1.denselayer2.conv1.weight[:, :8] = 0
        plain.features.denseblock2.denselayer3.conv1.weight[:, 8:12] = 0
        plain.classifier.weight[:, 8:12] = 0
        images = torch.randn(2, 3, 64, 64)
        torch.testing.assert_close(net(images), plain(images))
    assert net.plan.n_parameters < sum(weight.numel() for weight in plain.parameters())


def test_weights_of_another_network():
    net = compile(densenet(5, blocks=(2, 3)), spec(4, 5))
    before = {key: tensor.clone() for key, tensor in net.state_dict().items()}
    with pytest.raises(FormatError, match=r"3, 2 layers in its blocks.*2, 3 layers in its stages"):
        load_densenet_state(net, reference((3, 2), 4, 5).state_dict())
    with pytest.raises(FormatError, match=r"has shape .*takes") as caught:
        load_densenet_state(net, reference((2, 3), 6, 5).state_dict())
    assert " more" in str(caught.value)
    state = reference((2, 3), 4, 5).state_dict()
    del state["features.denseblock2.denselayer2.norm1.weight"]
    with pytest.raises(FormatError, match=r"denselayer2\.norm1\.weight is missing"):
        load_densenet_state(net, state)
    with pytest.raises(FormatError, match="extra has no place"):
        load_densenet_state(net, {**reference((2, 3), 4, 5).state_dict(), "extra": torch.zeros(1)})
    with pytest.raises(FormatError, match="no layers in its blocks"):
        load_densenet_state(net, {})
    assert all(torch.equal(tensor, before[key]) for key, tensor in net.state_dict().items())
