"""Wide ResNets for CIFAR: their spec and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, heads, stems, transitions, transports

__all__ = ["wide_resnet16_10", "wide_resnet28_10", "wide_resnet40_4", "wide_resnet40_8", "wide_resnet_spec"]


@checked
def wide_resnet_spec(
    *, widening: int = 10, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of a wide ResNet for CIFAR: norms and ReLUs stand before convolutions.

    The paper's shortcuts to another width read what the first norm and ReLU of the block make; here they read what the
    block reads.

    Parameters
    ----------
    widening : int
        How many times the 16, 32 and 64 channels of a thin ResNet the layers make.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a resnet topology of three stages.

    References
    ----------
    .. [1] S. Zagoruyko and N. Komodakis, "Wide Residual Networks", BMVC 2016, arXiv:1605.07146.
    """
    return NetworkSpec(
        growth_rate=(16 * widening, 32 * widening, 64 * widening),
        input=Images(size=image_size),
        stem=stems.Conv(channels=16),
        transition=transitions.Conv(pooling="stride"),
        transport=transports.Stride(),
        head=heads.NormReluPoolLinear(classes=num_classes),
    )


@checked
def wide_resnet16_10(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return WRN-16-10 for CIFAR.

    It has 17,116,634 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `wide_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet(12, inner_layers=2, blocks=(4, 4, 4)).rename("wide_resnet16_10")
    return Network(topology, wide_resnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def wide_resnet28_10(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return WRN-28-10 for CIFAR.

    It has 36,479,194 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `wide_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet(24, inner_layers=2, blocks=(8, 8, 8)).rename("wide_resnet28_10")
    return Network(topology, wide_resnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def wide_resnet40_4(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return WRN-40-4 for CIFAR.

    It has 8,949,210 parameters: a recount; the paper says 8.9M.

    Parameters
    ----------
    num_classes, image_size
        As in `wide_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet(36, inner_layers=2, blocks=(12, 12, 12)).rename("wide_resnet40_4")
    return Network(topology, wide_resnet_spec(widening=4, num_classes=num_classes, image_size=image_size))


@checked
def wide_resnet40_8(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return WRN-40-8 for CIFAR.

    It has 35,748,314 parameters: the tests of the model collection imgclsmob.

    Parameters
    ----------
    num_classes, image_size
        As in `wide_resnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.resnet(36, inner_layers=2, blocks=(12, 12, 12)).rename("wide_resnet40_8")
    return Network(topology, wide_resnet_spec(widening=8, num_classes=num_classes, image_size=image_size))
