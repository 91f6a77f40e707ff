"""The best topology within limits, with a certificate of how good it is."""

from skipgraph.design.baselines import baseline_limits as baseline_limits
from skipgraph.design.baselines import design_within as design_within
from skipgraph.design.baselines import draw_constructions as draw_constructions
from skipgraph.design.baselines import draw_patterns as draw_patterns
from skipgraph.design.bounds import MIN_EDGES as MIN_EDGES
from skipgraph.design.bounds import MIN_TOTAL_DISTANCES as MIN_TOTAL_DISTANCES
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
from skipgraph.design.frontier import check_comparable as check_comparable
from skipgraph.design.frontier import find_frontier as find_frontier
from skipgraph.design.incumbent import Progress as Progress
from skipgraph.design.problem import Measures as Measures
from skipgraph.design.problem import Objective as Objective
from skipgraph.design.problem import measure_topology as measure_topology
from skipgraph.design.pruning import prune as prune
