"""FractalNets: their specs and the published networks."""

from skipgraph import patterns
from skipgraph.arguments import checked
from skipgraph.networks.network import Network
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = [
    "fractalnet20",
    "fractalnet40",
    "fractalnet_spec",
]


@checked
def fractalnet_spec(
    *, widths: tuple[int, ...] = (64, 128, 256, 512, 512), num_classes: int = 10, image_size: tuple[int, int] = (32, 32)
) -> NetworkSpec:
    """Return the spec of FractalNet for CIFAR as in the authors' code: convolutions with a bias and no norm.

    The first block reads the image itself. The last one is pooled by one mean over all pixels, not by a maximum of
    each square first; dropout and drop-path belong to training.

    Parameters
    ----------
    widths : tuple of int
        Channels in each block.
    num_classes : int
        Number of logits.
    image_size : tuple of int
        Height and width, in pixels.

    Returns
    -------
    NetworkSpec
        For a `patterns.fractal` topology of five blocks.

    References
    ----------
    .. [1] G. Larsson, M. Maire and G. Shakhnarovich, "FractalNet: Ultra-Deep Neural Networks without Residuals",
       ICLR 2017, arXiv:1605.07648.
    """
    return NetworkSpec(
        growth_rate=widths,
        input=Images(size=image_size),
        stem=stems.Identity(),
        block=blocks.ConvRelu(bias=True),
        transition=transitions.Pool(pooling="max"),
        transport=transports.NormConvPool(pooling="max", bias=True),
        head=heads.PoolLinear(classes=num_classes),
    )


@checked
def fractalnet20(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return the FractalNet of 3 columns for CIFAR, 20 layers deep.

    It has 33,714,314 parameters: a count by hand, and 33.71M in a recount of the authors' code.

    Parameters
    ----------
    num_classes, image_size
        As in `fractalnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.fractal(3, n_blocks=5).rename("fractalnet20")
    return Network(topology, fractalnet_spec(num_classes=num_classes, image_size=image_size))


@checked
def fractalnet40(*, num_classes: int = 10, image_size: tuple[int, int] = (32, 32)) -> Network:
    """Return the FractalNet of 4 columns for CIFAR, 40 layers deep.

    It has 76,084,554 parameters: a count by hand, and 76.08M in a recount of the authors' code.

    Parameters
    ----------
    num_classes, image_size
        As in `fractalnet_spec`.

    Returns
    -------
    Network
        A topology and its spec.
    """
    topology = patterns.fractal(4, n_blocks=5).rename("fractalnet40")
    return Network(topology, fractalnet_spec(num_classes=num_classes, image_size=image_size))
