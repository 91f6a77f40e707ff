"""HRNet: parallel streams at all resolutions, fused again and again."""

from collections.abc import Sequence

from skipgraph.arguments import check_count, check_counts, checked
from skipgraph.patterns.rules._builder import TopologyBuilder, check_listed_edges
from skipgraph.topology import Aggregation, Topology

__all__ = ["hrnet"]


@checked
def hrnet(n_streams: int, *, n_modules: int | Sequence[int] = 1, layers_per_module: int = 1) -> Topology:
    """Return HRNet: parallel streams, one for each resolution, read the sum of all streams again and again.

    The network starts with one stream at the finest stage. Each phase adds a stream that is one stage coarser. A
    phase consists of modules: layers in a row in each stream, then a fusion of all streams.

    Parameters
    ----------
    n_streams : int
        Number of streams in the last phase, at least 1; phase s has s streams.
    n_modules : int or sequence of int
        Modules of each phase, ``(1, 1, 4, 3)`` in the published network of four streams.
    layers_per_module : int
        Layers in a row in each stream of a module. The published network has four residual blocks there.

    Returns
    -------
    Topology
        A fusion of s streams has s merges, each of which sums its own stream and ``s - 1`` transitions from the
        others. At the end, if there are several streams, a merge ``"head"`` concatenates all streams at the finest
        stage.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    Notes
    -----
    One transition crosses all stages between two streams: ``k - j`` strided 3x3 convolutions on the way down, a 1x1
    convolution and an upsampling on the way up. The fusion follows its definition in the paper and was checked by
    hand on two and three streams.

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
    check_listed_edges("hrnet", "n_streams", n_streams, n_streams**2 * (float(layers_per_module) + n_streams))
    modules = check_counts("n_modules", n_modules, n_streams)
    n_edges = sum(count * phase * (layers_per_module + 2.0 * phase) for phase, count in enumerate(modules, 1))
    check_listed_edges("hrnet", "n_streams", n_streams, n_edges)
    builder = TopologyBuilder()
    streams = [0]
    for phase, count in enumerate(modules, 1):
        if phase > 1:
            streams.append(builder.transition(f"new{phase}", streams[-1], stage=phase - 1))
        for module in range(1, count + 1):
            for stream in range(phase):
                for place in range(1, layers_per_module + 1):
                    streams[stream] = builder.layer(f"{phase}.{module}s{stream}.{place}", streams[stream])
            if phase > 1:
                streams = [_fuse(builder, streams, stage, f"{phase}.{module}") for stage in range(phase)]
    if n_streams > 1:
        ups = [builder.transition(f"up{stage}", node, stage=0) for stage, node in enumerate(streams) if stage]
        builder.merge("head", streams[0], *ups, aggregation=Aggregation.CONCAT)
    arguments = {"n_streams": n_streams, "n_modules": n_modules, "layers_per_module": layers_per_module}
    return builder.finish(hrnet, arguments, _PAPER)


def _fuse(builder: TopologyBuilder, streams: list[int], stage: int, module: str) -> int:
    """Add what all streams give to the one at `stage`."""
    moved = [
        node if stream == stage else builder.transition(f"{module}s{stream}to{stage}", node, stage=stage)
        for stream, node in enumerate(streams)
    ]
    return builder.merge(f"{module}s{stage}", *moved, aggregation=Aggregation.SUM)


_PAPER = (
    "J. Wang, K. Sun, T. Cheng, B. Jiang, C. Deng, Y. Zhao, D. Liu, Y. Mu, M. Tan, X. Wang, W. Liu and B. Xiao, "
    '"Deep High-Resolution Representation Learning for Visual Recognition", IEEE TPAMI 2020, arXiv:1908.07919'
)
