"""The catalogue of patterns: each line is one pattern, in the order of tables and pictures.

To add a pattern, write its file in `rules/` and add its line here: `CATALOG`, `skipgraph.patterns` and the command
line take it from this file.
"""

# ruff: noqa: I001  # the catalogue's order, not the alphabet's

import inspect as _inspect
from collections.abc import Callable as _Callable

from skipgraph.topology import Topology as _Topology

from skipgraph.patterns.rules.chain import chain as chain
from skipgraph.patterns.rules.resnet import resnet as resnet
from skipgraph.patterns.rules.densenet import densenet as densenet
from skipgraph.patterns.rules.log_densenet import log_densenet as log_densenet
from skipgraph.patterns.rules.log_densenet_v2 import log_densenet_v2 as log_densenet_v2
from skipgraph.patterns.rules.loglog_densenet import loglog_densenet as loglog_densenet
from skipgraph.patterns.rules.nearest import nearest as nearest
from skipgraph.patterns.rules.nearest import nearest_log_i as nearest_log_i
from skipgraph.patterns.rules.evenly_spaced import evenly_spaced as evenly_spaced
from skipgraph.patterns.rules.nearest_half import nearest_half as nearest_half
from skipgraph.patterns.rules.every_other import every_other as every_other
from skipgraph.patterns.rules.nearest_half_and_log import nearest_half_and_log as nearest_half_and_log
from skipgraph.patterns.rules.mini_dense import mini_dense as mini_dense
from skipgraph.patterns.rules.condensenet import condensenet as condensenet
from skipgraph.patterns.rules.dual_path import dual_path as dual_path
from skipgraph.patterns.rules.cspnet import cspnet as cspnet
from skipgraph.patterns.rules.sparsenet import sparsenet as sparsenet
from skipgraph.patterns.rules.hardnet import hardnet as hardnet
from skipgraph.patterns.rules.s3_net import s3_net as s3_net
from skipgraph.patterns.rules.random_channel_links import random_channel_links as random_channel_links
from skipgraph.patterns.rules.deep_expander import deep_expander as deep_expander
from skipgraph.patterns.rules.stochastic_log_densenet import stochastic_log_densenet as stochastic_log_densenet
from skipgraph.patterns.rules.two_hop import two_hop as two_hop
from skipgraph.patterns.rules.k_hop import k_hop as k_hop
from skipgraph.patterns.rules.spaced import spaced as spaced
from skipgraph.patterns.rules.binomial import binomial as binomial
from skipgraph.patterns.rules.postage_stamp import postage_stamp as postage_stamp
from skipgraph.patterns.rules.base_digits import base_digits as base_digits
from skipgraph.patterns.rules.residue_jumps import residue_jumps as residue_jumps
from skipgraph.patterns.rules.sequential_greedy import sequential_greedy as sequential_greedy
from skipgraph.patterns.rules.fractal import fractal as fractal
from skipgraph.patterns.rules.fractal import fractal_drop_path as fractal_drop_path
from skipgraph.patterns.rules.random_dag import random_dag as random_dag
from skipgraph.patterns.rules.randwire import randwire_ba as randwire_ba
from skipgraph.patterns.rules.randwire import randwire_er as randwire_er
from skipgraph.patterns.rules.randwire import randwire_ws as randwire_ws
from skipgraph.patterns.rules.unet import unet as unet
from skipgraph.patterns.rules.segnet import segnet as segnet
from skipgraph.patterns.rules.unet_plus_plus import unet_plus_plus as unet_plus_plus
from skipgraph.patterns.rules.fc_densenet import fc_densenet as fc_densenet
from skipgraph.patterns.rules.fc_log_densenet import fc_log_densenet as fc_log_densenet
from skipgraph.patterns.rules.fc_log_densenet_v2 import fc_log_densenet_v2 as fc_log_densenet_v2
from skipgraph.patterns.rules.fc_loglog_densenet import fc_loglog_densenet as fc_loglog_densenet
from skipgraph.patterns.rules.hypercolumn import hypercolumn as hypercolumn
from skipgraph.patterns.rules.pspnet import pspnet as pspnet
from skipgraph.patterns.rules.deeplab import deeplab as deeplab
from skipgraph.patterns.rules.hrnet import hrnet as hrnet
from skipgraph.patterns.rules.highway import highway as highway
from skipgraph.patterns.rules.stochastic_depth import stochastic_depth as stochastic_depth
from skipgraph.patterns.rules.inception import inception_resnet as inception_resnet
from skipgraph.patterns.rules.inception import inception_v4 as inception_v4
from skipgraph.patterns.rules.deep_roots import deep_roots as deep_roots
from skipgraph.patterns.rules.residual_stream import residual_stream as residual_stream
from skipgraph.patterns.rules.denseformer import denseformer as denseformer
from skipgraph.patterns.rules.value_residual import value_residual as value_residual
from skipgraph.patterns.rules.hyper_connections import hyper_connections as hyper_connections
from skipgraph.patterns.rules.muddformer import muddformer as muddformer
from skipgraph.patterns.rules.anytime import anytime as anytime

CATALOG: dict[str, _Callable[..., _Topology]] = {
    name: value for name, value in tuple(globals().items()) if _inspect.isfunction(value)
}
