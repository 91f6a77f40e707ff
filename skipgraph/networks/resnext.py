"""ResNeXts and wide ResNets for ImageNet: ResNets whose bottlenecks have other widths, or groups."""

from skipgraph.arguments import checked
from skipgraph.networks._bottlenecks import bottleneck_topology
from skipgraph.networks.network import Network
from skipgraph.networks.resnet import resnet_imagenet_spec

__all__ = ["resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d", "wide_resnet50_2", "wide_resnet101_2"]


@checked
def resnext50_32x4d(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNeXt-50 32x4d for ImageNet.

    It has 25,028,904 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = bottleneck_topology(50, width=128, groups=32).rename("resnext50_32x4d")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnext101_32x8d(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNeXt-101 32x8d for ImageNet.

    It has 88,791,336 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = bottleneck_topology(101, width=256, groups=32).rename("resnext101_32x8d")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def resnext101_64x4d(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return ResNeXt-101 64x4d for ImageNet.

    It has 83,455,272 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = bottleneck_topology(101, width=256, groups=64).rename("resnext101_64x4d")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def wide_resnet50_2(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return Wide ResNet-50-2 for ImageNet.

    It has 68,883,240 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = bottleneck_topology(50, width=128).rename("wide_resnet50_2")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def wide_resnet101_2(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return Wide ResNet-101-2 for ImageNet.

    It has 126,886,696 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `resnet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = bottleneck_topology(101, width=128).rename("wide_resnet101_2")
    return Network(topology, resnet_imagenet_spec(num_classes=num_classes, image_size=image_size))
