import math
from dataclasses import replace

import pytest
import torch
from torch import nn

from skipgraph.errors import ArgumentError
from skipgraph.train import (
    VOID,
    LabelledImages,
    Recipe,
    fit,
)

RECIPE = Recipe(seed=5, epochs=4, batch_size=8, learning_rate=0.1)


def weights_of(net):
    return {key: tensor.clone() for key, tensor in net.state_dict().items()}


def assert_same_bits(first, second):
    assert first.keys() == second.keys()
    for key in first:
        assert first[key].numpy().tobytes() == second[key].numpy().tobytes(), key


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


def test_a_loss_that_explodes_is_said(stripes):
    net = nn.Sequential(nn.Flatten(), nn.Linear(36, 3))
    with pytest.raises(ArgumentError, match=r"loss is (nan|inf) in epoch \d: try a learning_rate below 1e\+30"):
        fit(net, stripes, replace(RECIPE, learning_rate=1e30))


def test_a_loss_that_is_infinite_is_said(stripes):
    """Cross-entropy of logits 3e38 apart from each other: infinite, but never not-a-number."""

    class Sure(nn.Linear):
        def forward(self, images):
            logits = super().forward(images.flatten(1)) * 0
            return logits + torch.tensor([3e38, -3e38, 0.0])

    with pytest.raises(ArgumentError, match="training loss is inf in epoch 1"):
        fit(Sure(36, 3), stripes, RECIPE)


def test_only_deterministic_algorithms_are_used_while_it_trains(make_net, stripes):
    flags = []
    fit(make_net(), stripes, RECIPE, on_batch=lambda *_: flags.append(torch.are_deterministic_algorithms_enabled()))
    assert all(flags)
    assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.parametrize("batch_size", [1, 90])
def test_the_smallest_and_the_largest_batch(stripes, batch_size):
    net, steps = nn.Sequential(nn.Flatten(), nn.Linear(36, 3)), []
    recipe = Recipe(seed=0, epochs=1, batch_size=batch_size, learning_rate=0.001)
    fit(net, stripes, recipe, on_batch=lambda *step: steps.append(step))
    assert len(steps) == 90 // batch_size


def test_more_images_in_a_batch_than_there_are(make_net, stripes):
    with pytest.raises(ArgumentError, match="batch_size 91 is more than the 90 training images of stripes"):
        fit(make_net(), stripes, replace(RECIPE, batch_size=91))


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
