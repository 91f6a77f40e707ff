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
    ],
)
def test_each_rule(key, value):
    with pytest.raises(ArgumentError, match=key):
        NetworkSpec(**{key: value})


def test_all_faults_at_once():
    with pytest.raises(ArgumentError) as caught:
        NetworkSpec(growth_rate=0, num_classes=0, block="dense")
    assert all(key in str(caught.value) for key in ("growth_rate", "num_classes", "block"))


def test_frozen_and_hashable():
    spec = NetworkSpec()
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.growth_rate = 3
    assert hash(spec) == hash(NetworkSpec())
    assert NetworkSpec(growth_rate=[4, 8], image_size=[8, 8]) == NetworkSpec(growth_rate=(4, 8), image_size=(8, 8))


def test_growth_of_later_stages():
    assert [NetworkSpec(growth_rate=(4, 8)).growth_at(stage) for stage in range(3)] == [4, 8, 8]
