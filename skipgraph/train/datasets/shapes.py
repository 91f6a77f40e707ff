"""Drawn images of circles, squares and triangles, with a label for each pixel: small data to segment."""

import math

import numpy as np
from numpy.typing import NDArray

from skipgraph.arguments import Count, Seed, checked
from skipgraph.errors import ArgumentError, MemoryLimitError
from skipgraph.memory import available_bytes
from skipgraph.train.dataset import VOID, ImageData
from skipgraph.train.split import split_dataset

__all__ = ["SHAPES", "draw_shapes", "load_shapes"]

SHAPES = ("background", "circle", "square", "triangle")
"""What the labels 0 to 3 stand for."""

_MOST_OBJECTS = 4
_TRIES = 8
_BORDER = 0.6  # half the width of the void outline in pixels; above a half, so that it has no gaps
_NOISE = 20


@checked
def load_shapes(*, seed: Seed, n_images: Count = 1000, image_size: Count = 32) -> ImageData:
    """Draw images to segment: circles, squares and triangles on a textured background.

    20 % of the images go to test, 10 % to validation, the rest to train. Pixels are shifted and scaled by
    the mean and the standard deviation of the training images, channel by channel.

    Parameters
    ----------
    seed : int or numpy.random.Generator
        Draws the images and chooses the split.
    n_images : int
        Number of images, at least 10.
    image_size : int
        Height and width in pixels, at least 16.

    Returns
    -------
    ImageData
        Images of three channels with a label for each pixel: 4 classes, see `SHAPES`, and void.

    Raises
    ------
    ArgumentError
        If `n_images` or `image_size` is too small.

    See Also
    --------
    draw_shapes : What is drawn.

    Examples
    --------
    >>> shapes = load_shapes(seed=0, n_images=100)
    >>> shapes.train, shapes.validation, shapes.test
    (<70 images of 3x32x32>, <10 images of 3x32x32>, <20 images of 3x32x32>)
    """
    if n_images < 10:
        raise ArgumentError(f"n_images must be a whole number from 10, got {n_images!r}")
    generator = np.random.default_rng(seed)
    pixels, labels = draw_shapes(n_images, image_size=image_size, seed=generator)
    return split_dataset("shapes", pixels.astype(np.float32), labels, n_classes=len(SHAPES), seed=generator)


