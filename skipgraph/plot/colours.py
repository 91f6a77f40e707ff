"""Colour scales of pictures: check the limits, find the colour map."""

import matplotlib as mpl
from matplotlib.colors import Colormap, Normalize

from skipgraph.errors import ArgumentError
from skipgraph.plot.style import sequential

__all__ = ["check_scale", "resolve_colormap"]


def check_scale(vmin: float | None, vmax: float | None, norm: Normalize | None, *, least: float) -> None:
    """Refuse limits of a colour scale that are not numbers, not in order, or given together with a norm.

    Parameters
    ----------
    vmin, vmax : float or None
        The smallest and largest value that have a colour of their own.
    norm : Normalize or None
        What takes their place.
    least : float
        The smallest value that `vmin` may have.

    Raises
    ------
    ArgumentError
        If they break a rule.

    Examples
    --------
    >>> check_scale(1, 6, None, least=1)
    """
    for name, value in (("vmin", vmin), ("vmax", vmax)):
        if value is None:
            continue
        if norm is not None:
            raise ArgumentError(f"{name} and norm exclude each other: give the limits to the norm")
        if value < least:
            raise ArgumentError(f"{name} must be a number of at least {least:g}, got {value!r}")
    if vmin is not None and vmax is not None and vmin > vmax:
        raise ArgumentError(f"vmin must be at most vmax, got {vmin!r} and {vmax!r}")


def resolve_colormap(cmap: str | Colormap | None, n_colours: int) -> Colormap:
    """Return a colour map of so many colours.

    Parameters
    ----------
    cmap : str or Colormap or None
        A colour map or its name in matplotlib. None is `skipgraph.plot.sequential`.
    n_colours : int
        How many, at least 1.

    Returns
    -------
    Colormap
        From small values to large.

    Raises
    ------
    ArgumentError
        If there is no such colour map.

    Examples
    --------
    >>> resolve_colormap("magma", 5).N
    5
    """
    if cmap is None:
        return sequential(n_colours)
    if isinstance(cmap, Colormap):
        return cmap.resampled(n_colours)
    if cmap not in mpl.colormaps:
        raise ArgumentError(f"cmap must be a matplotlib Colormap or the name of one, got {cmap!r}")
    return mpl.colormaps[cmap].resampled(n_colours)
