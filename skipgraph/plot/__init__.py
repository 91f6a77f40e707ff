"""Pictures of topologies: each file computes what a picture shows, then draws it on matplotlib axes.

A name is loaded on first use, so that a picture in letters does not load matplotlib.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from skipgraph.plot.adjacency_matrix import AdjacencyInfo as AdjacencyInfo
    from skipgraph.plot.adjacency_matrix import adjacency as adjacency
    from skipgraph.plot.adjacency_matrix import compute_adjacency as compute_adjacency
    from skipgraph.plot.arc_diagram import ArcsInfo as ArcsInfo
    from skipgraph.plot.arc_diagram import arcs as arcs
    from skipgraph.plot.arc_diagram import compute_arcs as compute_arcs
    from skipgraph.plot.distance_heatmap import DistancesInfo as DistancesInfo
    from skipgraph.plot.distance_heatmap import compute_distances as compute_distances
    from skipgraph.plot.distance_heatmap import distances as distances
    from skipgraph.plot.frontier_info import FrontierInfo as FrontierInfo
    from skipgraph.plot.frontier_info import FrontierMark as FrontierMark
    from skipgraph.plot.frontier_info import FrontierPanel as FrontierPanel
    from skipgraph.plot.frontier_info import compute_frontier as compute_frontier
    from skipgraph.plot.frontier_panels import frontier as frontier
    from skipgraph.plot.panels import side_by_side as side_by_side
    from skipgraph.plot.profile_panels import ProfileInfo as ProfileInfo
    from skipgraph.plot.profile_panels import compute_profile as compute_profile
    from skipgraph.plot.profile_panels import profile as profile
    from skipgraph.plot.style import COLUMN_WIDTH as COLUMN_WIDTH
    from skipgraph.plot.style import INK as INK
    from skipgraph.plot.style import KIND_MARKS as KIND_MARKS
    from skipgraph.plot.style import PAGE_WIDTH as PAGE_WIDTH
    from skipgraph.plot.style import PALETTE as PALETTE
    from skipgraph.plot.style import STAGE as STAGE
    from skipgraph.plot.style import new_figure as new_figure
    from skipgraph.plot.style import node_handles as node_handles
    from skipgraph.plot.style import paper_style as paper_style
    from skipgraph.plot.style import save_figure as save_figure
    from skipgraph.plot.style import sequential as sequential
    from skipgraph.plot.text import text_arcs as text_arcs

# name -> file
_ON_FIRST_USE = {
    "AdjacencyInfo": "adjacency_matrix",
    "ArcsInfo": "arc_diagram",
    "COLUMN_WIDTH": "style",
    "DistancesInfo": "distance_heatmap",
    "FrontierInfo": "frontier_info",
    "FrontierMark": "frontier_info",
    "FrontierPanel": "frontier_info",
    "INK": "style",
    "KIND_MARKS": "style",
    "PAGE_WIDTH": "style",
    "PALETTE": "style",
    "ProfileInfo": "profile_panels",
    "STAGE": "style",
    "adjacency": "adjacency_matrix",
    "arcs": "arc_diagram",
    "compute_adjacency": "adjacency_matrix",
    "compute_arcs": "arc_diagram",
    "compute_distances": "distance_heatmap",
    "compute_frontier": "frontier_info",
    "compute_profile": "profile_panels",
    "distances": "distance_heatmap",
    "frontier": "frontier_panels",
    "new_figure": "style",
    "node_handles": "style",
    "paper_style": "style",
    "profile": "profile_panels",
    "save_figure": "style",
    "sequential": "style",
    "side_by_side": "panels",
    "text_arcs": "text",
}


def __getattr__(name: str) -> Any:
    if name not in _ON_FIRST_USE:
        raise AttributeError(f"module 'skipgraph.plot' has no attribute {name!r}")
    return getattr(importlib.import_module(f"skipgraph.plot.{_ON_FIRST_USE[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_ON_FIRST_USE})
