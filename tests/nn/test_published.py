"""Published networks as torch modules: their size, and small ones of their kind against networks written by hand."""

import pytest
import torch
from small import small_chain, small_inception, small_pyramid
from specs import changed, small_spec
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode
from transplant import transplant

from skipgraph import patterns
from skipgraph.networks import (
    CATALOG,
    alexnet_spec,
    condensenet_imagenet_spec,
    condensenet_spec,
    dilated_resnet_spec,
    dual_path_spec,
    fractalnet_spec,
    hardnet_spec,
    inception_resnet_v2_spec,
    randwire_spec,
    resnet_cifar_spec,
    resnet_imagenet_spec,
    vgg_spec,
    wide_resnet_spec,
)
from skipgraph.nn import compile
from skipgraph.nn.export import export_network, load_network
from skipgraph.plan import Images, NetworkSpec, heads, stems
from skipgraph.topology import NodeKind
from skipgraph.tracing import trace

SIDE = 64
SMALL = {"num_classes": 3, "image_size": (SIDE, SIDE)}


@pytest.mark.parametrize("name", CATALOG)
def test_modules_hold_what_is_planned(name):
    published = CATALOG[name]
    with torch.device("meta"):  # shapes without numbers
        net = compile(*published.make())
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters == published.n_parameters


# one small network of each family
FAMILIES = {
    "alexnet": (small_chain(6, "1x7"), alexnet_spec(**SMALL)),
    "vgg": (small_chain(7), changed(vgg_spec(**SMALL), stem=stems.Conv())),
    "vgg_bn": (small_chain(7, "5x3"), changed(vgg_spec(norm=True, **SMALL), stem=stems.Conv())),
    "resnet_cifar": (patterns.resnet_cifar(8), resnet_cifar_spec(widths=(4, 8, 12), **SMALL)),
    "resnet_18": (patterns.resnet_imagenet(18), resnet_imagenet_spec(widths=(4, 6, 8, 10), **SMALL)),
    "resnet_50": (patterns.resnet_imagenet(50), resnet_imagenet_spec(widths=(2, 3, 4, 5), **SMALL)),
    "resnet_unrolled": (
        patterns.resnet_cifar(8, view="unrolled"),
        resnet_cifar_spec(widths=(4, 8, 12), **SMALL),
    ),
    "inception_resnet": (
        small_inception(),
        changed(inception_resnet_v2_spec(**SMALL), stem={"inner": (4,), "strides": (2, 1), "paddings": (0, 1)}),
    ),
    "pyramid": (small_pyramid(), changed(dilated_resnet_spec(**SMALL), head=heads.PoolLinear(classes=3))),
    "wide_resnet": (patterns.resnet(12, inner_layers=2, blocks=(4, 4, 4)), wide_resnet_spec(widening=1, **SMALL)),
    "sparsenet": (patterns.sparsenet(9, blocks=(3, 3, 3)), small_spec(growth_rate=4, side=SIDE)),
    "hardnet": (
        patterns.hardnet(
            10, growth_rate=4, input_channels=6, transition_widths=(8, 9, 10), stages=(0, 0, 1), blocks=(4, 4, 2)
        ),
        hardnet_spec(**SMALL),
    ),
    "hardnet_ds": (
        patterns.hardnet(6, growth_rate=4, input_channels=6, transition_widths=(8, 9), blocks=(4, 2)),
        hardnet_spec(depthwise=True, **SMALL),
    ),
    "condensenet": (patterns.condensenet_cifar(14), condensenet_spec(**SMALL)),
    "condensenet_imagenet": (
        patterns.condensenet(5, blocks=(1, 1, 1, 1, 1)),
        condensenet_imagenet_spec(groups=8, **SMALL),
    ),
    "dual_path": (
        patterns.dual_path(
            4, residual_width=8, growth_rate=3, input_channels=5, inner_width=4, groups=2, head=True, blocks=(2, 2)
        ),
        dual_path_spec(**SMALL),
    ),
    "fractal": (patterns.fractal(3, n_blocks=2), fractalnet_spec(widths=(4, 6), **SMALL)),
    "randwire": (patterns.randwire_ws(16, seed=0, n_stages=2), randwire_spec(width=4, **SMALL)),
    "cspnet": (patterns.cspnet(4, blocks=(2, 2), bypass=0.3), small_spec(side=SIDE)),
    "random_channel_links": (
        patterns.random_channel_links(8, seed=0, width=4, max_links=5, blocks=(4, 4)),
        small_spec(growth_rate=4, side=SIDE),
    ),
}


