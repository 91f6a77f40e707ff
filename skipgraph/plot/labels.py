"""Place labels next to marks, so that none hides a mark or another label."""

from math import cos, inf, radians, sin

import numpy as np
from numpy.typing import NDArray

__all__ = ["place_labels"]

# above and to the right first, as readers prefer it (E. Imhof, "Positioning Names on Maps", 1975), then around
_DIRECTIONS = (45, 90, 0, 135, -45, -90, 180, -135, 22.5, 67.5, 112.5, 157.5, -22.5, -67.5, -112.5, -157.5)
_RINGS = (1.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 36.0, 45.0, 55.0, 66.0, 78.0)  # between a mark and its label
_HIDING, _TOUCHING, _STRAYING = 10.0, 0.3, 0.1  # costs of a unit of overlap, of a point covered, of a unit of distance
_NEIGHBOUR = 30.0


def place_labels(
    places: NDArray[np.float64],
    sizes: NDArray[np.float64],
    *,
    radius: float,
    frame: NDArray[np.float64],
    avoid: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Place a label next to each mark.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 2)
        Centres of the marks, in points of a 72nd of an inch.
    sizes : ndarray of float64, shape (n, 2)
        Widths and heights of the labels.
    radius : float
        Radius of every mark.
    frame : ndarray of float64, shape (4,)
        Left, bottom, right and top; labels stay inside if they can.
    avoid : ndarray of float64, shape (m, 2)
        Points that labels should not cover, such as those along a curve.

    Returns
    -------
    ndarray of float64, shape (n, 2)
        From each mark to the centre of its label.

    Notes
    -----
    Greedy: the most crowded mark chooses first. It tries sixteen directions in growing rings and takes the place with
    the lowest cost. Overlap with marks, labels and the lines to labels costs most, distance a little.

    Examples
    --------
    >>> places, sizes = np.array([[10.0, 10.0], [40.0, 10.0]]), np.full((2, 2), 4.0)
    >>> nothing = np.empty((0, 2))
    >>> place_labels(places, sizes, radius=2, frame=np.array([0, 0, 50, 50]), avoid=nothing).round(1).tolist()
    [[0.0, 5.0], [0.0, 5.0]]
    """
    offsets = np.zeros_like(places)
    boxes = np.concatenate([places - radius, places + radius], axis=1)  # what labels must not cover
    lines = np.empty((0, 2))  # points along the lines to labels that stand apart
    crowd = (np.abs(places[:, None] - places[None]).max(axis=2) < _NEIGHBOUR).sum(axis=1)
    for label in sorted(range(len(places)), key=lambda at: (-int(crowd[at]), *places[at].tolist())):
        place, size = places[label], sizes[label]
        least = inf
        for ring, offset in _candidates(size, radius):
            if _STRAYING * ring >= least:
                break
            cost = _HIDING * _hidden(place, offset, size, boxes, lines, frame)
            cost += _STRAYING * ring + _TOUCHING * int(_inside(avoid, _box(place + offset, size)[None]).sum())
            if cost < least:
                least, offsets[label] = cost, offset
        boxes = np.concatenate([boxes, _box(place + offsets[label], size)[None]])
        lines = np.concatenate([lines, _along(place, offsets[label], size)])
    return offsets


def _candidates(size: NDArray[np.float64], radius: float) -> list[tuple[float, NDArray[np.float64]]]:
    """Return where a label may stand, the nearest first."""
    half = size / 2 + radius
    return [(ring, _on_ring(radians(angle), half, ring)) for ring in _RINGS for angle in _DIRECTIONS]


def _on_ring(angle: float, half: NDArray[np.float64], ring: float) -> NDArray[np.float64]:
    """Return the centre of a label whose nearest corner or side is about `ring` away."""
    direction = np.array([cos(angle), sin(angle)])
    # on a diagonal a label touches with its corner, to the right or above with its side
    return np.asarray(direction * (half * np.minimum(1, np.abs(direction) * 1.42) + ring))


def _box(centre: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([centre - size / 2, centre + size / 2])


def _along(place: NDArray[np.float64], offset: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points from the mark to its label, about one for each unit, without those in the label."""
    shares = np.linspace(0, 1, max(2, int(np.hypot(*offset))))[:, None]
    points = place + shares * offset
    return np.asarray(points[~_inside(points, _box(place + offset, size)[None])[:, 0]])


def _inside(points: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points lie in which boxes, shape (number of points, number of boxes)."""
    inside = (points[:, None] >= boxes[None, :, :2]) & (points[:, None] <= boxes[None, :, 2:])
    return np.asarray(inside.all(axis=2))


def _hidden(
    place: NDArray[np.float64],
    offset: NDArray[np.float64],
    size: NDArray[np.float64],
    boxes: NDArray[np.float64],
    lines: NDArray[np.float64],
    frame: NDArray[np.float64],
) -> float:
    """Return the area that a label covers of others and leaves of the frame, and the lengths of lines that cross."""
    box = _box(place + offset, size)
    shared = np.minimum(boxes[:, 2:], box[2:]) - np.maximum(boxes[:, :2], box[:2])
    within = np.minimum(frame[2:], box[2:]) - np.maximum(frame[:2], box[:2])
    area = shared.clip(0).prod(axis=1).sum() + 4 * (size.prod() - within.clip(0).prod())
    around = _inside(place[None], boxes)[0]  # its own mark, and others on top of it
    crossed = _inside(lines, box[None]).sum() + _inside(_along(place, offset, size), boxes[~around]).sum()
    return float(area + crossed)
