"""What a topology is worth as a graph: one file per question, each function takes a topology and returns a number."""

from skipgraph.metrics.bound import mean_distance_excess as mean_distance_excess
from skipgraph.metrics.bound import min_possible_max_distance as min_possible_max_distance
from skipgraph.metrics.bound import min_possible_mean_distance as min_possible_mean_distance
from skipgraph.metrics.degree import edge_lengths as edge_lengths
from skipgraph.metrics.degree import in_degrees as in_degrees
from skipgraph.metrics.degree import out_degrees as out_degrees
from skipgraph.metrics.distance import backprop_distances as backprop_distances
from skipgraph.metrics.distance import count_unjoined_pairs as count_unjoined_pairs
from skipgraph.metrics.distance import distance_histogram as distance_histogram
from skipgraph.metrics.distance import distances_by_gap as distances_by_gap
from skipgraph.metrics.distance import max_backprop_distance as max_backprop_distance
from skipgraph.metrics.distance import mean_backprop_distance as mean_backprop_distance
from skipgraph.metrics.incremental import DistanceChange as DistanceChange
from skipgraph.metrics.incremental import IncrementalDistances as IncrementalDistances
from skipgraph.metrics.output import distances_to_every_output as distances_to_every_output
from skipgraph.metrics.output import distances_to_output as distances_to_output
from skipgraph.metrics.output import output_nodes as output_nodes
from skipgraph.metrics.paths import count_paths as count_paths
from skipgraph.metrics.paths import path_lengths as path_lengths
from skipgraph.metrics.stages import StageDistances as StageDistances
from skipgraph.metrics.stages import stage_distances as stage_distances
from skipgraph.metrics.stages import stage_edges as stage_edges
from skipgraph.metrics.weighted import weighted_distances as weighted_distances
