"""skipgraph: the graph theory of skip-connection topologies.

The ideas, in the order in which they build on each other:

- `Topology`: who reads whom, an immutable directed acyclic graph (`skipgraph.topology`);
- `patterns`: topologies drawn by the rules of published papers;
- `metrics`: numbers of a topology, first of all its backprop distances;
- `measure`: many metrics of many topologies as one table;
- `plot`: pictures of a topology;
- `design_topology`: the best topology that a search finds under a budget, with a bound that says how good it is;
- `plan_network` and `compile`: a topology and a `NetworkSpec` become a plan with all costs, then a torch network;
- `trace`: the topology of any torch network, read out of its forward pass;
- `train`: fit a network on labelled images, or on images with a label for each pixel.

``import skipgraph`` loads nothing else, so that it takes no time: every room and name is loaded on first use.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skipgraph import design as design
    from skipgraph import metrics as metrics
    from skipgraph import networks as networks
    from skipgraph import nn as nn
    from skipgraph import patterns as patterns
    from skipgraph import plan as plan
    from skipgraph import plot as plot
    from skipgraph import report as report
    from skipgraph import topology as topology
    from skipgraph import tracing as tracing
    from skipgraph import train as train
    from skipgraph.design import design_topology as design_topology
    from skipgraph.errors import ArgumentError as ArgumentError
    from skipgraph.errors import FormatError as FormatError
    from skipgraph.errors import FormatWarning as FormatWarning
    from skipgraph.errors import MemoryLimitError as MemoryLimitError
    from skipgraph.errors import PlanError as PlanError
    from skipgraph.errors import SkipgraphError as SkipgraphError
    from skipgraph.errors import TopologyError as TopologyError
    from skipgraph.nn import compile as compile
    from skipgraph.plan import Block as Block
    from skipgraph.plan import Images as Images
    from skipgraph.plan import Join as Join
    from skipgraph.plan import NetworkPlan as NetworkPlan
    from skipgraph.plan import NetworkSpec as NetworkSpec
    from skipgraph.plan import Operation as Operation
    from skipgraph.plan import Sequences as Sequences
    from skipgraph.plan import Vectors as Vectors
    from skipgraph.plan import blocks as blocks
    from skipgraph.plan import heads as heads
    from skipgraph.plan import plan_network as plan_network
    from skipgraph.plan import stems as stems
    from skipgraph.plan import transitions as transitions
    from skipgraph.plan import transports as transports
    from skipgraph.report import measure as measure
    from skipgraph.topology import Aggregation as Aggregation
    from skipgraph.topology import NodeKind as NodeKind
    from skipgraph.topology import Topology as Topology
    from skipgraph.topology import read_topology as read_topology
    from skipgraph.topology import write_topology as write_topology
    from skipgraph.tracing import trace as trace

__version__ = "0.2.0.dev0"

_ROOMS = (
    "design",
    "errors",
    "metrics",
    "networks",
    "nn",
    "patterns",
    "plan",
    "plot",
    "report",
    "topology",
    "tracing",
    "train",
)
# name -> the module that it comes from
_NAMES = {
    "Aggregation": "skipgraph.topology",
    "ArgumentError": "skipgraph.errors",
    "Block": "skipgraph.plan",
    "FormatError": "skipgraph.errors",
    "Images": "skipgraph.plan",
    "Join": "skipgraph.plan",
    "NetworkPlan": "skipgraph.plan",
    "NetworkSpec": "skipgraph.plan",
    "NodeKind": "skipgraph.topology",
    "Operation": "skipgraph.plan",
    "FormatWarning": "skipgraph.errors",
    "MemoryLimitError": "skipgraph.errors",
    "PlanError": "skipgraph.errors",
    "Sequences": "skipgraph.plan",
    "SkipgraphError": "skipgraph.errors",
    "Topology": "skipgraph.topology",
    "TopologyError": "skipgraph.errors",
    "Vectors": "skipgraph.plan",
    "blocks": "skipgraph.plan",
    "compile": "skipgraph.nn",
    "design_topology": "skipgraph.design",
    "heads": "skipgraph.plan",
    "measure": "skipgraph.report",
    "plan_network": "skipgraph.plan",
    "read_topology": "skipgraph.topology",
    "stems": "skipgraph.plan",
    "trace": "skipgraph.tracing",
    "transitions": "skipgraph.plan",
    "transports": "skipgraph.plan",
    "write_topology": "skipgraph.topology",
}


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"skipgraph.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(_NAMES[name]), name)
    raise AttributeError(f"module 'skipgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS, *_NAMES})
