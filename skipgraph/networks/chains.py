"""Networks without skip connections, AlexNet and VGG: their specs and the published networks."""

from collections.abc import Sequence
from dataclasses import replace

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import with_outputs

__all__ = [
    "alexnet",
    "alexnet_spec",
    "vgg11",
    "vgg11_bn",
    "vgg13",
    "vgg13_bn",
    "vgg16",
    "vgg16_bn",
    "vgg19",
    "vgg19_bn",
    "vgg_spec",
]


@checked
def alexnet_spec(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> NetworkSpec:
    """Return the spec of AlexNet in its version on one device: convolutions with a bias and no norm.

    Dropout belongs to training, and is left out.

    Parameters
    ----------
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a chain whose nodes carry their widths, kernels and blocks, as that of `alexnet`. The stem is the first
        convolution, and the head the last fully connected layer.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. E. Hinton, "ImageNet Classification with Deep Convolutional
       Neural Networks", NIPS 2012.
    .. [2] A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, arXiv:1404.5997.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Alexnet(channels=64, bias=True),
        block=blocks.ConvRelu(bias=True),
        transition=transitions.Pool(pooling="max_3x3"),
        transport=transports.Pool(pooling="max_3x3"),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def vgg_spec(*, norm: bool = False, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> NetworkSpec:
    """Return the spec of VGG-11 to VGG-19: 3x3 convolutions with a bias.

    Dropout belongs to training, and is left out.

    Parameters
    ----------
    norm : bool
        Whether a norm follows each convolution, which the paper does not have.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a chain whose nodes carry their widths and blocks, as that of `vgg16`. The input is the image, and the head
        the last fully connected layer.

    References
    ----------
    .. [1] K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
       ICLR 2015, arXiv:1409.1556.
    """
    return NetworkSpec(
        input=Images(size=image_size),
        stem=stems.Identity(),
        block=blocks.ConvNormRelu(bias=True) if norm else blocks.ConvRelu(bias=True),
        transition=transitions.Pool(pooling="max"),
        transport=transports.Pool(pooling="max"),
        head=heads.PoolLinear(classes=num_classes),
    )


def _chain(
    sizes: Sequence[int], *, widths: Sequence[int], side: int, kernels: Sequence[int | None] | None = None
) -> Topology:
    """Return a chain of convolutions, with two fully connected layers after the last pooling and an output.

    `side` is that of the square of pixels that the first of these reads; `kernels` are those of the convolutions.
    """
    n_convs = sum(sizes)
    drawn = patterns.chain(n_convs + 2, blocks=(*sizes, 2))
    layers = drawn.nodes_of_kind(NodeKind.LAYER).tolist()
    columns = {
        "width": (*widths, 4096, 4096),
        "kernel": (*(kernels or [None] * n_convs), side, 1),
        "block": (*[None] * n_convs, "fully_connected", "fully_connected"),
    }
    attributes = {
        key: [dict(zip(layers, values, strict=True)).get(node) for node in range(drawn.n_nodes)]
        for key, values in columns.items()
    }
    return with_outputs(replace(drawn, node_attributes=attributes), [layers[-1]])


def _vgg(sizes: Sequence[int]) -> Topology:
    widths = [width for width, size in zip((64, 128, 256, 512, 512), sizes, strict=True) for _ in range(size)]
    return _chain(sizes, widths=widths, side=7)


@checked
def alexnet(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return AlexNet for ImageNet.

    It has 61,100,840 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `alexnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _chain((1, 3), widths=(192, 384, 256, 256), kernels=(5, 3, 3, 3), side=6).rename("alexnet")
    return Network(topology, alexnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def vgg11(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-11 for ImageNet.

    It has 132,863,336 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((1, 1, 2, 2, 2)).rename("vgg11")
    return Network(topology, vgg_spec(num_classes=num_classes, image_size=image_size))


@checked
def vgg13(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-13 for ImageNet.

    It has 133,047,848 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 2, 2, 2)).rename("vgg13")
    return Network(topology, vgg_spec(num_classes=num_classes, image_size=image_size))


@checked
def vgg16(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-16 for ImageNet.

    It has 138,357,544 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 3, 3, 3)).rename("vgg16")
    return Network(topology, vgg_spec(num_classes=num_classes, image_size=image_size))


@checked
def vgg19(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-19 for ImageNet.

    It has 143,667,240 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 4, 4, 4)).rename("vgg19")
    return Network(topology, vgg_spec(num_classes=num_classes, image_size=image_size))


@checked
def vgg11_bn(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-11 with batch norms for ImageNet.

    It has 132,868,840 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((1, 1, 2, 2, 2)).rename("vgg11_bn")
    return Network(topology, vgg_spec(norm=True, num_classes=num_classes, image_size=image_size))


@checked
def vgg13_bn(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-13 with batch norms for ImageNet.

    It has 133,053,736 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 2, 2, 2)).rename("vgg13_bn")
    return Network(topology, vgg_spec(norm=True, num_classes=num_classes, image_size=image_size))


@checked
def vgg16_bn(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-16 with batch norms for ImageNet.

    It has 138,365,992 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 3, 3, 3)).rename("vgg16_bn")
    return Network(topology, vgg_spec(norm=True, num_classes=num_classes, image_size=image_size))


@checked
def vgg19_bn(*, num_classes: int = 1000, image_size: tuple[int, int] = (224, 224)) -> Network:
    """Return VGG-19 with batch norms for ImageNet.

    It has 143,678,248 parameters: torchvision's table of models.

    Parameters
    ----------
    num_classes, image_size
        As in `vgg_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = _vgg((2, 2, 4, 4, 4)).rename("vgg19_bn")
    return Network(topology, vgg_spec(norm=True, num_classes=num_classes, image_size=image_size))
