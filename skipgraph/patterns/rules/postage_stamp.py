"""Postage-stamp offsets: the fixed offsets that reach furthest within a number of hops."""

from collections.abc import Iterable
from time import monotonic
from typing import Annotated

from skipgraph.arguments import Count, Index, Positive, Rule, check_count, check_n_edges, checked
from skipgraph.errors import ArgumentError
from skipgraph.patterns.rules._staged import build_topology
from skipgraph.topology import Topology

__all__ = ["EXTREMAL_OFFSETS", "extremal_offsets", "offset_range", "postage_stamp"]

Few = Annotated[int, Rule("a whole number from 1 to 1000", lambda value: 1 <= value <= 1000)]
_MOST_WORK = 10**10  # bits of all sums of offsets up to each number of hops

_PAPER = 'M. F. Challis and J. P. Robinson, "Some Extremal Postage Stamp Bases", Journal of Integer Sequences 13, 2010'

EXTREMAL_OFFSETS: dict[tuple[int, int], tuple[int, ...]] = {
    # (hops, number of offsets): offsets whose range is the published largest one (OEIS A001212 to A001216,
    # A005342 to A005344); several sets may share it. (8, 8) is from Challis and Robinson.
    (2, 2): (1, 3),
    (2, 3): (1, 3, 4),
    (2, 4): (1, 3, 5, 6),
    (2, 5): (1, 3, 5, 7, 8),
    (2, 6): (1, 3, 5, 7, 9, 10),
    (2, 7): (1, 3, 5, 7, 8, 17, 18),
    (2, 8): (1, 3, 5, 7, 9, 10, 21, 22),
    (2, 9): (1, 3, 4, 9, 11, 16, 17, 19, 20),
    (2, 10): (1, 2, 5, 7, 11, 15, 19, 21, 22, 24),
    (2, 11): (1, 3, 5, 6, 13, 14, 21, 22, 24, 26, 27),
    (2, 12): (1, 3, 4, 9, 11, 16, 21, 23, 28, 29, 31, 32),
    (3, 2): (1, 3),
    (3, 3): (1, 4, 5),
    (3, 4): (1, 4, 7, 8),
    (3, 5): (1, 4, 6, 14, 15),
    (3, 6): (1, 4, 6, 14, 17, 29),
    (3, 7): (1, 4, 5, 15, 18, 27, 34),
    (3, 8): (1, 3, 6, 10, 24, 26, 39, 41),
    (3, 9): (1, 3, 8, 9, 14, 32, 36, 51, 53),
    (4, 2): (1, 4),
    (4, 3): (1, 5, 8),
    (4, 4): (1, 3, 11, 18),
    (4, 5): (1, 3, 11, 15, 32),
    (4, 6): (1, 5, 8, 27, 29, 44),
    (4, 7): (1, 5, 8, 25, 31, 52, 71),
    (4, 8): (1, 3, 8, 19, 33, 39, 92, 102),
    (5, 2): (1, 4),
    (5, 3): (1, 6, 7),
    (5, 4): (1, 5, 12, 28),
    (5, 5): (1, 4, 9, 31, 51),
    (5, 6): (1, 5, 8, 33, 54, 67),
    (5, 7): (1, 4, 13, 24, 30, 87, 106),
    (6, 2): (1, 5),
    (6, 3): (1, 7, 12),
    (6, 4): (1, 4, 19, 33),
    (6, 5): (1, 7, 12, 43, 52),
    (6, 6): (1, 7, 11, 48, 83, 115),
    (7, 2): (1, 5),
    (7, 3): (1, 8, 13),
    (7, 4): (1, 5, 24, 37),
    (7, 5): (1, 8, 11, 64, 102),
    (8, 2): (1, 6),
    (8, 3): (1, 9, 14),
    (8, 4): (1, 6, 25, 65),
    (8, 5): (1, 9, 15, 80, 118),
    (8, 8): (1, 8, 13, 58, 169, 295, 831, 1036),
    (9, 2): (1, 6),
    (9, 3): (1, 9, 20),
    (9, 4): (1, 5, 34, 60),
    (9, 5): (1, 9, 23, 108, 181),
}


