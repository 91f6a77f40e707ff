"""Topologies as torch networks."""

from skipgraph.nn.compile import compile
from skipgraph.nn.network import SkipNetwork

__all__ = ["SkipNetwork", "compile"]
