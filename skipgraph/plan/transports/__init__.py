"""Transports: how a feature gets to another stage without a transition node. Each class is in the catalogue."""

from skipgraph.plan.part import catalogue
from skipgraph.plan.transports.norm_conv_pool import NormConvPool as NormConvPool
from skipgraph.plan.transports.pool import Pool as Pool
from skipgraph.plan.transports.stride import Stride as Stride
from skipgraph.plan.transports.transport import Transport as Transport

CATALOG: dict[str, type[Transport]] = catalogue(Transport, globals())
"""The transports by their names on the command line and in files."""
