"""FractalNet: parallel columns of depths 1, 2, 4, ..., averaged wherever they end together."""

from typing import Literal

import numpy as np

from skipgraph.arguments import Seed, check_count, check_probability, checked, resolve_seed
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology
from skipgraph.topology.edit import drop_dead_nodes

__all__ = ["fractal", "fractal_drop_path"]


@checked
def fractal(n_columns: int, *, n_blocks: int = 1) -> Topology:
    """Return FractalNet: columns of depths 1, 2, 4, ... are averaged wherever they end together.

    The fractal of one column is a layer. The fractal of C + 1 columns is the mean of two branches: two fractals of C
    columns in a row, and one layer.

    Parameters
    ----------
    n_columns : int
        Number of columns of a block, C, at least 1.
    n_blocks : int
        Number of blocks, each at the next coarser stage, at least 1.

    Returns
    -------
    Topology
        ``n_blocks * (2**C - 1)`` layers, a merge wherever columns meet, and a transition between blocks. Layer
        ``"b1c2.3"`` is the third of column 2 in block 1; column 0 is the shortest. From the input to the end of a
        block, the longest path passes ``2**(C - 1)`` layers and the shortest path one.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    References
    ----------
    .. [1] G. Larsson, M. Maire and G. Shakhnarovich, "FractalNet: Ultra-Deep Neural Networks without
       Residuals", ICLR 2017, arXiv:1605.07648.

    Examples
    --------
    >>> fractal(3).n_layers, fractal(3, n_blocks=5).n_layers
    (7, 35)
    """
    n_columns, n_blocks = _check(fractal.__name__, n_columns, n_blocks)
    builder = TopologyBuilder()
    source = 0
    for block in range(n_blocks):
        if block:
            source = builder.transition(f"transition{block}", source, stage=block)
        alive = [list(range(first, n_columns)) for first in _first_columns(n_columns)]
        source = _build_block(builder, source, f"b{block + 1}", n_columns, alive)
    return builder.finish(fractal, {"n_columns": n_columns, "n_blocks": n_blocks}, _PAPER)


@checked
def fractal_drop_path(
    n_columns: int,
    *,
    seed: Seed,
    n_blocks: int = 1,
    mode: Literal["local", "global"] = "local",
    drop_probability: float = 0.15,
) -> Topology:
    """Return FractalNet with paths dropped at its joins, as in one training step.

    Parameters
    ----------
    n_columns : int
        As in `fractal`.
    seed : int or numpy.random.Generator
        Seed of the random choices.
    n_blocks : int
        As in `fractal`.
    mode : {"local", "global"}
        Local: each join drops each of its inputs with probability `drop_probability`, but never all of them. Global:
        the network is one column, the same in every block; all columns are equally likely.
    drop_probability : float
        Probability that a join drops an input, in local mode; 0.15 in the paper.

    Returns
    -------
    Topology
        The nodes of `fractal` that still lead to the output. Merges with only one input left stay.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    Where a join would lose all inputs, one of them stays; all are equally likely.

    References
    ----------
    .. [1] G. Larsson, M. Maire and G. Shakhnarovich, "FractalNet: Ultra-Deep Neural Networks without
       Residuals", ICLR 2017, arXiv:1605.07648.

    Examples
    --------
    >>> fractal_drop_path(4, seed=0, mode="global").n_layers in (1, 2, 4, 8)
    True
    """
    n_columns, n_blocks = _check(fractal_drop_path.__name__, n_columns, n_blocks)
    dropped = check_probability("drop_probability", drop_probability)
    generator, number = resolve_seed(seed)
    column = int(generator.integers(n_columns))
    builder = TopologyBuilder()
    source = 0
    for block in range(n_blocks):
        if block:
            source = builder.transition(f"transition{block}", source, stage=block)
        alive = []
        for first in _first_columns(n_columns):
            ending = list(range(first, n_columns))
            if mode == "global":
                # a column that does not end at a join is decided at a later join
                alive.append([column] if column in ending else ending[-1:])
            else:
                kept = [at for at in ending if generator.random() >= dropped]
                alive.append(kept or [ending[int(generator.integers(len(ending)))]])
        source = _build_block(builder, source, f"b{block + 1}", n_columns, alive)
    arguments = {
        "n_columns": n_columns,
        "seed": number,
        "n_blocks": n_blocks,
        "mode": mode,
        "drop_probability": dropped,
    }
    return drop_dead_nodes(builder.finish(fractal_drop_path, arguments, _PAPER))


def _check(pattern: str, n_columns: int, n_blocks: int) -> tuple[int, int]:
    n_columns, n_blocks = check_count("n_columns", n_columns), check_count("n_blocks", n_blocks)
    check_listed_edges(pattern, "n_columns", n_columns, n_blocks * 3 * 2.0 ** min(n_columns, 64))
    return n_columns, n_blocks


def _first_columns(n_columns: int) -> list[int]:
    """Return, for each row of a block, the shortest column that ends there."""
    depth = 2 ** (n_columns - 1)
    # column c has 2**c layers, so one ends at each multiple of depth / 2**c
    return [next(column for column in range(n_columns) if row % (depth >> column) == 0) for row in range(1, depth + 1)]


def _build_block(builder: TopologyBuilder, source: int, block: str, n_columns: int, alive: list[list[int]]) -> int:
    """Add a block that reads `source`; the join of row r keeps the columns ``alive[r]``; return its output."""
    below = np.full(n_columns, source).tolist()  # what the next layer of each column reads
    layers = [0] * n_columns
    for row, (first, kept) in enumerate(zip(_first_columns(n_columns), alive, strict=True), 1):
        ends = {}
        for column in reversed(range(first, n_columns)):
            layers[column] += 1
            ends[column] = builder.layer(f"{block}c{column}.{layers[column]}", below[column])
        joined = ends[n_columns - 1]
        if first < n_columns - 1:
            joined = builder.merge(
                f"{block}join{row}", *(ends[column] for column in kept), aggregation=Aggregation.MEAN
            )
        below[first:] = [joined] * (n_columns - first)
    return int(below[0])


_PAPER = (
    "G. Larsson, M. Maire and G. Shakhnarovich, "
    '"FractalNet: Ultra-Deep Neural Networks without Residuals", ICLR 2017, arXiv:1605.07648'
)
