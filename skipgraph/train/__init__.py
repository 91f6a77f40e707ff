"""Train a compiled network: data, the loop, and a run on disk that can be resumed."""

from skipgraph.train.archive import load_archive as load_archive
from skipgraph.train.checkpoint import Checkpoint as Checkpoint
from skipgraph.train.checkpoint import EpochResult as EpochResult
from skipgraph.train.checkpoint import best_epoch as best_epoch
from skipgraph.train.checkpoint import read_checkpoint as read_checkpoint
from skipgraph.train.datasets import DATASETS as DATASETS
from skipgraph.train.digits import load_digits as load_digits
from skipgraph.train.images import VOID as VOID
from skipgraph.train.images import ImageData as ImageData
from skipgraph.train.images import LabelledImages as LabelledImages
from skipgraph.train.loop import fit as fit
from skipgraph.train.loop import seeded as seeded
from skipgraph.train.losses import joint_loss as joint_loss
from skipgraph.train.recipe import Recipe as Recipe
from skipgraph.train.scores import Scores as Scores
from skipgraph.train.scores import evaluate as evaluate
from skipgraph.train.shapes import draw_shapes as draw_shapes
from skipgraph.train.shapes import load_shapes as load_shapes