IN_FILES = ("alexnet", "inception_resnet", "pyramid", "hardnet_ds", "condensenet", "dual_path", "cspnet")
MADE_AGAIN = ("vgg_bn", "inception_resnet", "pyramid", "resnet_50", "dual_path", "condensenet", "cspnet")


@pytest.mark.parametrize("name", FAMILIES)
def test_a_small_one_trains_as_planned(name):
    topology, spec = FAMILIES[name]
    torch.manual_seed(0)
    net = compile(topology, spec)
    assert sum(weight.numel() for weight in net.parameters()) == net.plan.n_parameters
    shapes = {}
    for step in net.plan.steps:
        net.get_submodule(step.key).register_forward_hook(
            lambda _module, _inputs, output, key=step.key: shapes.update({key: tuple(output.shape[1:])})
        )
    images = torch.randn(6, 3, SIDE, SIDE)
    functional.cross_entropy(net(images), torch.arange(6) % 3).backward()
    assert shapes == {step.key: step.shape for step in net.plan.steps}
    # weights that see nothing but zeros of a ReLU or a shortcut have a gradient of zero
    assert [key for key, weight in net.named_parameters() if weight.grad is None] == []
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(images[:1])
    assert counter.get_total_flops() == 2 * net.plan.macs


@pytest.mark.parametrize("name", FAMILIES)
def test_a_small_one_is_traced(name):
    topology, spec = FAMILIES[name]
    found = trace(compile(topology, spec), torch.zeros(1, 3, SIDE, SIDE))
    live = topology.live
    assert found.n_layers == int((live & (topology.kinds == NodeKind.LAYER)).sum())
    assert found.labels == tuple(label for label, alive in zip(topology.labels, live, strict=True) if alive)


@pytest.mark.parametrize(
    "name", ["alexnet", "inception_resnet", "pyramid", "hardnet_ds", "condensenet", "dual_path", "cspnet"]
)
def test_a_small_one_in_a_file(name, tmp_path):
    topology, spec = FAMILIES[name]
    net = compile(topology, spec).eval()
    images = torch.randn(2, 3, SIDE, SIDE)
    export_network(net, tmp_path / "net.safetensors")
    again = load_network(tmp_path / "net.safetensors")
    assert (again.topology, again.plan.spec) == (topology, spec)
    assert torch.equal(again.eval()(images), net(images))
    program = torch.export.export(net, (images,)).module()
    torch.testing.assert_close(program(images), net(images))


@pytest.mark.parametrize(
    "name", ["vgg_bn", "inception_resnet", "pyramid", "resnet_50", "dual_path", "condensenet", "cspnet"]
)
@pytest.mark.parametrize("recompute", ["concat", "block"])
def test_a_small_one_made_again_has_the_same_gradients(name, recompute):
    topology, spec = FAMILIES[name]
    nets = []
    for choice in (None, recompute):
        torch.manual_seed(0)
        net = compile(topology, spec, recompute=choice)
        net(torch.randn(4, 3, SIDE, SIDE)).square().sum().backward()
        nets.append(net)
    for (key, plain), again in zip(nets[0].named_parameters(), nets[1].parameters(), strict=True):
        assert torch.equal(plain.grad, again.grad), key
    assert all(torch.equal(one, two) for one, two in zip(nets[0].buffers(), nets[1].buffers(), strict=True))


