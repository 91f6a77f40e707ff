"""Stems: what turns an example into an input node. Each class imported here is an entry of the catalogue."""

from skipgraph.plan.part import catalogue
from skipgraph.plan.stems.alexnet import Alexnet as Alexnet
from skipgraph.plan.stems.conv import Conv as Conv
from skipgraph.plan.stems.conv import ConvNormRelu as ConvNormRelu
from skipgraph.plan.stems.convs import Convs as Convs
from skipgraph.plan.stems.identity import Identity as Identity
from skipgraph.plan.stems.imagenet import Imagenet as Imagenet
from skipgraph.plan.stems.matrix import Flatten as Flatten
from skipgraph.plan.stems.matrix import Linear as Linear
from skipgraph.plan.stems.matrix import LinearPosition as LinearPosition
from skipgraph.plan.stems.patches import Patches as Patches
from skipgraph.plan.stems.stem import Stem as Stem
from skipgraph.plan.stems.two_convs import TwoConvs as TwoConvs

CATALOG: dict[str, type[Stem]] = catalogue(Stem, globals())
"""The stems by their names on the command line and in files."""
