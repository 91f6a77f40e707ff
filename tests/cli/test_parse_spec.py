"""Specs of networks from words: presets, fields, and what they refuse."""

import pytest

from skipgraph.cli.parse_spec import make_spec
from skipgraph.errors import ArgumentError
from skipgraph.plan import NetworkSpec


def test_without_words_it_is_the_plain_spec():
    assert make_spec(options={"growth_rate": None}) == NetworkSpec()


def test_a_preset_takes_its_own_arguments_and_other_fields():
    spec = make_spec("fc_densenet", ["image_size=352,480", "dropout=0", "stem_channels=8"], options={"num_classes": 4})
    assert spec == NetworkSpec(
        num_classes=4,
        image_size=(352, 480),
        stem_channels=8,
        pooling="max",
        upsampling="transposed_conv",
        bias=True,
        dropout=0,
        head="segmentation_conv",
    )


@pytest.mark.parametrize(
    ("preset", "fields", "message"),
    [
        ("densnet_bc", [], "unknown preset 'densnet_bc': did you mean 'densenet_bc'"),
        (None, ["block"], "must read FIELD=VALUE"),
        (None, ["blok=basic"], "did you mean 'block'"),
        (None, ["growth_rate=4"], "growth_rate is given already, as 12"),
        (None, ["dropout=much"], "dropout must be a number, got 'much'"),
        (None, ["block=dense"], "block must be one of basic, bottleneck"),
        (None, ["num_classes=0"], "num_classes must be a whole number from 1, got 0"),
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
