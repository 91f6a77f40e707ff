"""A residual network as an ensemble: a path passes or skips each block, so path lengths are binomial."""

from fractions import Fraction
from typing import Annotated

from skipgraph.arguments import Index, Positive, Rule, checked

__all__ = ["ensemble_effective_length", "ensemble_path_lengths", "ensemble_path_share"]

_MOST_BLOCKS = 10_000  # as many numbers of as many bits
Blocks = Annotated[int, Rule(f"a whole number from 0 to {_MOST_BLOCKS}", lambda value: 0 <= value <= _MOST_BLOCKS)]


@checked
def ensemble_path_lengths(n_blocks: Blocks) -> dict[int, int]:
    """Count the paths through a residual network by the blocks they pass.

    Parameters
    ----------
    n_blocks : int
        Residual blocks, at least 0.

    Returns
    -------
    dict of int to int
        ``C(n_blocks, k)`` paths pass k blocks; ``2**n_blocks`` in all.

    Raises
    ------
    ArgumentError
        If `n_blocks` is not a whole number from 0 to 10,000.

    See Also
    --------
    path_lengths : The same for any topology.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> ensemble_path_lengths(3)
    {0: 1, 1: 3, 2: 3, 3: 1}
    """
    counts = [1]
    for k in range(n_blocks):
        counts.append(counts[-1] * (n_blocks - k) // (k + 1))
    return dict(enumerate(counts))


@checked
def ensemble_path_share(n_blocks: Blocks, *, shortest: int, longest: int) -> float:
    """Return the share of paths that pass at least `shortest` and at most `longest` blocks.

    Parameters
    ----------
    n_blocks : int
        Residual blocks, at least 0.
    shortest, longest : int
        Fewest and most blocks, both included.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ArgumentError
        If `n_blocks` is not a whole number from 0 to 10,000.

    References
    ----------
    .. [1] A. Veit, M. Wilber and S. Belongie, "Residual Networks Behave Like Ensembles of Relatively
       Shallow Networks", NeurIPS 2016, arXiv:1605.06431.

    Examples
    --------
    >>> round(ensemble_path_share(54, shortest=19, longest=35), 5)
    0.98017
    """
    lengths = ensemble_path_lengths(n_blocks)
    return float(Fraction(sum(count for k, count in lengths.items() if shortest <= k <= longest), 2**n_blocks))


@checked
def ensemble_effective_length(n_blocks: Index, *, layer_factor: Positive) -> float:
    """Return the mean number of blocks over all paths, each weighted by the gradient it carries.

    Parameters
    ----------
    n_blocks : int
        Residual blocks, at least 0.
    layer_factor : float
        Factor on a gradient that passes a block, above 0.

    Returns
    -------
    float
        In blocks: ``n_blocks * g / (1 + g)`` for the factor g, so half of the blocks if g is 1.

    Raises
    ------
    ArgumentError
        If `n_blocks` is negative or `layer_factor` not positive.

    Examples
    --------
    >>> ensemble_effective_length(54, layer_factor=1.0)
    27.0
    """
    return n_blocks * layer_factor / (1 + layer_factor)
