"""Specs as plain values and back, those of version 0.1 too."""

import json
from dataclasses import dataclass

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.networks import PRESETS, densenet_bc_spec, hardnet_spec
from skipgraph.patterns import densenet
from skipgraph.plan import Block, NetworkSpec, blocks, plan_network, stems
from skipgraph.plan.operations import Convolution
from skipgraph.plan.spec_values import CATALOGS, spec_from_values, spec_to_values

# as version 0.1 wrote them
OLD = {
    "growth_rate": 12,
    "num_classes": 10,
    "features": "images",
    "in_channels": 3,
    "image_size": [32, 32],
    "sequence_length": 128,
    "block": "bottleneck",
    "bottleneck_width": 4,
    "num_heads": 4,
    "causal": False,
    "groups": 1,
    "stem": "conv",
    "patch_size": 4,
    "stem_channels": None,
    "compression": 0.5,
    "transition": "norm_relu_conv",
    "transport": "norm_conv_pool",
    "pooling": "mean",
    "upsampling": "nearest",
    "bias": False,
    "dropout": 0.0,
    "merge_relu": False,
    "edge_weights": "free",
    "gate_bias": -2.0,
    "head_share": 1.0,
    "head": "norm_relu_pool_linear",
}


@dataclass(frozen=True, kw_only=True)
class Own(Block):
    ratio: int = 2

    def operations(self, channels, width):
        return (("conv", Convolution(channels, width, self.ratio * 2 - 1)),)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_from_json(name):
    spec = PRESETS[name]()
    assert spec_from_values(json.loads(json.dumps(spec_to_values(spec)))) == spec


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in CATALOGS.items() for name in names])
def test_every_part_has_a_name_of_its_own(field, name):
    assert type(CATALOGS[field][name]()) is CATALOGS[field][name]


def test_what_is_left_out_has_its_default():
    assert spec_from_values({"block": {"name": "bottleneck", "width": 2}}) == NetworkSpec(
        block=blocks.Bottleneck(width=2)
    )


def test_a_block_of_your_own_comes_back_only_when_you_give_its_class():
    spec = NetworkSpec(block=Own(ratio=3))
    values = json.loads(json.dumps(spec_to_values(spec)))
    assert values["block"]["name"].endswith(":Own")
    assert spec_from_values(values, parts=[Own]) == spec
    with pytest.raises(ArgumentError, match=r"there is no block '.*:Own': give its class as parts=\[Own\]"):
        spec_from_values(values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"blok": {}}, "a spec has the fields growth_rate, input, stem, .*, got blok"),
        ({"block": {"name": "dense"}}, "there is no block 'dense': known are bottleneck_shuffle, basic"),
        ({"block": {"width": 4}}, "block must be an object with a name"),
        (
            {"block": {"name": "basic", "width": 4}},
            "block basic has the fields bias, dilation, dropout, groups, kernel, padding, got width",
        ),
        ({"stem": {"name": "conv", "kernel": 2}}, "kernel must be an odd whole number from 1, got 2"),
    ],
)
def test_refusals(values, message):
    with pytest.raises(ArgumentError, match=message):
        spec_from_values(values)


def test_specs_of_version_0_1_load():
    assert spec_from_values(OLD) == densenet_bc_spec()
    old = {"block": "point_depthwise", "stem": "imagenet_two_convs", "pooling": "depthwise", "head": "pool_linear"}
    new = spec_from_values({**old, "transition": "conv_norm_relu", "num_classes": 1000, "image_size": [224, 224]})
    assert new == hardnet_spec(depthwise=True)
    assert spec_from_values({"stem": "conv_stride", "bias": True}).stem == stems.Conv(step=2, bias=True)
    vision = spec_from_values({"features": "sequences", "stem": "patches", "block": "attention", "head": "norm_linear"})
    assert (vision.stem, vision.block) == (stems.Patches(size=4), blocks.Attention())


def test_a_network_of_version_0_1_has_as_many_parameters():
    # DenseNet-BC-100-12 as version 0.1 counted it, and the authors' code
    topology = densenet(48, blocks=(16, 16, 16))
    assert plan_network(topology, spec_from_values(OLD)).n_parameters == 769_162


def test_an_unknown_choice_of_version_0_1_is_named():
    with pytest.raises(ArgumentError, match=r"version 0.1 has no block 'half_added'"):
        spec_from_values({"block": "half_added"})
    with pytest.raises(ArgumentError, match=r"version 0.1 has no colour"):
        spec_from_values({"block": "basic", "colour": 3})
