"""Heads: what turns what an output joins into logits. Each class imported here is an entry of the catalogue."""

from skipgraph.plan.heads.classify import Linear as Linear
from skipgraph.plan.heads.classify import NormLinear as NormLinear
from skipgraph.plan.heads.classify import NormPoolLinear as NormPoolLinear
from skipgraph.plan.heads.classify import NormReluLinear as NormReluLinear
from skipgraph.plan.heads.classify import NormReluPoolLinear as NormReluPoolLinear
from skipgraph.plan.heads.classify import PoolLinear as PoolLinear
from skipgraph.plan.heads.classify import TokenMeanLinear as TokenMeanLinear
from skipgraph.plan.heads.head import Head as Head
from skipgraph.plan.heads.passed_on import PassedOn as PassedOn
from skipgraph.plan.heads.segment import Segmentation as Segmentation
from skipgraph.plan.heads.segment import SegmentationConv as SegmentationConv
from skipgraph.plan.part import catalogue

CATALOG: dict[str, type[Head]] = catalogue(Head, globals())
"""The heads by their names on the command line and in files."""
