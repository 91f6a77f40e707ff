"""A run: one forward pass of a module, as the list of the values that it makes."""

from dataclasses import dataclass

from torch import nn

__all__ = ["Run", "Value", "module_of"]


@dataclass(frozen=True, slots=True)
class Value:
    """What one call in a forward pass makes.

    Parameters
    ----------
    name : str
        The function that made it, without trailing underscores; ``"layer"`` if the module of a layer made it,
        ``"step"`` if a step of a compiled network did. Else ``"input"``, ``"weight"``, ``"plain"`` if it is no tensor,
        ``"container"`` for an argument that holds tensors, or ``"returned"`` for an object made of them.
    made_of : tuple of int
        The values it is made of, by position.
    calls : tuple of str
        The calls of modules it was made in, outermost first: a qualified name, followed by ``@k`` from the second
        call of that module on.
    shape : tuple of int or None
        The shape, if it is a tensor.
    module : torch.nn.Module or None
        The module that made it, if the run does not look inside that module.
    label : str
        The name of an input.
    number : float or None
        The number that a feature was multiplied by, or divided by.
    dim : int or None
        The dimension along which it is stacked or reduced; of a permutation, the one that it puts last.
    is_learned : bool
        Whether it is a parameter of the module.
    is_complex : bool
        Whether it holds complex numbers.
    """

    name: str
    made_of: tuple[int, ...] = ()
    calls: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None
    module: nn.Module | None = None
    label: str = ""
    number: float | None = None
    dim: int | None = None
    is_learned: bool = False
    is_complex: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A forward pass.

    Parameters
    ----------
    values : tuple of Value
        In the order in which they were made.
    results : tuple of int
        The values that were returned, by position.
    layers : frozenset of str
        Qualified names of the modules that are convolutions, matrices, attention or recurrent.
    """

    values: tuple[Value, ...]
    results: tuple[int, ...]
    layers: frozenset[str]


def module_of(call: str) -> str:
    """Return the qualified name of the module that was called.

    Parameters
    ----------
    call : str
        As in the ``calls`` of a value.

    Returns
    -------
    str
        The call without its number.

    Examples
    --------
    >>> module_of("block.conv@2")
    'block.conv'
    """
    return call.partition("@")[0]
