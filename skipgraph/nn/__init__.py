"""Topologies as torch networks: compile them, keep and inherit their weights, measure their layers."""

from skipgraph.nn.aggregation import Concat, Gated, Mean, Sum, Weighted, make_join
from skipgraph.nn.check_state import check_fit, nearest_fit
from skipgraph.nn.compiling import Factory, compile
from skipgraph.nn.densenet_weights import load_densenet_state
from skipgraph.nn.export import export_network, load_network
from skipgraph.nn.inherit import Inherited, inherit_weights
from skipgraph.nn.measure_gradients import GradientNorms, gradient_norms
from skipgraph.nn.measure_isometry import Isometry, layerwise_isometry
from skipgraph.nn.network import SkipNetwork
from skipgraph.nn.step_module import StepModule

__all__ = [
    "Concat",
    "Factory",
    "Gated",
    "GradientNorms",
    "Inherited",
    "Isometry",
    "Mean",
    "SkipNetwork",
    "StepModule",
    "Sum",
    "Weighted",
    "check_fit",
    "compile",
    "export_network",
    "gradient_norms",
    "inherit_weights",
    "layerwise_isometry",
    "load_densenet_state",
    "load_network",
    "make_join",
    "nearest_fit",
]
