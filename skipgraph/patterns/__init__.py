"""Published skip-connection patterns: each function returns a topology; `CATALOG` holds the patterns by name.

The catalogue's patterns come from `catalog.py`. The lines here add what else the rule files offer: networks of
published sizes, the numbers of a rule without its graph, and the builder for topologies with stages.
"""

from skipgraph.patterns.catalog import *  # noqa: F403  # the face has whatever the catalogue has
from skipgraph.patterns.catalog import CATALOG as CATALOG
from skipgraph.patterns.rules._staged import build_staged as build_staged
from skipgraph.patterns.rules.binomial import binomial_distance as binomial_distance
from skipgraph.patterns.rules.chain import alexnet as alexnet
from skipgraph.patterns.rules.chain import vgg as vgg
from skipgraph.patterns.rules.condensenet import condensenet_cifar as condensenet_cifar
from skipgraph.patterns.rules.condensenet import condensenet_imagenet as condensenet_imagenet
from skipgraph.patterns.rules.densenet import densenet_cifar as densenet_cifar
from skipgraph.patterns.rules.densenet import densenet_imagenet as densenet_imagenet
from skipgraph.patterns.rules.dual_path import dual_path_layout as dual_path_layout
from skipgraph.patterns.rules.fc_densenet import fc_densenet_layout as fc_densenet_layout
from skipgraph.patterns.rules.hardnet import hardnet_layout as hardnet_layout
from skipgraph.patterns.rules.k_hop import count_k_hop_edges as count_k_hop_edges
from skipgraph.patterns.rules.k_hop import k_hop_reads as k_hop_reads
from skipgraph.patterns.rules.log_densenet import log_offsets as log_offsets
from skipgraph.patterns.rules.log_densenet_v2 import compressed_growth as compressed_growth
from skipgraph.patterns.rules.postage_stamp import EXTREMAL_OFFSETS as EXTREMAL_OFFSETS
from skipgraph.patterns.rules.postage_stamp import extremal_offsets as extremal_offsets
from skipgraph.patterns.rules.postage_stamp import offset_range as offset_range
from skipgraph.patterns.rules.randwire import randwire_layout as randwire_layout
from skipgraph.patterns.rules.residue_jumps import residue_period as residue_period
from skipgraph.patterns.rules.resnet import resnet_cifar as resnet_cifar
from skipgraph.patterns.rules.resnet import resnet_imagenet as resnet_imagenet
from skipgraph.patterns.rules.spaced import count_spaced_edges as count_spaced_edges
from skipgraph.patterns.rules.stochastic_depth import expected_distances as expected_distances
from skipgraph.patterns.rules.stochastic_depth import survival_probabilities as survival_probabilities
from skipgraph.patterns.rules.stochastic_depth import surviving_depth_probabilities as surviving_depth_probabilities
