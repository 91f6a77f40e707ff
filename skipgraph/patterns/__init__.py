"""Topologies by the rules of published papers, a file per family; `CATALOG` names them all."""

from skipgraph.patterns.base_digits import base_digits as base_digits
from skipgraph.patterns.binomial import binomial as binomial
from skipgraph.patterns.catalog import CATALOG as CATALOG
from skipgraph.patterns.chain import chain as chain
from skipgraph.patterns.densenet import densenet as densenet
from skipgraph.patterns.evenly_spaced import evenly_spaced as evenly_spaced
from skipgraph.patterns.every_other import every_other as every_other
from skipgraph.patterns.k_hop import k_hop as k_hop
from skipgraph.patterns.log_densenet import log_densenet as log_densenet
from skipgraph.patterns.log_densenet_v2 import log_densenet_v2 as log_densenet_v2
from skipgraph.patterns.loglog_densenet import loglog_densenet as loglog_densenet
from skipgraph.patterns.mini_dense import mini_dense as mini_dense
from skipgraph.patterns.nearest import nearest as nearest
from skipgraph.patterns.nearest import nearest_log_i as nearest_log_i
from skipgraph.patterns.nearest_half import nearest_half as nearest_half
from skipgraph.patterns.nearest_half_and_log import nearest_half_and_log as nearest_half_and_log
from skipgraph.patterns.postage_stamp import postage_stamp as postage_stamp
from skipgraph.patterns.residue_jumps import residue_jumps as residue_jumps
from skipgraph.patterns.resnet import resnet as resnet
from skipgraph.patterns.sequential_greedy import sequential_greedy as sequential_greedy
from skipgraph.patterns.spaced import spaced as spaced
from skipgraph.patterns.two_hop import two_hop as two_hop
