"""HRNet: streams at all resolutions side by side, fused again and again."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, check_counts
from skipgraph.patterns.sketch import Sketch, check_sketch
from skipgraph.topology import Aggregation, Topology

__all__ = ["hrnet"]


def hrnet(n_streams: int, *, n_modules: int | Sequence[int] = 1, layers_per_module: int = 1) -> Topology:
    """Read the sum of all streams, each moved to the reader's resolution, at the start of each module.

    The network starts with one stream at the finest stage. Each phase adds a stream one stage coarser,
    and consists of modules: layers in a row in each stream, then a fusion of all streams.

    Parameters
    ----------
    n_streams : int
        Number of streams in the last phase, at least 1; phase s has s streams.
    n_modules : int or sequence of int
        Modules of each phase, ``(1, 1, 4, 3)`` in the published network of four streams.
    layers_per_module : int
        Layers in a row in each stream of a module; four residual blocks in the published network.

    Returns
    -------
    Topology
        A fusion of s streams has s merges, each of which sums its own stream and ``s - 1`` transitions from the
        others, so that all streams read all streams. At the end a merge ``"head"`` concatenates all streams,
        moved to the finest stage; one stream alone needs none.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    A transition goes over all stages between two streams at once: ``k - j`` strided 3x3 convolutions down, a
    1x1 convolution and an upsampling up. The fusion is stated from its definition, checked by hand
    on two and three streams.

    References
    ----------
    .. [1] J. Wang, K. Sun, T. Cheng, B. Jiang, C. Deng, Y. Zhao, D. Liu, Y. Mu, M. Tan, X. Wang, W. Liu and B. Xiao,
       "Deep High-Resolution Representation Learning for Visual Recognition", IEEE TPAMI 2020, arXiv:1908.07919.

    Examples
    --------
    >>> t = hrnet(2)
    >>> {t.labels[node]: t.reads(node) for node in range(2, t.n_nodes)}
    {'new2': (1,), '2.1s0.1': (1,), '2.1s1.1': (2,), '2.1s1to0': (4,), '2.1s0': (3, 5), '2.1s0to1': (3,),
     '2.1s1': (4, 7), 'up1': (8,), 'head': (6, 9)}
    """
    n_streams = check_count("n_streams", n_streams)
    layers_per_module = check_count("layers_per_module", layers_per_module)
    check_sketch("hrnet", "n_streams", n_streams, n_streams**2 * (float(layers_per_module) + n_streams))
    modules = check_counts("n_modules", n_modules, n_streams)
    n_edges = sum(count * phase * (layers_per_module + 2.0 * phase) for phase, count in enumerate(modules, 1))
    check_sketch("hrnet", "n_streams", n_streams, n_edges)
    sketch = Sketch()
    streams = [0]
    for phase, count in enumerate(modules, 1):
        if phase > 1:
            streams.append(sketch.transition(f"new{phase}", streams[-1], stage=phase - 1))
        for module in range(1, count + 1):
            for stream in range(phase):
                for place in range(1, layers_per_module + 1):
                    streams[stream] = sketch.layer(f"{phase}.{module}s{stream}.{place}", streams[stream])
            if phase > 1:
                streams = [_fuse(sketch, streams, stage, f"{phase}.{module}") for stage in range(phase)]
    if n_streams > 1:
        ups = [sketch.transition(f"up{stage}", node, stage=0) for stage, node in enumerate(streams) if stage]
        sketch.merge("head", streams[0], *ups, aggregation=Aggregation.CONCAT)
    arguments = {"n_streams": n_streams, "n_modules": n_modules, "layers_per_module": layers_per_module}
    return sketch.finish(hrnet, arguments, _PAPER)


def _fuse(sketch: Sketch, streams: list[int], stage: int, module: str) -> int:
    """Add what all streams give to the one at `stage`."""
    moved = [
        node if stream == stage else sketch.transition(f"{module}s{stream}to{stage}", node, stage=stage)
        for stream, node in enumerate(streams)
    ]
    return sketch.merge(f"{module}s{stage}", *moved, aggregation=Aggregation.SUM)


_PAPER = (
    "J. Wang, K. Sun, T. Cheng, B. Jiang, C. Deng, Y. Zhao, D. Liu, Y. Mu, M. Tan, X. Wang, W. Liu and B. Xiao, "
    '"Deep High-Resolution Representation Learning for Visual Recognition", IEEE TPAMI 2020, arXiv:1908.07919'
)
