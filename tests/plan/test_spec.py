import dataclasses

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.networks import mlp_spec, transformer_spec, vision_transformer_spec
from skipgraph.plan import Images, Join, NetworkSpec, Sequences, Vectors, blocks, heads, stems, transitions, transports
from skipgraph.plan.features import Features


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("growth_rate", 0),
        ("growth_rate", True),
        ("growth_rate", ()),
        ("growth_rate", (4, 0)),
        ("input", (3, 32, 32)),
        ("block", "bottleneck"),
        ("stem", "conv"),
        ("transition", None.__class__),
        ("transport", "stride"),
        ("join", None),
        ("head", 10),
    ],
)
def test_each_rule(key, value):
    with pytest.raises(ArgumentError, match=rf"{key}(\[\d\])? must be "):
        NetworkSpec(**{key: value})


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        (Images, {"channels": -1}),
        (Images, {"size": (32,)}),
        (Images, {"size": (0, 32)}),
        (Images, {"size": 32}),
        (Sequences, {"length": 0}),
        (stems.Conv, {"channels": 0}),
        (stems.Conv, {"kernel": 4}),
        (stems.Conv, {"step": 3}),
        (stems.Identity, {"channels": 4}),
        (stems.Patches, {"size": 0}),
        (transitions.NormReluConv, {"compression": 0.0}),
        (transitions.NormReluConv, {"compression": 1.5}),
        (transitions.NormReluConv, {"compression": True}),
        (transitions.NormReluConv, {"pooling": "min"}),
        (transports.Pool, {"upsampling": "cubic"}),
        (Join, {"merge_relu": "yes"}),
        (Join, {"gate_bias": float("inf")}),
        (Join, {"edge_weights": "hard"}),
        (heads.PoolLinear, {"share": 0}),
        (heads.PoolLinear, {"share": 2}),
        (heads.PoolLinear, {"classes": 0}),
    ],
)
def test_each_rule_of_parts(part, fields):
    (key,) = fields
    with pytest.raises(ArgumentError, match=rf"{key}(\[\d\])? must be "):
        part(**fields)


def test_all_faults_at_once():
    with pytest.raises(ArgumentError) as caught:
        NetworkSpec(growth_rate=0, block="dense", join=3)
    assert all(key in str(caught.value) for key in ("growth_rate", "block", "join"))
    with pytest.raises(ArgumentError, match=r"^not a network spec: stem must be a Stem, got 'conv'$"):
        NetworkSpec(stem="conv")
    with pytest.raises(ArgumentError, match=r"^not a network spec: input must be an Images or a Vectors"):
        NetworkSpec(input=Features())
    with pytest.raises(ArgumentError) as caught:
        blocks.Bottleneck(width=0, dropout=2, kernel=4)
    assert all(key in str(caught.value) for key in ("width", "dropout", "kernel"))


def test_parts_that_do_not_go_together_are_listed():
    with pytest.raises(ArgumentError) as caught:
        NetworkSpec(stem=stems.Flatten(), block=blocks.Basic(), head=heads.PoolLinear())
    message = str(caught.value)
    assert "the block basic is for images, not for vectors" in message
    assert "the head pool_linear is for images, not for vectors" in message
    assert "stem" not in message  # which is right
    with pytest.raises(ArgumentError, match="the stem patches takes images, not vectors"):
        NetworkSpec(input=Vectors(), stem=stems.Patches())
    with pytest.raises(ArgumentError, match="the transport pool is for images, not for vectors"):
        NetworkSpec(input=Vectors(), transport=transports.Pool())
    with pytest.raises(ArgumentError, match=r"stem.size must divide both sides of 224x200 images, got 16"):
        vision_transformer_spec(image_size=(224, 200))


def test_the_other_parts_follow_the_kind_of_features():
    assert NetworkSpec().block == blocks.Basic()
    vectors = NetworkSpec(input=Vectors(channels=5))
    assert (vectors.stem, vectors.block, vectors.transport) == (stems.Linear(), blocks.Mlp(), None)
    assert NetworkSpec(stem=stems.Flatten()).head == heads.NormReluLinear()
    assert NetworkSpec(stem=stems.Patches()).block == blocks.Transformer()


def test_what_a_network_takes():
    assert NetworkSpec(input=Images(channels=1, size=(8, 9))).input.shape == (1, 8, 9)
    assert mlp_spec(in_channels=7).input.shape == (7,)
    assert transformer_spec(width=16, length=5).input.shape == (5, 16)
    assert vision_transformer_spec().input.shape == (3, 224, 224)
    assert Sequences(channels=4).free_shape == ("T", 4)
    assert Images().free_shape == (3, "H", "W")


def test_frozen_and_hashable():
    spec = NetworkSpec()
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.growth_rate = 3  # type: ignore[misc]  # on purpose
    assert hash(spec) == hash(NetworkSpec())
    assert NetworkSpec(growth_rate=[4, 8], input=Images(size=[8, 8])) == NetworkSpec(
        growth_rate=(4, 8), input=Images(size=(8, 8))
    )


def test_growth_of_later_stages():
    assert [NetworkSpec(growth_rate=(4, 8)).growth_at(stage) for stage in range(3)] == [4, 8, 8]
