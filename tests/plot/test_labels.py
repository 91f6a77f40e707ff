"""Labels hide neither marks nor each other, as long as there is room."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skipgraph.plot.labels import place_labels

FRAME = np.array([0.0, 0.0, 400.0, 150.0])
NOTHING = np.empty((0, 2))
SIZE = (9.0, 7.5)
RADIUS = 2.5


def place(points, *, avoid=NOTHING):
    points = np.array(points, dtype=float).reshape(-1, 2)
    return points + place_labels(points, np.full(points.shape, SIZE), radius=RADIUS, frame=FRAME, avoid=avoid)


def covered(one, other, width, height):
    return abs(one[0] - other[0]) < width - 1e-9 and abs(one[1] - other[1]) < height - 1e-9


points = st.lists(st.tuples(st.integers(5, 395), st.integers(5, 145)), max_size=25, unique=True)


@given(points)
@settings(max_examples=30, deadline=None)
def test_up_to_25_labels_stand_free(marks):
    labels = place(marks)
    for at, label in enumerate(labels):
        for other in labels[:at]:
            assert not covered(label, other, *SIZE)
        for mark in marks:
            assert not covered(label, mark, SIZE[0] / 2 + RADIUS, SIZE[1] / 2 + RADIUS)
        assert FRAME[0] <= label[0] - SIZE[0] / 2 + 1e-9
        assert label[0] + SIZE[0] / 2 <= FRAME[2] + 1e-9
        assert FRAME[1] <= label[1] - SIZE[1] / 2 + 1e-9
        assert label[1] + SIZE[1] / 2 <= FRAME[3] + 1e-9


def test_a_row_of_marks_on_one_height_keeps_its_labels_apart():
    labels = place([(100 + 3 * step, 75) for step in range(12)])
    for at, label in enumerate(labels):
        assert not any(covered(label, other, *SIZE) for other in labels[:at])


def test_a_label_beside_a_lone_mark_touches_it_nearly():
    assert np.hypot(*(place([(50, 50)])[0] - (50, 50))) < 10


def test_a_curve_is_left_free_if_that_costs_little():
    curve = np.array([(x, x) for x in range(100)], dtype=float)  # where the label would stand
    label = place([(50, 50)], avoid=curve)[0]
    assert not any(covered(label, point, SIZE[0] / 2, SIZE[1] / 2) for point in curve)


@pytest.mark.parametrize("marks", [[], [(0, 0)], [(50, 50)] * 3])
def test_no_mark_and_marks_on_top_of_each_other(marks):
    assert place(marks).shape == (len(marks), 2)
