"""The datasets by name."""

from collections.abc import Callable

from skipgraph.train.digits import load_digits
from skipgraph.train.images import ImageData
from skipgraph.train.shapes import load_shapes

__all__ = ["DATASETS"]

DATASETS: dict[str, Callable[..., ImageData]] = {"digits": load_digits, "shapes": load_shapes}
"""A function of `seed` for each."""
