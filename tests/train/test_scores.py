import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, jaccard_score, log_loss

from skipgraph.train import VOID, LabelledImages, Scores, evaluate
from skipgraph.train import scores as scores_module
from skipgraph.train.losses import loss_sums
from skipgraph.train.scores import ConfusionCounts


def tallied(heads, labels, n_classes, *, weights=None, batch=None):
    counts = ConfusionCounts(n_classes, weights)
    batch = batch or len(labels)
    for first in range(0, len(labels), batch):
        part = [logits[first : first + batch] for logits in heads]
        counts.add(part, labels[first : first + batch], loss_sums(part, labels[first : first + batch]))
    return counts.scores()


def draw(seed, n_images, n_classes, *, n_heads=1, size=(3, 4), least=VOID):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(least, n_classes, (n_images, *size), generator=generator)
    labels[0] = 0
    return [torch.randn(n_images, n_classes, *size, generator=generator) for _ in range(n_heads)], labels


@given(st.integers(0, 2**20), st.integers(1, 4), st.integers(2, 6))
def test_scores_are_those_of_scikit_learn(seed, n_images, n_classes):
    (logits,), labels = draw(seed, n_images, n_classes)
    found = tallied([logits], labels, n_classes, batch=2)
    counts = labels != VOID
    truth, guess = labels[counts].numpy(), logits.argmax(1)[counts].numpy()
    # over the classes that occur, as scikit-learn has it too
    assert found.mean_iou == pytest.approx(jaccard_score(truth, guess, average="macro"))
    assert found.accuracy == pytest.approx(accuracy_score(truth, guess))
    chances = torch.softmax(logits.double(), 1).movedim(1, -1)[counts].numpy()
    assert found.loss == pytest.approx(log_loss(truth, chances, labels=range(n_classes)), rel=1e-5)


@given(st.integers(0, 2**20))
def test_what_is_void_changes_no_score(seed):
    (logits,), labels = draw(seed, 3, 4)
    other = torch.where((labels == VOID)[:, None], -logits.flip(0), logits)
    assert tallied([logits], labels, 4) == tallied([other], labels, 4)


def test_perfect_and_wrong():
    labels = torch.tensor([[[0, 1], [1, VOID]]])
    right = torch.nn.functional.one_hot(labels.clamp(min=0), 3).movedim(-1, 1).float()
    assert tallied([right], labels, 3).mean_iou == tallied([right], labels, 3).accuracy == 1
    assert tallied([right.roll(1, 1)], labels, 3).mean_iou == 0


def test_labels_of_images_have_no_iou():
    (logits,), labels = draw(0, 9, 3, size=(), least=0)
    scores = tallied([logits], labels, 3)
    assert scores.mean_iou is None
    assert scores.quality == scores.accuracy == float((logits.argmax(1) == labels).double().mean())


def test_several_heads_have_a_score_each_and_the_last_speaks_for_all():
    heads, labels = draw(3, 6, 3, n_heads=3)
    alone = tuple(tallied([head], labels, 3) for head in heads)
    together = tallied(heads, labels, 3, weights=(1, 2, 0.5), batch=4)
    for head, expected in zip(together.heads, alone, strict=True):
        assert (head.accuracy, head.mean_iou) == (expected.accuracy, expected.mean_iou)
        assert head.loss == pytest.approx(expected.loss)
    assert (together.accuracy, together.mean_iou) == (alone[2].accuracy, alone[2].mean_iou)
    assert together.quality == together.mean_iou
    assert together.loss == pytest.approx(alone[0].loss + 2 * alone[1].loss + 0.5 * alone[2].loss)
    assert Scores.from_dict({"loss": 1.0, "accuracy": 0.5, "mean_iou": None, "heads": []}) == Scores(1.0, 0.5)


def test_nothing_that_counts_has_no_score():
    scores = tallied([torch.zeros(1, 2, 1, 1)], torch.full((1, 1, 1), VOID), 2)
    assert math.isnan(scores.accuracy)
    assert math.isnan(scores.mean_iou)


def test_evaluation_does_not_depend_on_the_batches(make_pixel_net, greys, monkeypatch):
    net = make_pixel_net()
    whole = evaluate(net, greys.test, n_classes=3)
    assert not net.training
    monkeypatch.setattr(scores_module, "_EVALUATION_PIXELS", 5 * 7 * 5)
    parts = evaluate(net, greys.test, n_classes=3)
    assert (parts.accuracy, parts.mean_iou) == (whole.accuracy, whole.mean_iou)
    assert parts.loss == pytest.approx(whole.loss)
    monkeypatch.setattr(scores_module, "_EVALUATION_PIXELS", 1)  # less than an image has
    assert evaluate(net, greys.test, n_classes=3).accuracy == whole.accuracy


def test_evaluation_of_a_half():
    class Constant(torch.nn.Module):
        def forward(self, images):
            return torch.tensor([[0.0, 1.0]]).repeat(len(images), 1)

    part = LabelledImages(torch.zeros(4, 1, 2, 2), torch.tensor([0, 1, 1, 0]))
    scores = evaluate(Constant(), part, n_classes=2)
    assert scores.accuracy == 0.5
    assert scores.loss == pytest.approx(np.log1p(np.e) - 0.5)
