"""The stride of a layer that moves to a coarser stage by itself."""

from dataclasses import replace
from math import prod

from skipgraph.plan.operations import Convolution, Operations

__all__ = ["with_stride"]


def with_stride(operations: Operations, stride: int) -> Operations | None:
    """Return operations whose first convolution with the largest kernel has a stride.

    Parameters
    ----------
    operations : tuple of (str, Operation)
        Of a layer.
    stride : int
        Above 1.

    Returns
    -------
    tuple of (str, Operation) or None
        The same operations but for one; None where there is no convolution.

    Examples
    --------
    >>> made = with_stride((("conv1", Convolution(8, 4, 1)), ("conv2", Convolution(4, 4, 3))), 2)
    >>> [operation.stride for _, operation in made]
    [1, 2]
    """
    sizes = [prod(operation.kernel_sides) if isinstance(operation, Convolution) else 0 for _, operation in operations]
    if not any(sizes):
        return None
    place = sizes.index(max(sizes))
    name, conv = operations[place]
    return (*operations[:place], (name, replace(conv, stride=stride)), *operations[place + 1 :])  # type: ignore[call-arg]  # a convolution
