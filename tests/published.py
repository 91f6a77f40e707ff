"""Networks as published: what each is made of, how many numbers it trains and what it multiplies."""

from typing import NamedTuple

from skipgraph import patterns
from skipgraph.networks import (
    condensenet_imagenet_spec,
    condensenet_spec,
    densenet_bc_spec,
    densenet_imagenet_spec,
    densenet_spec,
    dual_path_spec,
    fc_densenet_spec,
    fractalnet_spec,
    hardnet_spec,
    resnet_cifar_spec,
    resnet_imagenet_spec,
)
from skipgraph.plan import NetworkSpec, heads, stems
from skipgraph.topology import Topology


class Published(NamedTuple):
    """A network with the numbers of its source; millions of MACs come with how far they are rounded."""

    name: str
    topology: Topology
    spec: NetworkSpec
    n_parameters: int
    mega_macs: tuple[float, float] | None
    source: str


HUANG = "a recount of the authors' code; Huang et al., CVPR 2017: 1.0M, 7.0M and 0.8M"
HE_CIFAR = "a recount with option A; He et al., CVPR 2016, table 6: 0.27M, 0.85M and 1.7M"
# the table of He et al. leaves shortcuts out of its MACs and cuts digits off
HE = "torchvision's table of models; MACs of He et al., CVPR 2016, table 1"
JEGOU = "a recount of the authors' code; Jegou et al., CVPR Workshops 2017: 1.4M and 3.5M with statistics of norms"
ZHU = "a recount of the authors' code; Zhu et al., ECCV 2018: 0.76M for 40-24"
# the paper's MACs are a little more than those of convolutions and matrices
CHAO = "the tests of the model collection imgclsmob; MACs of the authors' README"
CONDENSE = "a recount of the authors' converted networks; Huang et al., CVPR 2018: 0.22M, 0.52M, 4.8M and 2.9M"
CHEN = "the tests of the model collection imgclsmob, 92 a recount; MACs of Chen et al., NIPS 2017"


def _fractal_parameters(n_columns: int) -> int:
    """Count 3x3 convolutions with a bias: in each block, one of each column reads what comes in."""
    channels, total = 3, 0
    for width in (64, 128, 256, 512, 512):
        n_inner = 2**n_columns - 1 - n_columns
        total += n_columns * (9 * channels + 1) * width + n_inner * (9 * width + 1) * width
        channels = width
    return total + (512 + 1) * 10


PUBLISHED = [
    Published("DenseNet-40-12", patterns.densenet_cifar(40), densenet_spec(), 1_019_722, (264.8, 0.05), HUANG),
    Published("DenseNet-100-12", patterns.densenet_cifar(100), densenet_spec(), 6_979_642, (1770, 0.5), HUANG),
    Published(
        "DenseNet-BC-100-12",
        patterns.densenet_cifar(100, bottleneck=True),
        densenet_bc_spec(),
        769_162,
        (287.9, 0.05),
        HUANG,
    ),
    *(
        Published(
            f"DenseNet-{depth}",
            patterns.densenet_imagenet(depth),
            densenet_imagenet_spec(growth_rate=48 if depth == 161 else 32),
            count,
            macs,
            "torchvision's table of models",
        )
        for depth, count, macs in (
            (121, 7_978_856, (2834, 0.5)),
            (161, 28_681_000, None),
            (169, 14_149_480, None),
            (201, 20_013_928, None),
        )
    ),
    *(
        Published(f"ResNet-{depth}", patterns.resnet_cifar(depth), resnet_cifar_spec(), count, None, HE_CIFAR)
        for depth, count in ((20, 269_722), (56, 853_018), (110, 1_727_962))
    ),
    *(
        Published(f"ResNet-{depth}", patterns.resnet_imagenet(depth), resnet_imagenet_spec(), count, macs, HE)
        for depth, count, macs in (
            (18, 11_689_512, (1800, 50)),
            (34, 21_797_672, (3600, 70)),
            (50, 25_557_032, (3800, 70)),
            (101, 44_549_160, (7600, 50)),
            (152, 60_192_808, (11_300, 50)),
        )
    ),
    *(
        Published(
            f"SparseNet-40-{growth_rate}",
            patterns.sparsenet(36, blocks=(12,) * 3),
            NetworkSpec(
                growth_rate=growth_rate,
                stem=stems.Conv(channels=stem_channels),
                head=heads.NormReluPoolLinear(classes=num_classes),
            ),
            count,
            None,
            ZHU,
        )
        for growth_rate, stem_channels, num_classes, count in ((24, 48, 100, 757_252), (12, 16, 10, 185_778))
    ),
    *(
        Published(
            f"HarDNet-{depth}{'DS' * depthwise}",
            patterns.hardnet_layout(depth),
            hardnet_spec(depthwise=depthwise),
            count,
            macs,
            CHAO,
        )
        for depth, depthwise, count, macs in (
            (39, True, 3_488_228, (440, 11)),
            (68, True, 4_180_602, (800, 50)),
            (68, False, 17_565_348, (4300, 60)),
            (85, False, 36_670_212, (9100, 50)),
        )
    ),
    *(
        Published(f"CondenseNet-{depth}", patterns.condensenet_cifar(depth), condensenet_spec(), count, macs, CONDENSE)
        for depth, count, macs in ((50, 214_186, (27.2, 0.05)), (86, 516_202, (62.4, 0.05)))
    ),
    *(
        Published(
            f"CondenseNet-74-{groups}",
            patterns.condensenet_imagenet(),
            condensenet_imagenet_spec(groups=groups),
            count,
            macs,
            CONDENSE,
        )
        for groups, count, macs in ((4, 4_773_944, (517, 0.5)), (8, 2_935_416, (262, 0.5)))
    ),
    *(
        Published(f"DPN-{depth}", patterns.dual_path_layout(depth), dual_path_spec(), count, macs, CHEN)
        for depth, count, macs in (
            (68, 12_611_602, None),
            (92, 37_668_392, (6500, 50)),
            (98, 61_570_728, (11_700, 50)),
            (107, 86_917_800, None),
            (131, 79_254_504, (16_000, 50)),
        )
    ),
    *(
        Published(
            f"FractalNet-{5 * 2 ** (n_columns - 1)}",
            patterns.fractal(n_columns, n_blocks=5),
            fractalnet_spec(),
            _fractal_parameters(n_columns),
            None,
            "a recount of the authors' code: 33.71M and 76.08M",
        )
        for n_columns in (3, 4)
    ),
    *(
        Published(
            f"FC-DenseNet{depth}",
            patterns.fc_densenet_layout(depth),
            fc_densenet_spec(image_size=(352, 480)),
            count,
            macs,
            JEGOU,
        )
        for depth, count, macs in ((56, 1_376_795, (30_030, 5)), (67, 3_463_243, (70_380, 5)))
    ),
]
