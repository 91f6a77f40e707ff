"""Every published network by name, with the numbers of its source."""

from collections.abc import Callable
from typing import NamedTuple

from skipgraph.networks import (
    chains,
    condensenet,
    densenet,
    dilated_resnet,
    dual_path,
    fc_densenet,
    fc_hardnet,
    fractalnet,
    hardnet,
    inception,
    randwire,
    resnet,
    resnext,
    segnet,
    sparsenet,
    wide_resnet,
)
from skipgraph.networks.network import Network

__all__ = ["CATALOG", "Published"]


class Published(NamedTuple):
    """A network with the numbers of its source.

    Parameters
    ----------
    make : callable
        What makes the network; without arguments, the one that the numbers are of.
    n_parameters : int
        Trainable numbers.
    mega_macs : tuple of float or None
        Millions of multiply-accumulates, and how far they may be off as they are rounded; None where no source says
        them.
    source : str
        Who says so.
    """

    make: Callable[..., Network]
    n_parameters: int
    mega_macs: tuple[float, float] | None
    source: str

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.make.__name__


_HUANG = "a recount of the authors' code; Huang et al., CVPR 2017, table 2, has {}"
_TORCHVISION = "torchvision's table of models"
_HE_CIFAR = "a recount with option A; He et al., CVPR 2016, table 6, has {}"
# the table of He et al. leaves shortcuts out of its MACs and cuts digits off
_HE = "torchvision's table of models; MACs of He et al., CVPR 2016, table 1"
_ZHU = "a recount of the authors' code; Zhu et al., ECCV 2018: 0.76M for 40-24"
_IMGCLSMOB = "the tests of the model collection imgclsmob"
# the paper's MACs are a little more than those of convolutions and matrices
_FC_HARDNET = "a recount of the authors' code, whose README has 4.1M"
_AUXILIARY = "torchvision's table of models without the auxiliary head: 2,365,205 parameters, 9,991M MACs"
_CHAO = f"{_IMGCLSMOB}; MACs of the authors' README"
_CONDENSE = "a recount of the authors' converted network; Huang et al., CVPR 2018: {}"
_CHEN = f"{_IMGCLSMOB}; MACs of Chen et al., NIPS 2017"
_LARSSON = "a count by hand; a recount of the authors' code gives {}"
_JEGOU = "a recount of the authors' code; Jegou et al., CVPR Workshops 2017: {} with statistics of norms"