@checked
def postage_stamp(n_layers: int, *, hops: int = 3, n_offsets: int = 5) -> Topology:
    """Return the postage-stamp topology: all layers read at the same offsets, which reach furthest in `hops`.

    Any gap up to the range of the offsets is a sum of at most `hops` offsets, as a postage is a sum of stamps.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; the input is node 0 and is not counted.
    hops : int
        Number of hops within which the range is measured, at least 1.
    n_offsets : int
        Number of offsets, the in-degree; at least 1.

    Returns
    -------
    Topology
        ``n_layers + 1`` nodes. MBD is at most `hops` if there are at most ``offset_range(offsets, hops)`` layers, and
        larger otherwise.

    Raises
    ------
    ArgumentError
        If an argument is not an integer of at least 1, or if the offsets are not in the table and the search for them
        takes longer than 10 s.

    Notes
    -----
    The range is less than ``C(hops + n_offsets, hops)``, the number of sums.

    References
    ----------
    .. [1] M. F. Challis and J. P. Robinson, "Some Extremal Postage Stamp Bases", Journal of Integer
       Sequences 13, 2010, article 10.2.3.
    .. [2] W. F. Lunnon, "A postage stamp problem", The Computer Journal 12(4), 1969.

    Examples
    --------
    >>> t = postage_stamp(36)
    >>> t.n_edges, t.reads(20)
    (145, (5, 6, 14, 16, 19))
    """
    n_layers = check_count("n_layers", n_layers)
    offsets = extremal_offsets(hops, n_offsets)
    check_n_edges("postage_stamp", n_layers, n_layers * len(offsets))
    reads = [[layer - offset for offset in reversed(offsets) if offset <= layer] for layer in range(1, n_layers + 1)]
    return build_topology(
        postage_stamp,
        reads,
        blocks=(n_layers,),
        arguments={"n_layers": n_layers, "hops": hops, "n_offsets": n_offsets},
        paper=_PAPER,
    )


@checked
def offset_range(offsets: tuple[Count, ...], hops: Index) -> int:
    """Return the largest R such that every gap of 1..R is a sum of at most `hops` of the offsets.

    Parameters
    ----------
    offsets : tuple of int
        Positive; each may be used several times.
    hops : int
        At least 1.

    Returns
    -------
    int
        In layers; 0 without the offset 1.

    Examples
    --------
    >>> offset_range((1, 4, 6, 14, 15), 3)
    36
    """
    if hops**2 * max(offsets) > _MOST_WORK:
        raise ArgumentError(f"hops {hops} of offsets up to {max(offsets)}: the sums are too many to be listed")
    sums = 1  # bit s is set where s is a sum of the offsets, with as many terms as hops so far
    for _ in range(hops):
        # without the shift: a hop that is not taken
        sums |= _or_all(sums << offset for offset in offsets)
    return _trailing_ones(sums) - 1


@checked
def extremal_offsets(
    hops: Few, n_offsets: Few, *, from_table: bool = True, time_seconds: Positive = 10.0
) -> tuple[int, ...]:
    """Return `n_offsets` offsets of the largest range within `hops` hops.

    Parameters
    ----------
    hops : int
        At least 1.
    n_offsets : int
        At least 1.
    from_table : bool
        Whether to take known offsets from `EXTREMAL_OFFSETS`; otherwise all are searched for.
    time_seconds : float
        Time limit of the exhaustive search.

    Returns
    -------
    tuple of int
        Ascending from 1.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule or the search takes too long.

    Notes
    -----
    It searches all sets in which no offset exceeds the range of the smaller offsets by more than 1; other sets leave
    a gap. Time is exponential in both numbers.

    Examples
    --------
    >>> extremal_offsets(3, 5), extremal_offsets(4, 3, from_table=False)
    ((1, 4, 6, 14, 15), (1, 5, 8))
    """
    stop = monotonic() + time_seconds
    if hops == 1:
        return tuple(range(1, n_offsets + 1))
    if n_offsets == 1:
        return (1,)
    if from_table and (hops, n_offsets) in EXTREMAL_OFFSETS:
        return EXTREMAL_OFFSETS[hops, n_offsets]
    best: tuple[int, tuple[int, ...]] = (0, ())
    # the offsets so far, and the sums of exactly 0, 1, .., hops of them; bit s is set for the sum s
    open_sets: list[tuple[tuple[int, ...], list[int]]] = [((1,), [1 << h for h in range(hops + 1)])]
    while open_sets:
        if monotonic() > stop:
            raise ArgumentError(
                f"hops {hops} and n_offsets {n_offsets}: offsets of the largest range are in no table here, and "
                f"a search found none within {time_seconds:g} s"
            )
        offsets, sums = open_sets.pop()
        reach = _trailing_ones(_or_all(sums)) - 1
        if len(offsets) == n_offsets:
            best = max(best, (reach, offsets), key=lambda found: found[0])
            continue
        # the last offset, taken in every hop, must reach further than the best so far
        least = best[0] // hops + 1 if len(offsets) == n_offsets - 1 else 0
        for offset in range(max(offsets[-1] + 1, least), reach + 2):
            more = [1]
            for h in range(1, hops + 1):
                more.append(sums[h] | more[h - 1] << offset)
            open_sets.append(((*offsets, offset), more))
    return best[1]


def _or_all(bits: Iterable[int]) -> int:
    """Return the union of bit sets."""
    union = 0
    for row in bits:
        union |= row
    return union


def _trailing_ones(bits: int) -> int:
    """Return how many of the lowest bits are set without a gap."""
    return (~bits & (bits + 1)).bit_length() - 1
