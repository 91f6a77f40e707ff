"""Argument checks: each error says rule, value and place before any work is done."""

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np

from skipgraph.errors import ArgumentError

__all__ = [
    "Seed",
    "check_choice",
    "check_count",
    "check_counts",
    "check_n_edges",
    "check_positive",
    "check_probability",
    "resolve_blocks",
    "resolve_seed",
]

Seed = int | np.random.Generator

_MAX_EDGES = 2**28


def check_count(name: str, value: object, *, least: int = 1) -> int:
    """Return `value` as an int; refuse what is not a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or int(value) < least:
        raise ArgumentError(f"{name} must be an integer of at least {least}, got {value!r}")
    return int(value)


def check_positive(name: str, value: object) -> float:
    """Return `value` as a float; refuse what is not finite and above 0."""
    if not _is_number(value) or not 0 < float(value) < float("inf"):
        raise ArgumentError(f"{name} must be a finite number above 0, got {value!r}")
    return float(value)


def check_probability(name: str, value: object) -> float:
    """Return `value` as a float; refuse what does not lie in 0 to 1."""
    if not _is_number(value) or not 0 <= float(value) <= 1:
        raise ArgumentError(f"{name} must be a number from 0 to 1, got {value!r}")
    return float(value)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)


def check_choice(name: str, value: object, choices: Sequence[object]) -> None:
    """Refuse a `value` that is none of the `choices`."""
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        raise ArgumentError(f"{name} must be one of {', '.join(map(str, choices))}, got {value!r}")


def check_counts(name: str, value: object, length: int, *, least: int = 1) -> tuple[int, ...]:
    """Return `value` as `length` ints of at least `least`; one number stands for all of them."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != length:
            raise ArgumentError(f"{name} must hold {length} numbers, got {len(value)}: {tuple(value)!r}")
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
        raise ArgumentError(f"blocks must be the numbers of layers of each block, got {blocks!r}")
    sizes = tuple(check_count(f"blocks[{place}]", size) for place, size in enumerate(blocks))
    if sum(sizes) != n_layers:
        raise ArgumentError(f"blocks {sizes} hold {sum(sizes)} layers: must hold n_layers = {n_layers}")
    return sizes
