"""FractalNets: their specs and the published networks."""

from skipgraph.arguments import checked
from skipgraph.plan import Images, NetworkSpec, blocks, heads, stems, transitions, transports

__all__ = ["fractalnet_spec"]


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
