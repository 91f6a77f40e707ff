"""Transitions: what a transition node does. Each class imported here is an entry of the catalogue."""

from skipgraph.plan.part import catalogue
from skipgraph.plan.transitions.conv import Conv as Conv
from skipgraph.plan.transitions.conv_norm import ConvNorm as ConvNorm
from skipgraph.plan.transitions.conv_norm import ConvNormRelu as ConvNormRelu
from skipgraph.plan.transitions.matrix import NormLinear as NormLinear
from skipgraph.plan.transitions.matrix import NormReluLinear as NormReluLinear
from skipgraph.plan.transitions.norm_relu_conv import NormReluConv as NormReluConv
from skipgraph.plan.transitions.pad import Pad as Pad
from skipgraph.plan.transitions.pool import Pool as Pool
from skipgraph.plan.transitions.transition import Transition as Transition

CATALOG: dict[str, type[Transition]] = catalogue(Transition, globals())
"""The transitions by their names on the command line and in files."""
