"""DenseNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "densenet40_12",
    "densenet100_12",
    "densenet100_24",
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
    "densenet264",
    "densenet_bc100_12",
    "densenet_bc190_40",
    "densenet_bc250_24",
    "densenet_bc_spec",
    "densenet_imagenet_spec",
    "densenet_spec",
]


@checked
def densenet_spec(
    *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of DenseNet-40 and DenseNet-100 for CIFAR: basic blocks after a stem of 16 channels.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Conv(channels=16),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def densenet_bc_spec(
    *, growth_rate: int = 12, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of DenseNet-BC for CIFAR: bottlenecks, and transitions that halve the channels.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of three stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        block=blocks.Bottleneck(),
        transition=transitions.NormReluConv(compression=0.5),
        transport=transports.NormConvPool(compression=0.5),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def densenet_imagenet_spec(
    *, growth_rate: int = 32, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)
) -> NetworkSpec:
    """Return the spec of DenseNet-121, 169, 201 and 264: bottlenecks after the stem for ImageNet.

    Parameters
    ----------
    growth_rate : int
        Channels that each layer makes.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a densenet topology of four stages with transition nodes.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Q. Weinberger,
       "Densely Connected Convolutional Networks", CVPR 2017, arXiv:1608.06993.
    """
    return NetworkSpec(
        growth_rate=growth_rate,
        input=Images(size=image_size),
        stem=stems.Imagenet(),
        block=blocks.Bottleneck(),
        transition=transitions.NormReluConv(compression=0.5),
        transport=transports.NormConvPool(compression=0.5),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def densenet40_12(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-40 of growth rate 12 for CIFAR.

    It has 1,019,722 parameters: a recount of the authors' code; the paper says 1.0M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(40).rename("densenet40_12")
    return Network(topology, densenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet100_12(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-100 of growth rate 12 for CIFAR.

    It has 6,979,642 parameters: a recount of the authors' code; the paper says 7.0M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(100).rename("densenet100_12")
    return Network(topology, densenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet100_24(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-100 of growth rate 24 for CIFAR.

    It has 27,249,082 parameters: a recount of the authors' code; the paper says 27.2M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(100).rename("densenet100_24")
    return Network(topology, densenet_spec(growth_rate=24, num_classes=num_classes, image_size=image_size))


@checked
def densenet_bc100_12(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-BC-100 of growth rate 12 for CIFAR.

    It has 769,162 parameters: a recount of the authors' code; the paper says 0.8M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_bc_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(100, bottleneck=True).rename("densenet_bc100_12")
    return Network(topology, densenet_bc_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet_bc190_40(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-BC-190 of growth rate 40 for CIFAR.

    It has 25,624,430 parameters: a recount of the authors' code; the paper says 25.6M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_bc_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(190, bottleneck=True).rename("densenet_bc190_40")
    return Network(
        topology,
        densenet_bc_spec(growth_rate=40, num_classes=num_classes, image_size=image_size),
    )


@checked
def densenet_bc250_24(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return DenseNet-BC-250 of growth rate 24 for CIFAR.

    It has 15,324,406 parameters: a recount of the authors' code; the paper says 15.3M.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_bc_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_cifar(250, bottleneck=True).rename("densenet_bc250_24")
    return Network(
        topology,
        densenet_bc_spec(growth_rate=24, num_classes=num_classes, image_size=image_size),
    )


@checked
def densenet121(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DenseNet-121 for ImageNet.

    It has 7,978,856 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_imagenet(121).rename("densenet121")
    return Network(topology, densenet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet161(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DenseNet-161 for ImageNet.

    It has 28,681,000 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_imagenet(161).rename("densenet161")
    return Network(
        topology,
        densenet_imagenet_spec(growth_rate=48, num_classes=num_classes, image_size=image_size),
    )


@checked
def densenet169(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DenseNet-169 for ImageNet.

    It has 14,149,480 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_imagenet(169).rename("densenet169")
    return Network(topology, densenet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet201(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DenseNet-201 for ImageNet.

    It has 20,013,928 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_imagenet(201).rename("densenet201")
    return Network(topology, densenet_imagenet_spec(num_classes=num_classes, image_size=image_size))


@checked
def densenet264(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return DenseNet-264 for ImageNet.

    It has 33,337,704 parameters: a recount by the paper's table 1, which gives no number.

    Parameters
    ----------
    num_classes, image_size
        As in `densenet_imagenet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.densenet_imagenet(264).rename("densenet264")
    return Network(topology, densenet_imagenet_spec(num_classes=num_classes, image_size=image_size))
