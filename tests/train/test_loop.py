import csv
import json
import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.networks import transformer_spec
from skipgraph.nn import compile as compile_network
from skipgraph.nn.export import load_network
from skipgraph.patterns import anytime, chain, fc_densenet
from skipgraph.plan import Images, NetworkSpec, heads
from skipgraph.topology import NodeKind, Topology
from skipgraph.train import (
    VOID,
    LabelledImages,
    Recipe,
    best_epoch,
    evaluate,
    fit,
    load_digits,
    load_shapes,
    read_checkpoint,
    seeded,
)
from skipgraph.train import loop as loop_module

RECIPE = Recipe(seed=5, epochs=4, batch_size=8, learning_rate=0.1)


def weights_of(net):
    return {key: tensor.clone() for key, tensor in net.state_dict().items()}


def assert_same_bits(first, second):
    assert first.keys() == second.keys()
    for key in first:
        assert first[key].numpy().tobytes() == second[key].numpy().tobytes(), key


def interrupt_at(epoch, step):
    def on_batch(now, batch, n_batches):
        if (now, batch) == (epoch, step):
            raise KeyboardInterrupt

    return on_batch


def test_it_learns(make_net, stripes):
    history = fit(make_net(width=8), stripes, replace(RECIPE, epochs=8))
    assert [result.epoch for result in history] == list(range(1, 9))
    assert history[0].test.accuracy < 0.9
    assert history[-1].test.accuracy >= 0.95
    assert history[-1].train.loss < history[0].train.loss


def test_results_are_those_of_the_trained_network(make_net, stripes):
    net = make_net()
    last = fit(net, stripes, RECIPE)[-1]
    net.eval()
    with torch.no_grad():
        logits = net(stripes.test.images)
    assert last.test.loss == pytest.approx(float(nn.CrossEntropyLoss()(logits, stripes.test.labels)))
    assert last.test.accuracy == float((logits.argmax(1) == stripes.test.labels).float().mean())


def test_learning_rate_falls_along_half_a_cosine(make_net, stripes):
    history = fit(make_net(), stripes, RECIPE)
    n_batches = 90 // 8
    steps = [epoch * n_batches - 1 for epoch in range(1, 5)]
    expected = [0.1 * math.cos(math.pi * step / (4 * n_batches) / 2) ** 2 for step in steps]  # half-angle formula
    assert [result.learning_rate for result in history] == pytest.approx(expected)


