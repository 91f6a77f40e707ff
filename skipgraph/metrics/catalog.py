"""The catalogue of metrics: name, function, group, definition, paper and unit of each number of a topology.

To add a metric, write its function in a file of this folder and add its entry here. A new file also needs its line
among the imports. `skipgraph.metrics`, tables and the command line take functions and entries from this file.
"""

# ruff: noqa: F403, F405  # the face has whatever these files export

from operator import attrgetter as _attrgetter

from skipgraph.metrics.ablation import *
from skipgraph.metrics.additive_liveness import *
from skipgraph.metrics.centrality import *
from skipgraph.metrics.connectivity import *
from skipgraph.metrics.degree import *
from skipgraph.metrics.distance import *
from skipgraph.metrics.edge_length import *
from skipgraph.metrics.entry import *
from skipgraph.metrics.flow import *
from skipgraph.metrics.inequality import *
from skipgraph.metrics.information import *
from skipgraph.metrics.liveness import *
from skipgraph.metrics.moore_bound import *
from skipgraph.metrics.output import *
from skipgraph.metrics.paths import *
from skipgraph.metrics.reordering import *
from skipgraph.metrics.small_worldness import *
from skipgraph.metrics.spectral import *
from skipgraph.metrics.traffic import *
from skipgraph.metrics.transitive_reduction import *

_LOG_DENSENET = "Hu et al. 2017, arXiv:1711.00002"
_VEIT = "Veit et al. 2016, arXiv:1605.06431"
_NN_MASS = "Bhardwaj et al. 2021, arXiv:1910.00780"
_RELATIONAL = "You et al. 2020, arXiv:2007.06559"

