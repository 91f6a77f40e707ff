"""Train a compiled network: data, the loop, and a run on disk that can be resumed."""

from skipgraph.train.checkpoint import Checkpoint as Checkpoint
from skipgraph.train.checkpoint import EpochResult as EpochResult
from skipgraph.train.checkpoint import read_checkpoint as read_checkpoint
from skipgraph.train.datasets import DATASETS as DATASETS
from skipgraph.train.datasets import ImageData as ImageData
from skipgraph.train.datasets import LabelledImages as LabelledImages
from skipgraph.train.datasets import load_digits as load_digits
from skipgraph.train.loop import Recipe as Recipe
from skipgraph.train.loop import fit as fit
from skipgraph.train.loop import seeded as seeded