def test_one_step_of_nesterov(stripes):
    """Two steps on a linear network against the update rule of Sutskever et al., written out."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 3, bias=False))
    nn.init.zeros_(net[1].weight)
    data = replace(stripes, train=stripes.train.__class__(stripes.train.images[:8], stripes.train.labels[:8]))
    recipe = Recipe(seed=0, epochs=2, batch_size=8, learning_rate=0.5, momentum=0.9, weight_decay=0.01)
    fit(net, data, recipe)
    weight, velocity = torch.zeros(3, 36), torch.zeros(3, 36)
    pixels, targets = data.train.images.flatten(1), nn.functional.one_hot(data.train.labels).float()
    for rate in (0.5, 0.25):
        gradient = (torch.softmax(pixels @ weight.T, 1) - targets).T @ pixels / 8 + 0.01 * weight
        velocity = 0.9 * velocity + gradient
        weight = weight - rate * (gradient + 0.9 * velocity)
    torch.testing.assert_close(net[1].weight.detach(), weight)


def test_the_same_seed_gives_the_same_bits(make_net, stripes):
    first, second, other = make_net(), make_net(), make_net()
    assert fit(first, stripes, RECIPE) == fit(second, stripes, RECIPE)
    assert_same_bits(weights_of(first), weights_of(second))
    assert fit(other, stripes, replace(RECIPE, seed=6)) != fit(first, stripes, RECIPE)


def test_each_epoch_has_its_own_order_and_no_image_twice(stripes):
    class Spy(nn.Module):
        def __init__(self):
            super().__init__()
            self.head = nn.Linear(36, 3)
            self.seen = []

        def forward(self, images):
            if self.training:
                self.seen += [image.numpy().tobytes() for image in images]
            return self.head(images.flatten(1))

    spy = Spy()
    fit(spy, stripes, replace(RECIPE, epochs=2))
    n_seen = 90 // 8 * 8
    first, second = spy.seen[:n_seen], spy.seen[n_seen:]
    assert len(second) == len(set(first)) == len(set(second)) == n_seen
    assert first != second


def test_the_global_generator_and_the_flags_stay_where_they_were(make_net, stripes):
    net = make_net()
    before = torch.get_rng_state()
    fit(net, stripes, replace(RECIPE, epochs=1))
    assert torch.equal(torch.get_rng_state(), before)
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.parametrize(("epoch", "step"), [(1, 3), (2, 1), (3, 11), (4, 5)])
def test_an_interrupted_run_ends_with_the_same_bits(make_net, stripes, tmp_path, epoch, step):
    whole = make_net()
    expected = fit(whole, stripes, RECIPE, folder=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut", on_batch=interrupt_at(epoch, step))
    torch.rand(7)  # what happens in between must not matter
    resumed, seen = make_net(), []
    history = fit(resumed, stripes, RECIPE, folder=tmp_path / "cut", on_epoch=seen.append)
    assert history == expected
    assert tuple(seen) == expected
    assert_same_bits(weights_of(resumed), weights_of(whole))
    for name in ("checkpoint.safetensors", "best.safetensors"):
        cut, uncut = (read_checkpoint(tmp_path / run / name) for run in ("cut", "whole"))
        assert cut.history == uncut.history
        assert_same_bits(cut.tensors, uncut.tensors)


def test_a_stop_between_the_files_is_made_good(make_net, stripes, tmp_path, monkeypatch):
    expected = fit(make_net(), stripes, RECIPE, folder=tmp_path / "whole")
    with monkeypatch.context() as patch:
        patch.setattr(loop_module, "write_metrics", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut")
    assert fit(make_net(), stripes, RECIPE, folder=tmp_path / "cut") == expected
    assert len((tmp_path / "cut" / "metrics.csv").read_text().splitlines()) == 5


def test_a_finished_run_is_read_and_not_trained_again(make_net, stripes, tmp_path):
    first = make_net()
    history = fit(first, stripes, RECIPE, folder=tmp_path)
    again = make_net()
    assert fit(again, stripes, RECIPE, folder=tmp_path, on_batch=interrupt_at(1, 1)) == history
    assert_same_bits(weights_of(again), weights_of(first))


def test_the_best_epoch_is_chosen_by_validation(make_net, stripes, tmp_path):
    history = fit(make_net(), stripes, replace(RECIPE, epochs=6), folder=tmp_path)
    best = read_checkpoint(tmp_path / "best.safetensors")
    top = max(result.validation.accuracy for result in history)
    assert best.history[-1].validation.accuracy == top
    net = make_net()
    net.load_state_dict({key.removeprefix("net."): tensor for key, tensor in best.tensors.items()})
    net.eval()
    with torch.no_grad():
        right = (net(stripes.validation.images).argmax(1) == stripes.validation.labels).float().mean()
    assert float(right) == pytest.approx(top)


def test_metrics_are_one_line_an_epoch(make_net, stripes, tmp_path):
    history = fit(make_net(), stripes, RECIPE, folder=tmp_path)
    with (tmp_path / "metrics.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [{key: float(value) for key, value in row.items()} for row in rows] == [
        result.columns() for result in history
    ]
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"metrics.csv", "checkpoint.safetensors", "best.safetensors"}


@pytest.mark.parametrize(
    ("change", "about", "message"),
    [
        ({"epochs": 9}, {"pattern": "chain"}, r"has epochs 4, not 9: choose another folder"),
        ({"seed": 1, "momentum": 0.5}, {"pattern": "chain"}, r"seed 5, not 1; momentum 0.9, not 0.5"),
        ({}, {"pattern": "densenet"}, r"pattern 'chain', not 'densenet'"),
        ({}, {}, r"pattern 'chain', not None"),
    ],
)
def test_a_run_with_other_settings_is_refused(make_net, stripes, tmp_path, change, about, message):
    fit(make_net(), stripes, RECIPE, folder=tmp_path, about={"pattern": "chain"})
    with pytest.raises(ArgumentError, match=message):
        fit(make_net(), stripes, replace(RECIPE, **change), folder=tmp_path, about=about)


def test_a_run_of_another_network_is_refused(make_net, stripes, tmp_path):
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    with pytest.raises(ArgumentError, match="network"):
        fit(make_net(width=5), stripes, RECIPE, folder=tmp_path)


def test_a_folder_of_other_things_is_left_alone(make_net, stripes, tmp_path):
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ArgumentError, match=r"thesis\.tex.*choose a new folder"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_that_cannot_be_written_stops_it_before_the_first_step(make_net, stripes, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device", "metrics.csv")

    monkeypatch.setattr(loop_module, "write_metrics", full)
    with pytest.raises(OSError, match="No space left"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path, on_batch=interrupt_at(1, 1))


def test_a_damaged_checkpoint_is_named(make_net, stripes, tmp_path):
    fit(make_net(), stripes, RECIPE, folder=tmp_path)
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(FormatError, match=r"checkpoint\.safetensors cannot be read"):
        fit(make_net(), stripes, RECIPE, folder=tmp_path)


def test_a_loss_that_explodes_is_said(stripes):
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 3))
    with pytest.raises(ArgumentError, match=r"training loss is (nan|inf) in epoch \d: learning_rate 1e\+30"):
        fit(net, stripes, replace(RECIPE, learning_rate=1e30))


def test_more_images_in_a_batch_than_there_are(make_net, stripes):
    with pytest.raises(ArgumentError, match="batch_size 91 is more than the 90 training images of stripes"):
        fit(make_net(), stripes, replace(RECIPE, batch_size=91))


def test_seeded_mixes_all_its_numbers():
    def draw(*seeds):
        with seeded(*seeds):
            return torch.rand(4).tolist()

    assert draw(1, 2) == draw(1, 2)
    assert len({json.dumps(draw(*seeds)) for seeds in [(1, 2), (2, 1), (1,), (2,), (1, 3)]}) == 5


def test_heads_are_trained_together_with_their_weights(make_two_heads, stripes):
    """The first head sees only the mean, so it stays a guess; the loss is the sum by hand."""
    net = make_two_heads(width=8)
    recipe = replace(RECIPE, epochs=8, head_weights=(0.5, 2))
    last = fit(net, stripes, recipe)[-1]
    first, second = last.test.heads
    assert first.accuracy < 0.7 <= 0.95 <= second.accuracy == last.test.accuracy
    assert last.test.loss == pytest.approx(0.5 * first.loss + 2 * second.loss)
    with torch.no_grad():
        logits = net.eval()(stripes.test.images)
    assert first.loss == pytest.approx(float(nn.CrossEntropyLoss()(logits[0], stripes.test.labels)))


def test_a_head_of_weight_zero_learns_nothing(make_two_heads, make_net, stripes):
    both, one = make_two_heads(), make_net()
    assert fit(both, stripes, replace(RECIPE, head_weights=(0, 1)))[-1].test.heads[1].loss == pytest.approx(
        fit(one, stripes, RECIPE)[-1].test.loss
    )


def test_it_learns_pixels_and_void_changes_nothing(make_pixel_net, greys):
    def with_void_images(part, value):
        """The same labels, another colour where they are void."""
        void = (part.labels == VOID)[:, None]
        return LabelledImages(torch.where(void, value, part.images), part.labels)

    recipe = replace(RECIPE, epochs=6, batch_size=4)
    history = fit(make_pixel_net(width=8), greys, recipe)
    assert history[-1].test.mean_iou > 0.8
    assert history[-1].test.accuracy > history[0].train.accuracy

    # a network that sees each pixel by itself cannot tell what colour void has, but for its batch norm
    def blind():
        net = nn.Conv2d(1, 3, 1)
        nn.init.zeros_(net.weight)
        nn.init.zeros_(net.bias)
        return net

    red, blue = (
        replace(greys, **{name: with_void_images(part, value) for name, part in greys.parts.items()})
        for value in (-3.0, 8.0)
    )
    first, second = blind(), blind()
    assert fit(first, red, recipe) == fit(second, blue, recipe)
    assert_same_bits(weights_of(first), weights_of(second))


@pytest.mark.parametrize("kind", ["make_two_heads", "make_pixel_net"])
def test_every_kind_goes_on_with_the_same_bits(kind, greys, stripes, tmp_path, request):
    make = request.getfixturevalue(kind)
    data = greys if kind == "make_pixel_net" else stripes
    recipe = replace(RECIPE, epochs=3, head_weights=None if data is greys else (1, 2))
    whole = make()
    expected = fit(whole, data, recipe, folder=tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        fit(make(), data, recipe, folder=tmp_path / "cut", on_batch=interrupt_at(2, 3))
    resumed = make()
    assert fit(resumed, data, recipe, folder=tmp_path / "cut") == expected
    assert_same_bits(weights_of(resumed), weights_of(whole))
    lines = [(tmp_path / run / "metrics.csv").read_text().splitlines() for run in ("whole", "cut")]
    assert lines[0][0] == lines[1][0] == ",".join(expected[0].columns())


def test_compiled_networks_of_every_kind(tmp_path):
    """A small FC-DenseNet on drawn shapes and anytime outputs on the digits, kept and loaded again."""
    shapes, digits = load_shapes(seed=0, n_images=60, image_size=16), load_digits(seed=0)
    topologies = {
        "pixels": (fc_densenet(2, layers=1, growth_rate=4, input_channels=8), shapes, heads.Segmentation),
        "anytime": (anytime(4, every=2), digits, heads.NormReluPoolLinear),
    }
    for name, (topology, data, head) in topologies.items():
        spec = NetworkSpec(
            growth_rate=4,
            input=Images(channels=data.n_channels, size=data.image_size),
            head=head(classes=data.n_classes),
        )
        with seeded(0):
            net = compile_network(topology, spec)
        history = fit(net, data, Recipe(seed=0, epochs=2, batch_size=16), folder=tmp_path / name)
        assert history[1].train.loss < history[0].train.loss
        assert len(history[1].test.heads) == (2 if name == "anytime" else 0)
        assert (history[1].test.mean_iou is None) == (name == "anytime")
        best = load_network(tmp_path / name / "best.safetensors")
        assert evaluate(best, data.test, n_classes=data.n_classes) == best_epoch(history).test


def test_data_that_changed_are_not_gone_on_with(make_net, stripes, tmp_path):
    fit(make_net(), stripes, replace(RECIPE, epochs=1), folder=tmp_path)
    images = stripes.test.images.clone()
    images[0, 0, 0, 0] += 1
    with pytest.raises(ArgumentError, match="has images '"):
        fit(
            make_net(),
            replace(stripes, test=LabelledImages(images, stripes.test.labels)),
            replace(RECIPE, epochs=1),
            folder=tmp_path,
        )


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
    with pytest.raises(ArgumentError, match="takes sequences of 128x8, not the images of stripes: with stem='patches'"):
        fit(compile_network(chain(1), transformer_spec(width=8)), stripes, RECIPE)
    two_inputs = Topology.from_reads([[], [], [0, 1]], kinds=[NodeKind.INPUT, NodeKind.INPUT, NodeKind.LAYER])
    with pytest.raises(ArgumentError, match="several inputs, and stripes one image each"):
        fit(
            compile_network(two_inputs, NetworkSpec(growth_rate=2, input=Images(channels=1, size=(6, 6)))),
            stripes,
            RECIPE,
        )
