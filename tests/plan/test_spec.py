import dataclasses

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.plan import NetworkSpec


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("growth_rate", 0),
        ("growth_rate", True),
        ("growth_rate", ()),
        ("growth_rate", (4, 0)),
        ("num_classes", 0),
        ("in_channels", -1),
        ("image_size", (32,)),
        ("image_size", (0, 32)),
        ("image_size", 32),
        ("block", "dense"),
        ("bottleneck_width", 0),
        ("groups", 0),
        ("stem", None),
        ("stem_channels", 0),
        ("compression", 0.0),
        ("compression", 1.5),
        ("compression", True),
        ("transition", "none"),
        ("transport", "mail"),
        ("pooling", "min"),
        ("upsampling", "cubic"),
        ("bias", 2),
        ("dropout", 1.0),
        ("dropout", -0.1),
        ("dropout", True),
        ("merge_relu", "yes"),
        ("head_share", 0),
        ("head_share", 2),
        ("head", "hydra"),
        ("features", "sounds"),
        ("sequence_length", 0),
        ("num_heads", 0),
        ("causal", "yes"),
        ("bias", 1),
        ("patch_size", 0),
    ],
)
def test_each_rule(key, value):
    with pytest.raises(ArgumentError, match=key):
        NetworkSpec(**{key: value})


def test_all_faults_at_once():
    with pytest.raises(ArgumentError) as caught:
        NetworkSpec(growth_rate=0, num_classes=0, block="dense")
    assert all(key in str(caught.value) for key in ("growth_rate", "num_classes", "block"))


def test_what_does_not_go_together_is_listed():
    with pytest.raises(ArgumentError) as caught:
        NetworkSpec(features="vectors", stem="flatten", groups=2)
    message = str(caught.value)
    assert "features='vectors' takes block 'mlp', 'feed_forward', got 'basic'" in message
    assert "takes head 'norm_relu_linear', 'linear', 'features', got 'norm_relu_pool_linear'" in message
    assert "groups is of images alone, got 2 with features='vectors'" in message
    assert "stem" not in message  # which is right
    with pytest.raises(ArgumentError, match=r"features='images' takes block .*, got 'attention'"):
        NetworkSpec(block="attention")
    with pytest.raises(ArgumentError, match="causal is of sequences alone, got True with features='images'"):
        NetworkSpec(causal=True)
    with pytest.raises(ArgumentError, match="patch_size must divide both sides of 224x200 images, got 16"):
        NetworkSpec.vision_transformer(image_size=(224, 200))


def test_what_a_network_takes():
    assert NetworkSpec(in_channels=1, image_size=(8, 9)).input_shape == (1, 8, 9)
    assert NetworkSpec.mlp(in_channels=7).input_shape == (7,)
    assert NetworkSpec.transformer(width=16, sequence_length=5).input_shape == (5, 16)
    assert NetworkSpec.vision_transformer().input_shape == (3, 224, 224)


def test_frozen_and_hashable():
    spec = NetworkSpec()
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.growth_rate = 3
    assert hash(spec) == hash(NetworkSpec())
    assert NetworkSpec(growth_rate=[4, 8], image_size=[8, 8]) == NetworkSpec(growth_rate=(4, 8), image_size=(8, 8))


def test_growth_of_later_stages():
    assert [NetworkSpec(growth_rate=(4, 8)).growth_at(stage) for stage in range(3)] == [4, 8, 8]