@checked
def draw_shapes(n_images: Count, *, image_size: Count = 32, seed: Seed) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw images of one to four objects, and what each pixel shows.

    Background and objects have a colour of their own, stripes of their own, and noise; objects are lighter. Only
    its outline tells what an object is: the three kinds share colours, stripes and areas. Later objects may cover
    a part of earlier ones. The outline of each object, a little over a pixel wide, is void, as the
    borders of objects in hand-labelled street scenes.

    Parameters
    ----------
    n_images : int
        Number of images.
    image_size : int
        Height and width in pixels, at least 16; objects grow with it.
    seed : int or numpy.random.Generator
        Draws everything.

    Returns
    -------
    pixels : ndarray of uint8, shape (n_images, 3, image_size, image_size)
        The images.
    labels : ndarray of int64, shape (n_images, image_size, image_size)
        Places in `SHAPES`, or `VOID`.

    Raises
    ------
    ArgumentError
        If `n_images` is below 1 or `image_size` below 16.

    Notes
    -----
    Only sums, products, quotients and square roots of drawn numbers are taken, which every processor rounds
    alike: the same seed gives the same bytes.

    Examples
    --------
    >>> pixels, labels = draw_shapes(2, seed=0)
    >>> pixels.shape, labels.shape
    ((2, 3, 32, 32), (2, 32, 32))
    """
    if image_size < 16:
        raise ArgumentError(f"image_size must be a whole number from 16, got {image_size!r}")
    n_bytes = n_images * image_size**2 * (2 * 3 + 2 * 8)  # pixels and labels, one by one and together
    available = available_bytes(n_bytes)
    if n_bytes > available:
        raise MemoryLimitError(f"{n_images} images need {n_bytes} bytes, {available} are available")
    generator = np.random.default_rng(seed)
    drawn = [_draw(image_size, generator) for _ in range(n_images)]
    return np.stack([pixels for pixels, _ in drawn]), np.stack([labels for _, labels in drawn])


def _draw(size: int, generator: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    rows, columns = np.mgrid[0:size, 0:size] + 0.5
    canvas = _surface(rows, columns, 100 * generator.random(3), generator)
    labels = np.zeros((size, size), dtype=np.int64)
    unit = size / 32
    placed: list[tuple[float, float, float]] = []
    for _ in range(int(generator.integers(1, _MOST_OBJECTS, endpoint=True))):
        kind = int(generator.integers(1, len(SHAPES)))
        radius = unit * (4.5 + 3 * generator.random())  # of the circle of the same area
        centre = _place(size, radius, placed, generator)
        if centre is None:
            continue
        placed.append((*centre, radius))
        # tilted by up to 17 degrees, without cosines, which processors round differently
        tilt = 0.3 * (2 * generator.random() - 1)
        cosine = 1 / math.sqrt(1 + tilt * tilt)
        down = cosine * (rows - centre[0] - tilt * (columns - centre[1]))
        right = cosine * (columns - centre[1] + tilt * (rows - centre[0]))
        outside = _signed_distance(kind, down, right, radius)
        surface = _surface(rows, columns, 100 + 155 * generator.random(3), generator)
        cover = np.clip(0.5 - outside, 0, 1)  # smooth edges
        canvas = cover * surface + (1 - cover) * canvas
        labels[outside < 0] = kind
        labels[np.abs(outside) <= _BORDER * max(1, unit)] = VOID
    canvas = canvas + _NOISE * (2 * generator.random((3, size, size)) - 1)
    return np.clip(np.rint(canvas), 0, 255).astype(np.uint8), labels


def _place(
    size: int, radius: float, placed: list[tuple[float, float, float]], generator: np.random.Generator
) -> tuple[float, float] | None:
    """Return a centre that leaves most of each object to be seen; None if none was found."""
    for _ in range(_TRIES):
        row, column = (0.5 * radius + (size - radius) * generator.random(2)).tolist()
        if all(
            (row - other_row) ** 2 + (column - other_column) ** 2 >= (0.8 * (radius + other_radius)) ** 2
            for other_row, other_column, other_radius in placed
        ):
            return row, column
    return None


def _signed_distance(
    kind: int, down: NDArray[np.float64], right: NDArray[np.float64], radius: float
) -> NDArray[np.float64]:
    """Return how far each pixel lies outside of the outline; inside it is negative. All kinds have one area."""
    if SHAPES[kind] == "circle":
        return np.sqrt(down * down + right * right) - radius
    area = math.pi * radius * radius
    if SHAPES[kind] == "square":
        return np.maximum(np.abs(down), np.abs(right)) - math.sqrt(area) / 2
    # an equilateral triangle with an inscribed circle of radius r has the area 3 sqrt(3) r^2
    slant = math.sqrt(3) / 2 * np.abs(right)
    return np.maximum(down, slant - down / 2) - math.sqrt(area / (3 * math.sqrt(3)))


def _surface(
    rows: NDArray[np.float64], columns: NDArray[np.float64], colour: NDArray[np.float64], generator: np.random.Generator
) -> NDArray[np.float64]:
    """Return `colour` with stripes of a random width, direction and strength."""
    x, y = (generator.random(2) - 0.5).tolist()
    across = (x * rows + y * columns) / math.sqrt(x * x + y * y + 1e-6)
    period = 2 + 4 * generator.random()
    stripes = 2.0 * (np.floor(across / period) % 2) - 1
    striped: NDArray[np.float64] = colour[:, None, None] + 25 * generator.random() * stripes
    return striped
