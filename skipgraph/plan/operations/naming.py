"""Names of operations in a state dict."""

from collections import Counter
from collections.abc import Iterable

from skipgraph.arguments import checked
from skipgraph.plan.operations.activations import Dropout
from skipgraph.plan.operations.operation import Operation, Operations

__all__ = ["numbered", "with_dropout"]


@checked
def numbered(operations: Iterable[Operation]) -> Operations:
    """Name each operation by its kind and how many of that kind there are up to it.

    Parameters
    ----------
    operations : iterable of Operation
        In their order.

    Returns
    -------
    tuple of (str, Operation)
        Names such as norm1, relu1, conv1, norm2.

    Examples
    --------
    >>> from skipgraph.plan.operations import Convolution, Relu
    >>> [name for name, _ in numbered([Relu(), Convolution(2, 2, 1), Relu()])]
    ['relu1', 'conv1', 'relu2']
    """
    counts: Counter[str] = Counter()
    found: list[tuple[str, Operation]] = []
    for operation in operations:
        counts[operation.key] += 1
        found.append((f"{operation.key}{counts[operation.key]}", operation))
    return tuple(found)


@checked
def with_dropout(rate: float, operations: Operations, *, after: tuple[type[Operation], ...]) -> Operations:
    """Return the operations with a dropout after each of some kinds, if the rate is not zero.

    Parameters
    ----------
    rate : float
        Share of the numbers set to zero in training.
    operations : tuple of (str, Operation)
        By name.
    after : tuple of type
        The kinds of operations that a dropout follows.

    Returns
    -------
    tuple of (str, Operation)
        A dropout has the name of what it follows with ``_dropout`` at its end.
    """
    found: list[tuple[str, Operation]] = []
    for name, operation in operations:
        found.append((name, operation))
        if rate and isinstance(operation, after):
            found.append((f"{name}_dropout", Dropout(rate)))
    return tuple(found)
