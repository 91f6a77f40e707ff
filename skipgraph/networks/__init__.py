"""Published networks by name, and the specs they are made with. A line below is the catalogue's entry."""

from collections.abc import Callable

from skipgraph.networks.condensenet import condensenet_imagenet_spec as condensenet_imagenet_spec
from skipgraph.networks.condensenet import condensenet_spec as condensenet_spec
from skipgraph.networks.densenet import densenet_bc_spec as densenet_bc_spec
from skipgraph.networks.densenet import densenet_imagenet_spec as densenet_imagenet_spec
from skipgraph.networks.densenet import densenet_spec as densenet_spec
from skipgraph.networks.dual_path import dual_path_spec as dual_path_spec
from skipgraph.networks.fc_densenet import fc_densenet_spec as fc_densenet_spec
from skipgraph.networks.fractalnet import fractalnet_spec as fractalnet_spec
from skipgraph.networks.hardnet import hardnet_spec as hardnet_spec
from skipgraph.networks.log_densenet import fc_log_densenet_spec as fc_log_densenet_spec
from skipgraph.networks.log_densenet import log_densenet_spec as log_densenet_spec
from skipgraph.networks.mlp import mlp_spec as mlp_spec
from skipgraph.networks.randwire import randwire_spec as randwire_spec
from skipgraph.networks.resnet import resnet_cifar_spec as resnet_cifar_spec
from skipgraph.networks.resnet import resnet_imagenet_spec as resnet_imagenet_spec
from skipgraph.networks.transformer import transformer_spec as transformer_spec
from skipgraph.networks.transformer import vision_transformer_spec as vision_transformer_spec
from skipgraph.plan import NetworkSpec

PRESETS: dict[str, Callable[..., NetworkSpec]] = {
    name.removesuffix("_spec"): function for name, function in tuple(globals().items()) if name.endswith("_spec")
}
"""The functions that make specs by their names on the command line."""
