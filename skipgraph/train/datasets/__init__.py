"""Datasets by name, and a user's own images from a file."""

from skipgraph.train.datasets.archive import load_archive as load_archive
from skipgraph.train.datasets.digits import load_digits as load_digits
from skipgraph.train.datasets.names import DATASETS as DATASETS
from skipgraph.train.datasets.names import load_dataset as load_dataset
from skipgraph.train.datasets.shapes import SHAPES as SHAPES
from skipgraph.train.datasets.shapes import draw_shapes as draw_shapes
from skipgraph.train.datasets.shapes import load_shapes as load_shapes