def conv_norm(takes, makes, size, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(takes, makes, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(makes)
    )


class Bottlenecks(nn.Module):
    """A ResNet of bottlenecks, written out by hand."""

    def __init__(self, widths, counts):
        super().__init__()
        self.stem = conv_norm(3, widths[0], 7, 2)
        self.blocks = nn.ModuleList()
        takes = widths[0]
        for stage, (width, count) in enumerate(zip(widths, counts, strict=True)):
            for place in range(count):
                stride = 2 if stage and place == 0 else 1
                block = nn.ModuleDict(
                    {
                        "one": conv_norm(takes, width, 1, stride),
                        "two": conv_norm(width, width, 3),
                        "three": conv_norm(width, 4 * width, 1),
                    }
                )
                if place == 0:
                    block["shortcut"] = conv_norm(takes, 4 * width, 1, stride)
                self.blocks.append(block)
                takes = 4 * width
        self.head = nn.Linear(takes, 3)

    def forward(self, x):
        x = functional.max_pool2d(self.stem(x).relu(), 3, 2, 1)
        for place, block in enumerate(self.blocks):
            # in the order of the compiled network, in which a shortcut that changes the size comes first
            early = "shortcut" in block and place > 0
            shortcut = block["shortcut"](x) if early else x
            y = block["three"](block["two"](block["one"](x).relu()).relu())
            if "shortcut" in block and not early:
                shortcut = block["shortcut"](x)
            x = (shortcut + y).relu()
        return self.head(x.mean((2, 3)))


def test_a_resnet_equals_one_written_by_hand():
    torch.manual_seed(0)
    widths = (2, 3, 4, 5)
    plain = Bottlenecks(widths, (3, 4, 6, 3))
    net = compile(patterns.resnet_imagenet(50), resnet_imagenet_spec(widths=widths, **SMALL))
    images = torch.randn(2, 3, SIDE, SIDE)
    transplant(plain, net, images)
    torch.testing.assert_close(net(images), plain(images))


def norm_conv(takes, makes, size, stride=1, groups=1):
    return nn.Sequential(
        nn.BatchNorm2d(takes), nn.ReLU(), nn.Conv2d(takes, makes, size, stride, size // 2, groups=groups, bias=False)
    )


class DualPath(nn.Module):
    """A dual path network, written out by hand from the authors' rule."""

    def __init__(self, blocks, width, step, inner, groups, first):
        super().__init__()
        self.stem = conv_norm(3, first, 7, 2)
        self.units, self.projections, self.widths = nn.ModuleList(), nn.ModuleList(), []
        takes = first
        for stage, count in enumerate(blocks):
            residual, middle, stride = width << stage, inner << stage, 2 if stage else 1
            self.projections.append(norm_conv(takes, residual + 2 * step, 1, stride))
            for place in range(count):
                self.widths.append((residual, place == 0))
                self.units.append(
                    nn.Sequential(
                        norm_conv(takes, middle, 1),
                        norm_conv(middle, middle, 3, stride if place == 0 else 1, groups),
                        norm_conv(middle, residual + step, 1),
                    )
                )
                takes = residual + (3 + place) * step
        self.norm, self.head = nn.BatchNorm2d(takes), nn.Linear(takes, 3)

    def forward(self, x):
        x = functional.max_pool2d(self.stem(x).relu(), 3, 2, 1)
        projections = iter(self.projections)
        for (width, first), unit in zip(self.widths, self.units, strict=True):
            if first:
                state = next(projections)(x)
                residual, dense = state[:, :width], state[:, width:]
            y = unit(x)
            residual, dense = residual + y[:, :width], torch.cat([dense, y[:, width:]], 1)
            x = torch.cat([residual, dense], 1)
        return self.head(self.norm(x).relu().mean((2, 3)))


def test_a_dual_path_network_equals_one_written_by_hand():
    torch.manual_seed(0)
    plain = DualPath((2, 3), width=8, step=3, inner=4, groups=2, first=5)
    topology = patterns.dual_path(
        5, residual_width=8, growth_rate=3, input_channels=5, inner_width=4, groups=2, head=True, blocks=(2, 3)
    )
    net = compile(topology, dual_path_spec(**SMALL))
    images = torch.randn(2, 3, SIDE, SIDE)
    transplant(plain, net, images)
    torch.testing.assert_close(net(images), plain(images))


class HarmonicBlock(nn.Module):
    """A HarDNet of one block, written out by hand from the authors' rule."""

    def __init__(self, widths, first, behind):
        super().__init__()
        self.stem = nn.Sequential(conv_norm(3, first // 2, 3, 2), nn.ReLU(), conv_norm(first // 2, first, 3), nn.ReLU())
        self.links = [[k - 2**n for n in range(5) if k % 2**n == 0] for k in range(1, len(widths) + 1)]
        wide = [first, *widths]
        self.layers = nn.ModuleList(
            conv_norm(sum(wide[link] for link in links), width, 3)
            for width, links in zip(widths, self.links, strict=True)
        )
        self.ends = sorted({*range(1, len(widths) + 1, 2), len(widths)})
        self.last = conv_norm(sum(wide[end] for end in self.ends), behind, 1)
        self.head = nn.Linear(behind, 3)

    def forward(self, x):
        features = [functional.max_pool2d(self.stem(x), 3, 2, 1)]
        for layer, links in zip(self.layers, self.links, strict=True):
            features.append(layer(torch.cat([features[link] for link in sorted(links)], 1)).relu())
        return self.head(self.last(torch.cat([features[end] for end in self.ends], 1)).relu().mean((2, 3)))


def test_a_harmonic_block_equals_one_written_by_hand():
    torch.manual_seed(0)
    topology = patterns.hardnet(8, growth_rate=4, input_channels=6, transition_widths=(7,))
    plain = HarmonicBlock(topology.node_attributes["width"][1:9], first=6, behind=7)
    net = compile(topology, hardnet_spec(**SMALL))
    images = torch.randn(2, 3, SIDE, SIDE)
    transplant(plain, net, images)
    torch.testing.assert_close(net(images), plain(images))


def test_groups_are_fed_by_all_channels():
    # the shuffled bottleneck of a CondenseNet: each group of the 1x1 convolution reads every fourth channel
    net = compile(patterns.condensenet(1), changed(condensenet_spec(), stem={"channels": 24}))
    order = net.node1.shuffle1(torch.arange(24.0).reshape(1, 24, 1, 1)).flatten().tolist()
    assert order == [4 * place + group for group in range(4) for place in range(6)]


def test_a_head_may_read_some_channels():
    net = compile(
        patterns.densenet(2),
        NetworkSpec(growth_rate=4, input=Images(size=(8, 8)), head=heads.NormReluPoolLinear(share=0.5)),
    )
    assert net.head.linear.in_features == 8
    features = torch.arange(16.0)[None]
    assert net.get_submodule("head.select")(features).tolist() == [[0, 2, 4, 6, 8, 10, 12, 14]]
    assert not [key for key in net.state_dict() if "select" in key]


class CondensedLayer(nn.Module):
    """A layer of a converted CondenseNet, written out by hand: an index for the groups, a shuffle behind them."""

    def __init__(self, takes, makes, groups):
        super().__init__()
        self.groups = groups
        self.index = [group + groups * place for group in range(groups) for place in range(takes // groups)]
        self.norm1, self.conv1 = nn.BatchNorm2d(takes), nn.Conv2d(takes, 4 * makes, 1, groups=groups, bias=False)
        self.norm2 = nn.BatchNorm2d(4 * makes)
        self.conv2 = nn.Conv2d(4 * makes, makes, 3, padding=1, groups=groups, bias=False)

    def forward(self, x):
        x = self.conv1(self.norm1(x).relu()[:, self.index])
        n, channels, height, width = x.shape
        x = x.view(n, self.groups, channels // self.groups, height, width).transpose(1, 2).reshape(x.shape)
        return self.conv2(self.norm2(x).relu())


class Condensed(nn.Module):
    """A CondenseNet of a layer at each stage, written out by hand."""

    def __init__(self, growth):
        super().__init__()
        self.stem = nn.Conv2d(3, 2 * growth[0], 3, padding=1, bias=False)
        widths = [2 * growth[0], *growth]
        self.layers = nn.ModuleList(
            CondensedLayer(sum(widths[: place + 1]), makes, 4) for place, makes in enumerate(growth)
        )
        self.norm, self.linear = nn.BatchNorm2d(sum(widths)), nn.Linear(sum(widths) // 2, 3)

    def forward(self, x):
        x = self.stem(x)
        for place, layer in enumerate(self.layers):
            if place:
                x = functional.avg_pool2d(x, 2)
            x = torch.cat([x, layer(x)], 1)
        return self.linear(self.norm(x).relu().mean((2, 3))[:, ::2])


def test_a_condensenet_equals_one_written_by_hand():
    torch.manual_seed(0)
    plain = Condensed((8, 16, 32))
    net = compile(patterns.condensenet_cifar(8), condensenet_spec(**SMALL))
    images = torch.randn(2, 3, SIDE, SIDE)
    transplant(plain, net, images)
    torch.testing.assert_close(net(images), plain(images))
