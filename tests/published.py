"""Networks as published: what each is made of, how many numbers it trains and what it multiplies."""

from typing import NamedTuple

from skipgraph import patterns
from skipgraph.plan import NetworkSpec
from skipgraph.topology import Topology


class Published(NamedTuple):
    """A network with the numbers of its source."""

    name: str
    topology: Topology
    spec: NetworkSpec
    n_parameters: int
    mega_macs: float | None
    source: str


HUANG = "Huang et al., CVPR 2017, and a recount of the authors' code; in print 1.0M, 7.0M, 0.8M and 25.0 % error"
HE_CIFAR = "He et al., CVPR 2016, table 6: 0.27M, 0.85M and 1.7M; to the last digit a recount of its option A"
# the strides of torchvision's bottlenecks are on the 3x3 convolutions, so its MACs are not those of the paper
HE = "torchvision's table of models; MACs in He et al., CVPR 2016, table 1, without shortcuts: 1.8, 3.6, 3.8 and 7.6 G"
JEGOU = "a recount of the authors' code; Jegou et al., CVPR Workshops 2017: 1.4M and 3.5M with statistics of norms"
ZHU = "a recount of the authors' code; Zhu et al., ECCV 2018: 0.76M for 40-24"


def _sparsenet(growth_rate: int, stem_channels: int, num_classes: int) -> tuple[Topology, NetworkSpec]:
    spec = NetworkSpec(growth_rate=growth_rate, stem_channels=stem_channels, num_classes=num_classes)
    return patterns.sparsenet(36, blocks=(12, 12, 12)), spec


PUBLISHED = [
    Published("DenseNet-40-12", patterns.densenet_cifar(40), NetworkSpec.densenet(), 1_019_722, 264.8, HUANG),
    Published("DenseNet-100-12", patterns.densenet_cifar(100), NetworkSpec.densenet(), 6_979_642, 1770, HUANG),
    Published(
        "DenseNet-BC-100-12",
        patterns.densenet_cifar(100, bottleneck=True),
        NetworkSpec.densenet_bc(),
        769_162,
        287.9,
        HUANG,
    ),
    Published(
        "DenseNet-121",
        patterns.densenet_imagenet(121),
        NetworkSpec.densenet_imagenet(),
        7_978_856,
        2834,
        "torchvision's table of models",
    ),
    *(
        Published(
            f"ResNet-{depth}", patterns.resnet_cifar(depth), NetworkSpec.resnet_cifar(), n_parameters, None, HE_CIFAR
        )
        for depth, n_parameters in ((20, 269_722), (56, 853_018), (110, 1_727_962))
    ),
    *(
        Published(
            f"ResNet-{depth}",
            patterns.resnet_imagenet(depth),
            NetworkSpec.resnet_imagenet(),
            n_parameters,
            None,
            HE,
        )
        for depth, n_parameters in (
            (18, 11_689_512),
            (34, 21_797_672),
            (50, 25_557_032),
            (101, 44_549_160),
            (152, 60_192_808),
        )
    ),
    Published("SparseNet-40-24", *_sparsenet(24, 48, 100), 757_252, None, ZHU),
    Published("SparseNet-40-12", *_sparsenet(12, 16, 10), 185_778, None, ZHU),
    *(
        Published(
            f"FC-DenseNet{depth}",
            patterns.fc_densenet_layout(depth),
            NetworkSpec.fc_densenet(image_size=(352, 480)),
            n_parameters,
            mega_macs,
            JEGOU,
        )
        for depth, n_parameters, mega_macs in ((56, 1_376_795, 30_030), (67, 3_463_243, 70_380))
    ),
]
