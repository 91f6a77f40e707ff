import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from skipgraph.errors import ArgumentError
from skipgraph.train import VOID, joint_loss


def by_hand(logits, labels):
    """Mean cross-entropy of the labels that count, one softmax at a time."""
    losses = []
    for row, label in zip(logits.movedim(1, -1).flatten(0, -2).tolist(), labels.flatten().tolist(), strict=True):
        if label != VOID:
            losses.append(math.log(sum(map(math.exp, row))) - row[label])
    return math.fsum(losses) / len(losses)


def draw(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("size", [(), (3, 4)])
def test_the_joint_loss_is_the_weighted_sum_of_the_heads(size):
    heads = [draw(5, 3, *size, seed=seed) for seed in range(3)]
    labels = torch.arange(5 * math.prod(size)).reshape(5, *size) % 4 - 1
    losses = [by_hand(head, labels) for head in heads]
    assert float(joint_loss(heads, labels, weights=(0.5, 0, 2))) == pytest.approx(0.5 * losses[0] + 2 * losses[2])
    assert float(joint_loss(heads, labels)) == pytest.approx(sum(losses))
    assert float(joint_loss(heads[1], labels)) == pytest.approx(losses[1])


def test_one_head_without_void_is_the_cross_entropy_of_torch():
    logits, labels = draw(6, 4), torch.tensor([0, 3, 1, 1, 2, 0])
    assert float(joint_loss(logits, labels)) == pytest.approx(float(torch.nn.CrossEntropyLoss()(logits, labels)))


@given(st.integers(0, 2**20), st.floats(-1e3, 1e3))
def test_what_is_void_changes_neither_loss_nor_gradient(seed, shift):
    logits = draw(2, 3, 4, 5, seed=seed)
    labels = torch.randint(-1, 3, (2, 4, 5), generator=torch.Generator().manual_seed(seed))
    labels[0, 0, 0] = 1
    other = torch.where((labels == VOID)[:, None], logits.flip(0) + shift, logits)
    first, second = (pixels.clone().requires_grad_() for pixels in (logits, other))
    losses = joint_loss(first, labels), joint_loss(second, labels)
    for loss in losses:
        loss.backward()
    assert torch.equal(*losses)
    assert torch.equal(first.grad, second.grad)
    assert not first.grad.movedim(1, -1)[labels == VOID].any()


def test_nothing_that_counts_is_a_loss_of_zero():
    logits = draw(2, 3).requires_grad_()
    loss = joint_loss(logits, torch.full((2,), VOID))
    loss.backward()
    assert loss.item() == 0
    assert not logits.grad.any()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((1.0,), r"one for each of the 2 heads, got 1: \(1\.0,\)"),
        ((1, -1), "from 0 on"),
        ((0, 0), "not all 0"),
        ((1, math.inf), "finite"),
        ((1, math.nan), "finite"),
        (("a", "b"), "a finite number"),
    ],
)
def test_weights_that_make_no_loss(weights, message):
    with pytest.raises(ArgumentError, match=message):
        joint_loss((draw(2, 3), draw(2, 3)), torch.tensor([0, 1]), weights=weights)
