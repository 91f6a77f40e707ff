"""Anytime networks: outputs after some layers, so that the network can be stopped early."""

from collections.abc import Callable, Sequence
from typing import Literal

from skipgraph.arguments import check_count, checked
from skipgraph.patterns.rules._staged import describe
from skipgraph.patterns.rules.chain import chain
from skipgraph.patterns.rules.densenet import densenet
from skipgraph.patterns.rules.log_densenet import log_densenet
from skipgraph.patterns.rules.loglog_densenet import loglog_densenet
from skipgraph.patterns.rules.resnet import resnet
from skipgraph.topology import NodeKind, Topology
from skipgraph.topology.edit import with_outputs

__all__ = ["anytime"]


@checked
def anytime(
    n_layers: int,
    *,
    pattern: Literal["chain", "resnet", "densenet", "log_densenet", "loglog_densenet"] = "log_densenet",
    every: int = 1,
    with_sources: bool = False,
    blocks: Sequence[int] | None = None,
) -> Topology:
    """Return a pattern with an output after every few of its layers.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    pattern : {"chain", "resnet", "densenet", "log_densenet", "loglog_densenet"}
        The pattern that gets the outputs, with its default options.
    every : int
        Number of layers from one output to the next, at least 1; the last layer always has one. In a ResNet the
        output reads the merge after the layer.
    with_sources : bool
        Let an output also read everything that its layer reads, as in Log-DenseNet.
    blocks : sequence of int, optional
        Layers at each stage; they sum to `n_layers`.

    Returns
    -------
    Topology
        The pattern and the outputs ``"output1"``, ``"output2"``, ..., each right after what it reads.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule.

    See Also
    --------
    skipgraph.topology.edit.with_outputs : Outputs after any nodes of any topology.

    References
    ----------
    .. [1] H. Hu, D. Dey, M. Hebert and J. A. Bagnell, "Learning Anytime Predictions in Neural Networks via
       Adaptive Loss Balancing", AAAI 2019, arXiv:1708.06832.

    Examples
    --------
    >>> t = anytime(8, every=3)
    >>> [t.reads(node) for node in t.nodes_of_kind(NodeKind.OUTPUT)]
    [(3,), (7,), (10,)]
    """
    n_layers, every = check_count("n_layers", n_layers), check_count("every", every)
    bare = _PATTERNS[pattern](n_layers, blocks=blocks)
    layers = bare.nodes_of_kind(NodeKind.LAYER)
    last = layers[[place for place in range(n_layers) if (place + 1) % every == 0 or place == n_layers - 1]]
    t = with_outputs(bare, (last + 1 if pattern == "resnet" else last).tolist())
    outputs = t.nodes_of_kind(NodeKind.OUTPUT).tolist()
    reads = [list(t.reads(node)) for node in range(t.n_nodes)]
    if with_sources:
        for output in outputs:
            (source,) = t.reads(output)
            reads[output] += t.reads(source)
    labels = list(bare.labels)
    for number, output in enumerate(outputs, 1):
        labels.insert(output, f"output{number}")
    name, provenance = describe(
        anytime,
        {"n_layers": n_layers, "pattern": pattern, "every": every, "with_sources": with_sources, "blocks": blocks},
        _PAPER,
    )
    return Topology.from_reads(
        reads,
        kinds=t.kinds,
        stages=t.stages,
        aggregations=t.aggregations,
        labels=labels,
        name=name,
        provenance=provenance,
    )


_PATTERNS: dict[str, Callable[..., Topology]] = {
    "chain": chain,
    "resnet": resnet,
    "densenet": densenet,
    "log_densenet": log_densenet,
    "loglog_densenet": loglog_densenet,
}
_PAPER = (
    "H. Hu, D. Dey, M. Hebert and J. A. Bagnell, "
    '"Learning Anytime Predictions in Neural Networks via Adaptive Loss Balancing", AAAI 2019, arXiv:1708.06832'
)
