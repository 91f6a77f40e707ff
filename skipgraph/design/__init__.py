"""The best topology under a budget, with a certificate of how good it is."""

from skipgraph.design.bounds import Bound as Bound
from skipgraph.design.bounds import min_edges as min_edges
from skipgraph.design.bounds import min_live as min_live
from skipgraph.design.bounds import min_max_distance as min_max_distance
from skipgraph.design.bounds import min_mean_distance as min_mean_distance
from skipgraph.design.designer import Design as Design
from skipgraph.design.designer import design_topology as design_topology
from skipgraph.design.exact import ExactResult as ExactResult
from skipgraph.design.exact import solve_exactly as solve_exactly
from skipgraph.design.frontier import FrontierPoint as FrontierPoint
from skipgraph.design.frontier import find_frontier as find_frontier
from skipgraph.design.prune import prune as prune
from skipgraph.design.request import Measures as Measures
