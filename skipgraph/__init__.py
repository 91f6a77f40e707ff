"""skipgraph: the graph theory of skip-connection topologies.

The ideas, in the order in which they build on each other:

- `Topology`: who reads whom, an immutable directed acyclic graph (`skipgraph.topology`);
- `patterns`: topologies drawn by the rules of published papers;
- `metrics`: numbers of a topology, first of all its backprop distances;
- `measure`: many metrics of many topologies as one table;
- `plot`: pictures of a topology;
- `design_topology`: the best topology that a search finds under a budget, with a bound that says how good it is;
- `plan_network` and `compile`: a topology and a `NetworkSpec` become a bill, then a torch network;
- `trace`: the topology of any torch network, read out of its forward pass;
- `train`: fit a network on labelled images, or on images with a label for each pixel.

``import skipgraph`` loads neither torch nor matplotlib nor pandas; what needs them is resolved on first use.
"""

import importlib
from typing import TYPE_CHECKING, Any

from skipgraph import metrics as metrics
from skipgraph import patterns as patterns
from skipgraph.errors import ArgumentError as ArgumentError
from skipgraph.errors import FormatError as FormatError
from skipgraph.errors import PlanError as PlanError
from skipgraph.errors import SkipgraphError as SkipgraphError
from skipgraph.errors import TopologyError as TopologyError
from skipgraph.plan import NetworkPlan as NetworkPlan
from skipgraph.plan import NetworkSpec as NetworkSpec
from skipgraph.plan import plan_network as plan_network
from skipgraph.topology import Aggregation as Aggregation
from skipgraph.topology import NodeKind as NodeKind
from skipgraph.topology import Topology as Topology
from skipgraph.topology import read_topology as read_topology
from skipgraph.topology import write_topology as write_topology

if TYPE_CHECKING:
    from skipgraph import design as design
    from skipgraph import plot as plot
    from skipgraph import report as report
    from skipgraph import train as train
    from skipgraph.design import design_topology as design_topology
    from skipgraph.nn import compile as compile
    from skipgraph.nn.trace import trace as trace
    from skipgraph.report import measure as measure

__version__ = "0.1.0"

# name -> (module, attribute); an empty attribute names the module itself
_ON_FIRST_USE = {
    "compile": ("skipgraph.nn", "compile"),
    "design": ("skipgraph.design", ""),
    "design_topology": ("skipgraph.design", "design_topology"),
    "measure": ("skipgraph.report", "measure"),
    "plot": ("skipgraph.plot", ""),
    "report": ("skipgraph.report", ""),
    "trace": ("skipgraph.nn.trace", "trace"),
    "train": ("skipgraph.train", ""),
}


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module 'skipgraph' has no attribute {name!r}")
    module_name, attribute = _ON_FIRST_USE[name]
    module = importlib.import_module(module_name)
    return getattr(module, attribute) if attribute else module


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_FIRST_USE})
