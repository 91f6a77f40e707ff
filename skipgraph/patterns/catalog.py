"""Every pattern by name."""

from collections.abc import Callable

from skipgraph.patterns.anytime import anytime
from skipgraph.patterns.base_digits import base_digits
from skipgraph.patterns.binomial import binomial
from skipgraph.patterns.chain import chain
from skipgraph.patterns.condensenet import condensenet
from skipgraph.patterns.cspnet import cspnet
from skipgraph.patterns.deep_expander import deep_expander
from skipgraph.patterns.deep_roots import deep_roots
from skipgraph.patterns.deeplab import deeplab
from skipgraph.patterns.denseformer import denseformer
from skipgraph.patterns.densenet import densenet
from skipgraph.patterns.dual_path import dual_path
from skipgraph.patterns.evenly_spaced import evenly_spaced
from skipgraph.patterns.every_other import every_other
from skipgraph.patterns.fc_densenet import fc_densenet
from skipgraph.patterns.fc_log_densenet import fc_log_densenet
from skipgraph.patterns.fc_log_densenet_v2 import fc_log_densenet_v2
from skipgraph.patterns.fc_loglog_densenet import fc_loglog_densenet
from skipgraph.patterns.fractal import fractal, fractal_drop_path
from skipgraph.patterns.hardnet import hardnet
from skipgraph.patterns.highway import highway
from skipgraph.patterns.hrnet import hrnet
from skipgraph.patterns.hyper_connections import hyper_connections
from skipgraph.patterns.hypercolumn import hypercolumn
from skipgraph.patterns.inception import inception_resnet, inception_v4
from skipgraph.patterns.k_hop import k_hop
from skipgraph.patterns.log_densenet import log_densenet
from skipgraph.patterns.log_densenet_v2 import log_densenet_v2
from skipgraph.patterns.loglog_densenet import loglog_densenet
from skipgraph.patterns.mini_dense import mini_dense
from skipgraph.patterns.muddformer import muddformer
from skipgraph.patterns.nearest import nearest, nearest_log_i
from skipgraph.patterns.nearest_half import nearest_half
from skipgraph.patterns.nearest_half_and_log import nearest_half_and_log
from skipgraph.patterns.postage_stamp import postage_stamp
from skipgraph.patterns.pspnet import pspnet
from skipgraph.patterns.random_channel_links import random_channel_links
from skipgraph.patterns.random_dag import random_dag
from skipgraph.patterns.randwire import randwire_ba, randwire_er, randwire_ws
from skipgraph.patterns.residual_stream import residual_stream
from skipgraph.patterns.residue_jumps import residue_jumps
from skipgraph.patterns.resnet import resnet
from skipgraph.patterns.s3_net import s3_net
from skipgraph.patterns.segnet import segnet
from skipgraph.patterns.sequential_greedy import sequential_greedy
from skipgraph.patterns.spaced import spaced
from skipgraph.patterns.sparsenet import sparsenet
from skipgraph.patterns.stochastic_depth import stochastic_depth
from skipgraph.patterns.stochastic_log_densenet import stochastic_log_densenet
from skipgraph.patterns.two_hop import two_hop
from skipgraph.patterns.unet import unet
from skipgraph.patterns.unet_plus_plus import unet_plus_plus
from skipgraph.patterns.value_residual import value_residual
from skipgraph.topology import Topology

__all__ = ["CATALOG"]

CATALOG: dict[str, Callable[..., Topology]] = {
    "chain": chain,
    "resnet": resnet,
    "densenet": densenet,
    "log_densenet": log_densenet,
    "log_densenet_v2": log_densenet_v2,
    "loglog_densenet": loglog_densenet,
    "nearest": nearest,
    "nearest_log_i": nearest_log_i,
    "evenly_spaced": evenly_spaced,
    "nearest_half": nearest_half,
    "every_other": every_other,
    "nearest_half_and_log": nearest_half_and_log,
    "mini_dense": mini_dense,
    "condensenet": condensenet,
    "dual_path": dual_path,
    "cspnet": cspnet,
    "sparsenet": sparsenet,
    "hardnet": hardnet,
    "s3_net": s3_net,
    "random_channel_links": random_channel_links,
    "deep_expander": deep_expander,
    "stochastic_log_densenet": stochastic_log_densenet,
    "two_hop": two_hop,
    "k_hop": k_hop,
    "spaced": spaced,
    "binomial": binomial,
    "postage_stamp": postage_stamp,
    "base_digits": base_digits,
    "residue_jumps": residue_jumps,
    "sequential_greedy": sequential_greedy,
    "fractal": fractal,
    "fractal_drop_path": fractal_drop_path,
    "random_dag": random_dag,
    "randwire_ba": randwire_ba,
    "randwire_er": randwire_er,
    "randwire_ws": randwire_ws,
    "unet": unet,
    "segnet": segnet,
    "unet_plus_plus": unet_plus_plus,
    "fc_densenet": fc_densenet,
    "fc_log_densenet": fc_log_densenet,
    "fc_log_densenet_v2": fc_log_densenet_v2,
    "fc_loglog_densenet": fc_loglog_densenet,
    "hypercolumn": hypercolumn,
    "pspnet": pspnet,
    "deeplab": deeplab,
    "hrnet": hrnet,
    "highway": highway,
    "stochastic_depth": stochastic_depth,
    "inception_resnet": inception_resnet,
    "inception_v4": inception_v4,
    "deep_roots": deep_roots,
    "residual_stream": residual_stream,
    "denseformer": denseformer,
    "value_residual": value_residual,
    "hyper_connections": hyper_connections,
    "muddformer": muddformer,
    "anytime": anytime,
}
