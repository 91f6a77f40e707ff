"""Specs of networks from words: presets, fields, and what they refuse."""

import pytest
from specs import changed

from skipgraph.cli.parse_spec import make_spec
from skipgraph.errors import ArgumentError
from skipgraph.networks import fc_densenet_spec
from skipgraph.plan import NetworkSpec, Vectors, blocks, heads


def test_without_words_it_is_the_plain_spec():
    assert make_spec(options={"growth_rate": None}) == NetworkSpec()


def test_a_preset_takes_its_own_arguments_and_fields_of_parts():
    words = ["image_size=352,480", "dropout=0", "stem.channels=8", "transition.pooling=mean"]
    spec = make_spec("fc_densenet", words, options={"num_classes": 4})
    plain = fc_densenet_spec(image_size=(352, 480), dropout=0, num_classes=4)
    assert spec == changed(plain, stem={"channels": 8}, transition={"pooling": "mean"})


def test_a_part_is_named_before_its_fields_are_set():
    spec = make_spec(None, ["block.width=2", "head=pool_linear"], options={"block": "bottleneck", "num_classes": 7})
    assert spec == NetworkSpec(block=blocks.Bottleneck(width=2), head=heads.PoolLinear(classes=7))


def test_a_named_part_takes_over_what_fields_both_have():
    spec = make_spec("fc_densenet", ["block=conv_relu"], options={})
    assert spec.block == blocks.ConvRelu(bias=True, dropout=0.2)


def test_the_input_says_the_kind_of_all_other_parts():
    assert make_spec(None, ["input=vectors"], options={"growth_rate": 4}) == NetworkSpec(input=Vectors(), growth_rate=4)
    assert make_spec(None, ["stem=patches", "block.heads=2"], options={}).block == blocks.Transformer(heads=2)


def test_a_growth_rate_holds_where_the_preset_has_no_such_argument():
    assert make_spec("fc_densenet", options={"growth_rate": 5}) == changed(fc_densenet_spec(), growth_rate=5)


@pytest.mark.parametrize(
    ("preset", "fields", "message"),
    [
        ("densnet_bc", [], "unknown preset 'densnet_bc': did you mean 'densenet_bc'"),
        (None, ["block"], "must read FIELD=VALUE"),
        (None, ["blok=basic"], "there is no such field: did you mean 'block'"),
        (None, ["stem_channels=4"], "there is no such field, it is stem.channels now"),
        (None, ["block.widht=4"], r"the block basic has block.kernel, .*did you mean 'block.width'|has block.kernel"),
        (None, ["growth_rate=4"], "growth_rate is given already, as 12"),
        (None, ["block.dropout=much"], "dropout must be from 0 and below 1, got 'much'"),
        (None, ["block=dense"], "block must be one of .*basic"),
        (None, ["head.classes=0"], "classes must be a whole number from 1, got 0"),
        (None, ["transport.pooling=mean", "input=vectors"], "the transport None has nothing"),
    ],
)
def test_refusals(preset, fields, message):
    with pytest.raises(ArgumentError, match=message):
        make_spec(preset, fields, options={"growth_rate": 12})


def test_the_bill_of_a_published_network_on_the_command_line(call):
    words = ("compile", "densenet", "--layers", 58, "--set", "blocks=6,12,24,16", "--preset", "densenet_imagenet")
    printed = call(*words).stdout
    assert "7,978,856" in printed  # torchvision.models.densenet121
    assert "2,834,161,664" in printed