CATALOG: dict[str, MetricEntry] = {
    "n_nodes": MetricEntry(_attrgetter("n_nodes"), "size", "nodes of every kind", "nodes", "integer"),
    "n_layers": MetricEntry(_attrgetter("n_layers"), "size", "nodes that transform features", "layers", "integer"),
    "n_edges": MetricEntry(_attrgetter("n_edges"), "size", "edges between nodes of every kind", "edges", "integer"),
    "max_backprop_distance": MetricEntry(
        max_backprop_distance,
        "distance",
        "MBD: most layers that a gradient passes on the shortest path of a joined pair",
        "layers",
        "integer",
        _LOG_DENSENET,
    ),
    "mean_backprop_distance": MetricEntry(
        mean_backprop_distance,
        "distance",
        "mean BD: layers that a gradient passes on the shortest path, over all joined pairs",
        "layers",
        paper=_LOG_DENSENET,
    ),
    "unjoined_pairs": MetricEntry(
        count_unjoined_pairs, "distance", "pairs of layers and inputs that no path joins", "pairs", "integer"
    ),
    "max_distance_to_output": MetricEntry(
        max_distance_to_output,
        "distance",
        "most layers from the last node back to a layer or input",
        "layers",
        "integer",
    ),
    "mean_distance_to_output": MetricEntry(
        mean_distance_to_output, "distance", "mean layers from the last node back to the layers and inputs", "layers"
    ),
    "min_possible_max_distance_layers": MetricEntry(
        min_possible_max_distance,
        "distance",
        "Moore bound: no topology with this largest in-degree has a smaller MBD",
        "layers",
        "integer",
        "Hoffman and Singleton 1960",
    ),
    "min_possible_mean_distance_layers": MetricEntry(
        min_possible_mean_distance,
        "distance",
        "no topology with as many edges and this largest in-degree has a smaller mean BD",
        "layers",
    ),
    "mean_distance_excess": MetricEntry(
        mean_distance_excess, "distance", "mean BD over the bound for the same edges and in-degree; 1 is optimal"
    ),
    "n_paths": MetricEntry(count_paths, "paths", "paths from an input to the last node", "paths", "exact", _VEIT),
    "log2_paths_bits": MetricEntry(log2_path_count, "paths", "binary logarithm of the number of paths", "bits"),
    "mean_path_length_layers": MetricEntry(
        mean_path_length,
        "paths",
        "layers on a path from an input to the last node, mean over all paths",
        "layers",
        paper=_VEIT,
    ),
    "max_path_length_layers": MetricEntry(
        max_path_length, "paths", "layers on the longest path from an input to the last node", "layers", "integer"
    ),
    "effective_path_length_layers": MetricEntry(
        effective_path_length,
        "paths",
        "the same mean when a path of k layers weighs 2**-k, as gradients fade",
        "layers",
        paper=_VEIT,
        options={"layer_factor": 0.5},
    ),
    "edge_disjoint_paths": MetricEntry(
        count_edge_disjoint_paths,
        "paths",
        "paths to the last node that share no edge; the fewest edges whose loss cuts it off from the inputs",
        "paths",
        "integer",
        "Menger 1927",
    ),
    "node_disjoint_paths": MetricEntry(
        count_node_disjoint_paths,
        "paths",
        "paths to the last node that share no node in between",
        "paths",
        "integer",
        "Menger 1927",
    ),
    "max_in_degree": MetricEntry(max_in_degree, "degree", "most nodes that a node reads", "edges", "integer"),
    "max_out_degree": MetricEntry(max_out_degree, "degree", "most nodes that read a node", "edges", "integer"),
    "in_degree_gini": MetricEntry(in_degree_gini, "degree", "how unevenly nodes read, 0 to 1", paper="Gini 1912"),
    "out_degree_gini": MetricEntry(out_degree_gini, "degree", "how unevenly nodes are read, 0 to 1", paper="Gini 1912"),
    "mean_edge_length": MetricEntry(
        mean_edge_length, "degree", "nodes of every kind that an edge spans, mean", "nodes"
    ),
    "max_edge_length": MetricEntry(
        max_edge_length, "degree", "nodes of every kind that the longest edge spans", "nodes", "integer"
    ),
    "redundant_edges": MetricEntry(
        count_redundant_edges,
        "degree",
        "edges outside the transitive reduction: a longer path also joins the two nodes",
        "edges",
        "integer",
        "Aho, Garey and Ullman 1972",
    ),
    "edge_density": MetricEntry(edge_density, "degree", "edges over pairs of nodes, 0 to 1"),
    "max_live_tensors": MetricEntry(
        max_live_count,
        "liveness",
        "most tensors kept between two steps for readers that concatenate",
        "tensors",
        "integer",
    ),
    "max_additive_live_tensors": MetricEntry(
        max_additive_live_count,
        "liveness",
        "most tensors and running sums kept between two steps for readers that add",
        "tensors",
        "integer",
        "Koenig 1931",
    ),
    "peak_live_tensors": MetricEntry(
        peak_live_tensors, "liveness", "most tensors in memory during a step, its own included", "tensors", "integer"
    ),
    "reordered_peak_live_tensors": MetricEntry(
        reordered_peak_live_bytes,
        "liveness",
        "the same in the best execution order that a heuristic finds",
        "tensors",
        "integer",
        "Sethi 1975",
    ),
    "max_cut_edges": MetricEntry(max_cut_width, "liveness", "most edges cut between two steps", "edges", "integer"),
    "memory_traffic_tensors": MetricEntry(
        memory_traffic,
        "liveness",
        "CIO with tensors of one size: what all layers and transitions read and write",
        "tensors",
        "integer",
        "Chao et al. 2019, arXiv:1909.00948",
    ),
    "live_nodes": MetricEntry(
        count_live_nodes,
        "connectivity",
        "nodes that lead to an output, or to the last node where there is none",
        "nodes",
        "integer",
    ),
    "articulation_layers": MetricEntry(
        count_articulation_layers,
        "connectivity",
        "layers before the last node that every path passes",
        "layers",
        "integer",
    ),
    "worst_lesion_path_share": MetricEntry(
        worst_lesion_path_share,
        "connectivity",
        "share of the paths that is left without the most travelled layer before the last node",
        paper=_VEIT,
    ),
    "edge_loss_joined_share": MetricEntry(
        mean_joined_share,
        "connectivity",
        "share of the pairs that stay joined without a random tenth of the edges, mean of 10 trials with seed 0",
        options={"fraction": 0.1, "seed": 0, "n_trials": 10},
    ),
    "algebraic_connectivity": MetricEntry(
        algebraic_connectivity,
        "spectral",
        "second smallest eigenvalue of the Laplacian of the undirected graph",
        paper="Fiedler 1973",
    ),
    "spectral_gap": MetricEntry(
        spectral_gap,
        "spectral",
        "second smallest eigenvalue of the normalized Laplacian of the undirected graph",
        paper="Chung 1997",
    ),
    "effective_resistance_edges": MetricEntry(
        effective_resistance,
        "spectral",
        "resistance from node 0 to the last node if each edge has one ohm",
        "edges",
        paper="Klein and Randic 1993",
    ),
    "max_pagerank": MetricEntry(
        max_pagerank, "spectral", "largest PageRank along the data, damping 0.85", paper="Brin and Page 1998"
    ),
    "max_betweenness": MetricEntry(
        max_betweenness,
        "spectral",
        "largest share of shortest paths, in edges, that pass through one node",
        paper="Freeman 1977",
    ),
    "clustering_coefficient": MetricEntry(
        clustering_coefficient,
        "small_world",
        "C: mean share of a node's neighbours that are neighbours, edges undirected",
        paper=_RELATIONAL,
    ),
    "average_path_length_edges": MetricEntry(
        average_path_length, "small_world", "L: mean path length, edges undirected", "edges", paper=_RELATIONAL
    ),
    "small_world_sigma": MetricEntry(
        small_world_sigma,
        "small_world",
        "clustering over path length, each relative to five random graphs of equal degrees and seed 0",
        paper="Humphries and Gurney 2008",
        options={"seed": 0},
    ),
    "skip_density": MetricEntry(
        skip_density, "information", "skips within stages over those possible, 0 to 1", paper=_NN_MASS
    ),
    "nn_mass": MetricEntry(
        nn_mass,
        "information",
        "NN-Mass at one channel a layer: skip density times depth, over stages",
        "layers",
        paper=_NN_MASS,
    ),
}

GROUPS: dict[Group, tuple[str, ...]] = {
    group: tuple(name for name, entry in CATALOG.items() if entry.group == group)
    for group in dict.fromkeys(entry.group for entry in CATALOG.values())
}