CATALOG: dict[str, Published] = {
    entry.name: entry
    for entry in (
        Published(chains.alexnet, 61_100_840, (714, 0.5), _TORCHVISION),
        Published(chains.vgg11, 132_863_336, (7609, 0.5), _TORCHVISION),
        Published(chains.vgg11_bn, 132_868_840, (7609, 0.5), _TORCHVISION),
        Published(chains.vgg13, 133_047_848, (11_308, 0.5), _TORCHVISION),
        Published(chains.vgg13_bn, 133_053_736, (11_308, 0.5), _TORCHVISION),
        Published(chains.vgg16, 138_357_544, (15_470, 0.5), _TORCHVISION),
        Published(chains.vgg16_bn, 138_365_992, (15_470, 0.5), _TORCHVISION),
        Published(chains.vgg19, 143_667_240, (19_632, 0.5), _TORCHVISION),
        Published(chains.vgg19_bn, 143_678_248, (19_632, 0.5), _TORCHVISION),
        Published(densenet.densenet40_12, 1_019_722, (264.8, 0.05), _HUANG.format("1.0M")),
        Published(densenet.densenet100_12, 6_979_642, (1770, 0.5), _HUANG.format("7.0M")),
        Published(densenet.densenet100_24, 27_249_082, None, _HUANG.format("27.2M")),
        Published(densenet.densenet_bc100_12, 769_162, (287.9, 0.05), _HUANG.format("0.8M")),
        Published(densenet.densenet_bc190_40, 25_624_430, None, f"{_IMGCLSMOB}; the paper has 25.6M"),
        Published(densenet.densenet_bc250_24, 15_324_406, None, f"{_IMGCLSMOB}; the paper has 15.3M"),
        Published(densenet.densenet121, 7_978_856, (2834, 0.5), _TORCHVISION),
        Published(densenet.densenet161, 28_681_000, (7728, 0.5), _TORCHVISION),
        Published(densenet.densenet169, 14_149_480, (3360, 0.5), _TORCHVISION),
        Published(densenet.densenet201, 20_013_928, (4291, 0.5), _TORCHVISION),
        Published(densenet.densenet264, 33_337_704, None, "a recount of Huang et al., CVPR 2017, table 1"),
        Published(resnet.resnet20_cifar, 269_722, None, _HE_CIFAR.format("0.27M")),
        Published(resnet.resnet32_cifar, 464_154, None, _HE_CIFAR.format("0.46M")),
        Published(resnet.resnet44_cifar, 658_586, None, _HE_CIFAR.format("0.66M")),
        Published(resnet.resnet56_cifar, 853_018, None, _HE_CIFAR.format("0.85M")),
        Published(resnet.resnet110_cifar, 1_727_962, None, _HE_CIFAR.format("1.7M")),
        Published(resnet.resnet1202_cifar, 19_421_274, None, _HE_CIFAR.format("19.4M")),
        Published(resnet.resnet18, 11_689_512, (1800, 50), _HE),
        Published(resnet.resnet34, 21_797_672, (3600, 70), _HE),
        Published(resnet.resnet50, 25_557_032, (3800, 70), _HE),
        Published(resnet.resnet101, 44_549_160, (7600, 50), _HE),
        Published(resnet.resnet152, 60_192_808, (11_300, 50), _HE),
        Published(wide_resnet.wide_resnet16_10, 17_116_634, None, _IMGCLSMOB),
        Published(wide_resnet.wide_resnet28_10, 36_479_194, None, _IMGCLSMOB),
        Published(wide_resnet.wide_resnet40_4, 8_949_210, None, "a recount; Zagoruyko and Komodakis, BMVC 2016: 8.9M"),
        Published(wide_resnet.wide_resnet40_8, 35_748_314, None, _IMGCLSMOB),
        Published(resnext.resnext50_32x4d, 25_028_904, (4230, 5), _TORCHVISION),
        Published(resnext.resnext101_32x8d, 88_791_336, (16_414, 0.5), _TORCHVISION),
        Published(resnext.resnext101_64x4d, 83_455_272, (15_460, 5), _TORCHVISION),
        Published(resnext.wide_resnet50_2, 68_883_240, (11_398, 0.5), _TORCHVISION),
        Published(resnext.wide_resnet101_2, 126_886_696, (22_753, 0.5), _TORCHVISION),
        Published(inception.inceptionv4, 42_679_816, None, _IMGCLSMOB),
        Published(inception.inceptionresnetv2, 55_843_464, None, _IMGCLSMOB),
        Published(sparsenet.sparsenet40_24, 757_252, None, _ZHU),
        Published(sparsenet.sparsenet40_12, 185_778, None, _ZHU),
        Published(hardnet.hardnet39ds, 3_488_228, (440, 11), _CHAO),
        Published(hardnet.hardnet68ds, 4_180_602, (800, 50), _CHAO),
        Published(hardnet.hardnet68, 17_565_348, (4300, 60), _CHAO),
        Published(hardnet.hardnet85, 36_670_212, (9100, 50), _CHAO),
        Published(condensenet.condensenet50, 214_186, (27.2, 0.05), _CONDENSE.format("0.22M")),
        Published(condensenet.condensenet86, 516_202, (62.4, 0.05), _CONDENSE.format("0.52M")),
        Published(condensenet.condensenet74_4, 4_773_944, (517, 0.5), _CONDENSE.format("4.8M")),
        Published(condensenet.condensenet74_8, 2_935_416, (262, 0.5), _CONDENSE.format("2.9M")),
        Published(dual_path.dpn68, 12_611_602, None, _IMGCLSMOB),
        Published(dual_path.dpn92, 37_668_392, (6500, 50), "a recount; MACs of Chen et al., NIPS 2017"),
        Published(dual_path.dpn98, 61_570_728, (11_700, 50), _CHEN),
        Published(dual_path.dpn107, 86_917_800, None, _IMGCLSMOB),
        Published(dual_path.dpn131, 79_254_504, (16_000, 50), _CHEN),
        Published(fractalnet.fractalnet20, 33_714_314, None, _LARSSON.format("33.71M")),
        Published(fractalnet.fractalnet40, 76_084_554, None, _LARSSON.format("76.08M")),
        Published(fc_densenet.fc_densenet56, 1_376_795, (30_030, 5), _JEGOU.format("1.4M")),
        Published(fc_densenet.fc_densenet67, 3_463_243, (70_380, 5), _JEGOU.format("3.5M")),
        Published(fc_densenet.fc_densenet103, 9_322_091, None, _JEGOU.format("9.4M")),
        Published(dilated_resnet.fcn_resnet50, 32_957_013, (142_726, 0.5), _AUXILIARY),
        Published(dilated_resnet.fcn_resnet101, 51_949_141, (222_747, 0.5), _AUXILIARY),
        Published(dilated_resnet.deeplabv3_resnet50, 39_638_869, (168_731, 0.5), _AUXILIARY),
        Published(dilated_resnet.deeplabv3_resnet101, 58_630_997, (248_752, 0.5), _AUXILIARY),
        Published(
            fc_hardnet.fc_hardnet70, 4_119_257, (35_400, 190), "a recount of the authors' code; its README: 4.1M"
        ),
        Published(segnet.segnet_vgg16, 29_449_355, None, "a count by hand; Badrinarayanan et al., PAMI 2017: 117 MB"),
        Published(
            randwire.randwire_ws_small, 5_614_705, (583, 12), "a count of this draw; Xie et al., ICCV 2019: 5.6M, 583M"
        ),
    )
}
"""The networks by their names on the command line; each line is an entry."""
