"""Pictures of topologies: each file computes what a picture shows, then draws it on matplotlib axes."""

from skipgraph.plot.adjacency import AdjacencyInfo as AdjacencyInfo
from skipgraph.plot.adjacency import adjacency as adjacency
from skipgraph.plot.adjacency import compute_adjacency as compute_adjacency
from skipgraph.plot.arcs import ArcsInfo as ArcsInfo
from skipgraph.plot.arcs import arcs as arcs
from skipgraph.plot.arcs import compute_arcs as compute_arcs
from skipgraph.plot.distances import DistancesInfo as DistancesInfo
from skipgraph.plot.distances import compute_distances as compute_distances
from skipgraph.plot.distances import distances as distances
from skipgraph.plot.frontier import FrontierInfo as FrontierInfo
from skipgraph.plot.frontier import compute_frontier as compute_frontier
from skipgraph.plot.frontier import frontier as frontier
from skipgraph.plot.profile import ProfileInfo as ProfileInfo
from skipgraph.plot.profile import compute_profile as compute_profile
from skipgraph.plot.profile import profile as profile
from skipgraph.plot.style import new_figure as new_figure
from skipgraph.plot.style import paper_style as paper_style
from skipgraph.plot.style import save_figure as save_figure
from skipgraph.plot.text import text_arcs as text_arcs
