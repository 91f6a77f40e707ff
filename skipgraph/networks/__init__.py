"""Published networks by name, and the specs they are made with.

``topology, spec = networks.densenet121()`` can be planned, compiled and trained; `CATALOG` has the numbers that were
published.
"""

from collections.abc import Callable

from skipgraph.networks.catalog import CATALOG as CATALOG
from skipgraph.networks.catalog import Published as Published
from skipgraph.networks.chains import alexnet as alexnet
from skipgraph.networks.chains import alexnet_spec as alexnet_spec
from skipgraph.networks.chains import vgg11 as vgg11
from skipgraph.networks.chains import vgg11_bn as vgg11_bn
from skipgraph.networks.chains import vgg13 as vgg13
from skipgraph.networks.chains import vgg13_bn as vgg13_bn
from skipgraph.networks.chains import vgg16 as vgg16
from skipgraph.networks.chains import vgg16_bn as vgg16_bn
from skipgraph.networks.chains import vgg19 as vgg19
from skipgraph.networks.chains import vgg19_bn as vgg19_bn
from skipgraph.networks.chains import vgg_spec as vgg_spec
from skipgraph.networks.condensenet import condensenet50 as condensenet50
from skipgraph.networks.condensenet import condensenet74_4 as condensenet74_4
from skipgraph.networks.condensenet import condensenet74_8 as condensenet74_8
from skipgraph.networks.condensenet import condensenet86 as condensenet86
from skipgraph.networks.condensenet import condensenet_imagenet_spec as condensenet_imagenet_spec
from skipgraph.networks.condensenet import condensenet_spec as condensenet_spec
from skipgraph.networks.densenet import densenet40_12 as densenet40_12
from skipgraph.networks.densenet import densenet100_12 as densenet100_12
from skipgraph.networks.densenet import densenet100_24 as densenet100_24
from skipgraph.networks.densenet import densenet121 as densenet121
from skipgraph.networks.densenet import densenet161 as densenet161
from skipgraph.networks.densenet import densenet169 as densenet169
from skipgraph.networks.densenet import densenet201 as densenet201
from skipgraph.networks.densenet import densenet264 as densenet264
from skipgraph.networks.densenet import densenet_bc100_12 as densenet_bc100_12
from skipgraph.networks.densenet import densenet_bc190_40 as densenet_bc190_40
from skipgraph.networks.densenet import densenet_bc250_24 as densenet_bc250_24
from skipgraph.networks.densenet import densenet_bc_spec as densenet_bc_spec
from skipgraph.networks.densenet import densenet_imagenet_spec as densenet_imagenet_spec
from skipgraph.networks.densenet import densenet_spec as densenet_spec
from skipgraph.networks.dilated_resnet import deeplabv3_resnet50 as deeplabv3_resnet50
from skipgraph.networks.dilated_resnet import deeplabv3_resnet101 as deeplabv3_resnet101
from skipgraph.networks.dilated_resnet import dilated_resnet_spec as dilated_resnet_spec
from skipgraph.networks.dilated_resnet import fcn_resnet50 as fcn_resnet50
from skipgraph.networks.dilated_resnet import fcn_resnet101 as fcn_resnet101
from skipgraph.networks.dual_path import dpn68 as dpn68
from skipgraph.networks.dual_path import dpn92 as dpn92
from skipgraph.networks.dual_path import dpn98 as dpn98
from skipgraph.networks.dual_path import dpn107 as dpn107
from skipgraph.networks.dual_path import dpn131 as dpn131
from skipgraph.networks.dual_path import dual_path_spec as dual_path_spec
from skipgraph.networks.fc_densenet import fc_densenet56 as fc_densenet56
from skipgraph.networks.fc_densenet import fc_densenet67 as fc_densenet67
from skipgraph.networks.fc_densenet import fc_densenet103 as fc_densenet103
from skipgraph.networks.fc_densenet import fc_densenet_spec as fc_densenet_spec
from skipgraph.networks.fc_hardnet import fc_hardnet70 as fc_hardnet70
from skipgraph.networks.fc_hardnet import fc_hardnet_spec as fc_hardnet_spec
from skipgraph.networks.fractalnet import fractalnet20 as fractalnet20
from skipgraph.networks.fractalnet import fractalnet40 as fractalnet40
from skipgraph.networks.fractalnet import fractalnet_spec as fractalnet_spec
from skipgraph.networks.hardnet import hardnet39ds as hardnet39ds
from skipgraph.networks.hardnet import hardnet68 as hardnet68
from skipgraph.networks.hardnet import hardnet68ds as hardnet68ds
from skipgraph.networks.hardnet import hardnet85 as hardnet85
from skipgraph.networks.hardnet import hardnet_spec as hardnet_spec
from skipgraph.networks.inception import inception_resnet_v2_spec as inception_resnet_v2_spec
from skipgraph.networks.inception import inception_v4_spec as inception_v4_spec
from skipgraph.networks.inception import inceptionresnetv2 as inceptionresnetv2
from skipgraph.networks.inception import inceptionv4 as inceptionv4
from skipgraph.networks.log_densenet import fc_log_densenet_spec as fc_log_densenet_spec
from skipgraph.networks.log_densenet import log_densenet_spec as log_densenet_spec
from skipgraph.networks.mlp import mlp_spec as mlp_spec
from skipgraph.networks.network import Network as Network
from skipgraph.networks.randwire import randwire_spec as randwire_spec
from skipgraph.networks.randwire import randwire_ws_small as randwire_ws_small
from skipgraph.networks.resnet import resnet18 as resnet18
from skipgraph.networks.resnet import resnet20_cifar as resnet20_cifar
from skipgraph.networks.resnet import resnet32_cifar as resnet32_cifar
from skipgraph.networks.resnet import resnet34 as resnet34
from skipgraph.networks.resnet import resnet44_cifar as resnet44_cifar
from skipgraph.networks.resnet import resnet50 as resnet50
from skipgraph.networks.resnet import resnet56_cifar as resnet56_cifar
from skipgraph.networks.resnet import resnet101 as resnet101
from skipgraph.networks.resnet import resnet110_cifar as resnet110_cifar
from skipgraph.networks.resnet import resnet152 as resnet152
from skipgraph.networks.resnet import resnet1202_cifar as resnet1202_cifar
from skipgraph.networks.resnet import resnet_cifar_spec as resnet_cifar_spec
from skipgraph.networks.resnet import resnet_imagenet_spec as resnet_imagenet_spec
from skipgraph.networks.resnext import resnext50_32x4d as resnext50_32x4d
from skipgraph.networks.resnext import resnext101_32x8d as resnext101_32x8d
from skipgraph.networks.resnext import resnext101_64x4d as resnext101_64x4d
from skipgraph.networks.resnext import wide_resnet50_2 as wide_resnet50_2
from skipgraph.networks.resnext import wide_resnet101_2 as wide_resnet101_2
from skipgraph.networks.segnet import segnet_spec as segnet_spec
from skipgraph.networks.segnet import segnet_vgg16 as segnet_vgg16
from skipgraph.networks.sparsenet import sparsenet40_12 as sparsenet40_12
from skipgraph.networks.sparsenet import sparsenet40_24 as sparsenet40_24
from skipgraph.networks.sparsenet import sparsenet_spec as sparsenet_spec
from skipgraph.networks.transformer import transformer_spec as transformer_spec
from skipgraph.networks.transformer import vision_transformer_spec as vision_transformer_spec
from skipgraph.networks.wide_resnet import wide_resnet16_10 as wide_resnet16_10
from skipgraph.networks.wide_resnet import wide_resnet28_10 as wide_resnet28_10
from skipgraph.networks.wide_resnet import wide_resnet40_4 as wide_resnet40_4
from skipgraph.networks.wide_resnet import wide_resnet40_8 as wide_resnet40_8
from skipgraph.networks.wide_resnet import wide_resnet_spec as wide_resnet_spec
from skipgraph.plan import NetworkSpec

PRESETS: dict[str, Callable[..., NetworkSpec]] = {
    name.removesuffix("_spec"): function for name, function in tuple(globals().items()) if name.endswith("_spec")
}
"""The functions that make specs by their names on the command line."""
