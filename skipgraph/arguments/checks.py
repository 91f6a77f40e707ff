"""Checks that a function makes by itself: of numbers with a least value, and of several arguments together."""

from collections.abc import Sequence

import numpy as np

from skipgraph.arguments.hints import check, fits
from skipgraph.arguments.rules import Positive, Probability
from skipgraph.arguments.showing import shown
from skipgraph.errors import ArgumentError

__all__ = [
    "check_choice",
    "check_count",
    "check_counts",
    "check_n_edges",
    "check_positive",
    "check_probability",
    "resolve_blocks",
    "resolve_seed",
]

_MAX_EDGES = 2**28


def check_count(name: str, value: object, *, least: int = 1) -> int:
    """Return `value` as an int; refuse what is not a whole number of at least `least`."""
    if not fits(value, int) or int(value) < least:  # type: ignore[call-overload]  # it fits
        raise ArgumentError(f"{name} must be an integer of at least {least}, got {shown(value)}")
    return int(value)  # type: ignore[call-overload,no-any-return]  # it fits


def check_positive(name: str, value: object) -> float:
    """Return `value` as a float; refuse what is not finite and above 0."""
    return float(check(name, value, Positive))


def check_probability(name: str, value: object) -> float:
    """Return `value` as a float; refuse what does not lie in 0 to 1."""
    return float(check(name, value, Probability))


def check_choice(name: str, value: object, choices: Sequence[object]) -> None:
    """Refuse a `value` that is none of the `choices`."""
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        raise ArgumentError(f"{name} must be one of {', '.join(map(str, choices))}, got {shown(value)}")


def check_counts(name: str, value: object, length: int, *, least: int = 1) -> tuple[int, ...]:
    """Return `value` as `length` ints of at least `least`; one number stands for all of them."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != length:
            raise ArgumentError(f"{name} must hold {length} numbers, got {len(value)}: {shown(tuple(value))}")
        return tuple(check_count(f"{name}[{place}]", item, least=least) for place, item in enumerate(value))
    return (check_count(name, value, least=least),) * length


def resolve_seed(seed: object) -> tuple[np.random.Generator, int | None]:
    """Return the generator that `seed` stands for, and the seed itself if it is a number."""
    if isinstance(seed, np.random.Generator):
        return seed, None
    number = check_count("seed", seed, least=0)
    return np.random.default_rng(number), number


def check_n_edges(
    pattern: str, n_layers: int, n_edges: float, *, size: str = "n_layers", most: int = _MAX_EDGES
) -> None:
    """Refuse a topology with more edges than memory could hold; `n_edges` may be an estimate."""
    if n_edges > most:
        raise ArgumentError(
            f"{pattern} with {size} {n_layers} would have about {n_edges:.2g} edges "
            f"({4 * n_edges / 2**30:.3g} GiB): at most {most} are allowed"
        )


def resolve_blocks(n_layers: int, blocks: Sequence[int] | None) -> tuple[int, ...]:
    """Return the number of layers of each block; without `blocks`, all layers are in one block."""
    n_layers = check_count("n_layers", n_layers)
    check_n_edges("any pattern", n_layers, n_layers)
    if blocks is None:
        return (n_layers,)
    given: object = blocks
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        raise ArgumentError(f"blocks must be the numbers of layers of each block, got {shown(blocks)}")
    sizes = tuple(check_count(f"blocks[{place}]", size) for place, size in enumerate(blocks))
    if sum(sizes) != n_layers:
        raise ArgumentError(f"blocks {sizes} hold {sum(sizes)} layers: must hold n_layers = {n_layers}")
    return sizes
