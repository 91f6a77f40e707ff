from dataclasses import replace

import pytest
import torch
from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.networks import transformer_spec
from skipgraph.nn import compile as compile_network
from skipgraph.patterns import chain
from skipgraph.plan import Images, NetworkSpec
from skipgraph.topology import NodeKind, Topology
from skipgraph.train import LabelledImages, Recipe, fit

RECIPE = Recipe(seed=5, epochs=4, batch_size=8, learning_rate=0.1)


@pytest.mark.parametrize(
    ("make", "data", "weights", "message"),
    [
        ("make_net", "greys", None, r"logits of shape \(1, 3\), expected \(1, 3, 5, 7\) .* each pixel of greys"),
        ("make_pixel_net", "stripes", None, r"shape \(1, 3, 6, 6\), expected \(1, 3\) .* each image of stripes"),
        ("make_two_heads", "stripes", (1, 2, 3), "one for each of the 2 heads, got 3"),
        ("make_net", "stripes", (1, 2), "one for each of the 1 heads, got 2"),
    ],
)
def test_a_network_that_does_not_fit_the_data_is_refused(make, data, weights, message, request, tmp_path):
    net, data = request.getfixturevalue(make)(), request.getfixturevalue(data)
    with pytest.raises(ArgumentError, match=message):
        fit(net, data, replace(RECIPE, head_weights=weights), folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()
    assert net.training


def test_a_network_that_does_not_take_the_images_is_refused(stripes):
    with pytest.raises(ArgumentError, match=r"does not take the images of stripes, \(1, 1, 6, 6\): "):
        fit(nn.Conv2d(2, 3, 1), stripes, RECIPE)
    with pytest.raises(ArgumentError, match=r"takes sequences of 128x8, not the images of stripes: .*stems\.Patches"):
        fit(compile_network(chain(1), transformer_spec(width=8)), stripes, RECIPE)
    two_inputs = Topology.from_reads([[], [], [0, 1]], kinds=[NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER])
    with pytest.raises(ArgumentError, match="several inputs, but each example of stripes is one image"):
        fit(
            compile_network(two_inputs, NetworkSpec(growth_rate=2, input=Images(channels=1, size=(6, 6)))),
            stripes,
            RECIPE,
        )


@pytest.fixture
def process_group(tmp_path):
    torch.distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/group", rank=0, world_size=1)
    yield
    torch.distributed.destroy_process_group()


def test_a_network_for_several_devices_is_refused(make_net, stripes, process_group, tmp_path):
    wrapped = nn.parallel.DistributedDataParallel(make_net())
    with pytest.raises(ArgumentError) as error:
        fit(wrapped, stripes, RECIPE, folder=tmp_path / "run")
    rule = "fit trains on one device: give it the network without DistributedDataParallel, and start one process"
    assert str(error.value) == rule
    assert not (tmp_path / "run").exists()
    for net in (nn.DataParallel(make_net()), nn.Sequential(nn.DataParallel(make_net()))):
        with pytest.raises(ArgumentError, match="without DataParallel"):
            fit(net, stripes, RECIPE)


def test_images_of_another_type_are_refused(make_net, stripes):
    doubled = replace(
        stripes, **{name: LabelledImages(part.images.double(), part.labels) for name, part in stripes.parts.items()}
    )
    message = r"are float64 and the weights of the network float32: write images\.to\(torch\.float32\)"
    with pytest.raises(ArgumentError, match=message):
        fit(make_net(), doubled, RECIPE)
    fit(make_net().double(), doubled, replace(RECIPE, epochs=1))


def test_a_network_of_infinite_weights_is_not_blamed_on_the_learning_rate(make_net, stripes):
    net = make_net()
    nn.init.constant_(net.head.bias, float("inf"))
    with pytest.raises(ArgumentError, match="infinity or not-a-number before any training"):
        fit(net, stripes, RECIPE)
