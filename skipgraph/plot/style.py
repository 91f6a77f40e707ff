"""The look of every picture: ink, sizes, and files with the same bytes every time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, cast

import matplotlib as mpl
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, ListedColormap
from matplotlib.figure import Figure, FigureBase, SubFigure
from matplotlib.lines import Line2D

from skipgraph.arguments import Rule, checked
from skipgraph.errors import ArgumentError, FormatError
from skipgraph.files import atomic_write
from skipgraph.topology import NodeKind, Topology

__all__ = [
    "COLUMN_WIDTH",
    "INK",
    "KIND_MARKS",
    "PAGE_WIDTH",
    "PALETTE",
    "STAGE",
    "STYLE",
    "describe",
    "drawing_axes",
    "figure_of",
    "new_figure",
    "node_handles",
    "paper_style",
    "save_figure",
    "sequential",
    "settle",
]

Inches = Annotated[float, Rule("a number of inches above 0, at most 1000", lambda value: 0 < value <= 1000)]
Colours = Annotated[int, Rule("a whole number from 1 to 65536", lambda value: 1 <= value <= 2**16)]

# inches; of a two-column paper
COLUMN_WIDTH = 3.4
PAGE_WIDTH = 7.0

INK = "#262626"
STAGE = "#dedede"  # the coarsest stage; the finest is white

# M. Okabe and K. Ito, "Color Universal Design", 2008: told apart under every common colour blindness
PALETTE: dict[str, str] = {
    "blue": "#0072b2",
    "orange": "#e69f00",
    "green": "#009e73",
    "vermilion": "#d55e00",
    "purple": "#cc79a7",
    "sky": "#56b4e9",
}

# shape and ink of each kind of node; layers are the plainest, as there are most of them
KIND_MARKS: dict[NodeKind, tuple[str, str]] = {
    NodeKind.INPUT: ("s", PALETTE["vermilion"]),
    NodeKind.LAYER: ("o", INK),
    NodeKind.MERGE: ("D", PALETTE["purple"]),
    NodeKind.TRANSITION: ("v", PALETTE["orange"]),
    NodeKind.OUTPUT: ("P", PALETTE["green"]),
}

# the fonts come with matplotlib, so that pictures do not depend on what is installed
STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.handlelength": 1.4,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.axisbelow": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "xtick.minor.size": 1.5,
    "ytick.minor.size": 1.5,
    "xtick.minor.pad": 4.5,  # so that their labels stand in line with those of major ticks
    "ytick.minor.pad": 4.5,
    "text.color": INK,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "hatch.linewidth": 0.5,
    "grid.linewidth": 0.4,
    "grid.color": "#e6e6e6",
}

# ids in SVG come from what they name and this word; fonts go into the file
_FILE_SETTINGS: dict[str, Any] = {"svg.hashsalt": "skipgraph", "svg.fonttype": "path", "pdf.fonttype": 42}
_DPI = 200
_TITLE_LENGTH = 60  # characters; a longer name would leave the picture

# leave out what differs from run to run, or from one version of matplotlib to the next
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


@contextmanager
def paper_style() -> Iterator[None]:
    """Give the figures, axes and texts that are created inside the block the house style.

    Yields
    ------
    None
        After the block, matplotlib's settings are as before.

    Examples
    --------
    >>> with paper_style():
    ...     ax = Figure().add_subplot()
    >>> ax.spines["top"].get_visible()
    False
    """
    with style.context(["default", STYLE]):
        yield


@checked
def new_figure(width: Inches, height: Inches) -> Figure:
    """Make an empty figure that pyplot does not know, so that it leaves memory with its last reference.

    Parameters
    ----------
    width, height : float
        Printed size in inches.

    Returns
    -------
    Figure
        Laid out so that texts do not overlap.
    """
    return Figure(figsize=(width, height), layout="constrained")


@contextmanager
def drawing_axes(ax: Axes | None, *, width: float, height: float) -> Iterator[Axes]:
    """Give the axes to draw on: `ax` as it is, or new ones in the house style, laid out at the end.

    Parameters
    ----------
    ax : Axes, optional
        The user's axes.
    width, height : float
        Size in inches of a new figure.

    Yields
    ------
    Axes
        Valid after the block too.

    Raises
    ------
    ArgumentError
        If `ax` is something else.
    """
    if ax is not None:
        yield ax
    else:
        with paper_style():
            figure = new_figure(width, height)
            yield figure.add_subplot()
            settle(figure)


def settle(figure: Figure) -> None:
    """Fix the ticks and the layout of a figure: each further drawing would move them a little.

    Parameters
    ----------
    figure : Figure
        Changed in place; call this in the style in which it was drawn.
    """
    for _ in range(2):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")


def figure_of(ax: Axes) -> Figure | SubFigure:
    """Return the figure or subfigure that axes stand in.

    Parameters
    ----------
    ax : Axes
        Axes of a figure.

    Returns
    -------
    Figure or SubFigure
        The innermost one.

    Raises
    ------
    ArgumentError
        If the axes were removed from their figure.
    """
    figure = ax.get_figure(root=False)
    if figure is None:
        raise ArgumentError(f"cannot draw on {ax!r}: these axes belong to no figure")
    return figure


@checked
def sequential(n_colours: Colours) -> ListedColormap:
    """Return colours from near to far that can also be read in grey and on white.

    Parameters
    ----------
    n_colours : int
        How many, at least 1.

    Returns
    -------
    ListedColormap
        viridis without its lightest end, dark for the largest.
    """
    viridis: Colormap = mpl.colormaps["viridis_r"]
    steps = [0.1 + 0.9 * step / max(1, n_colours - 1) for step in range(n_colours)]
    return ListedColormap([viridis(step) for step in steps])


@checked
def node_handles(kinds: Iterable[NodeKind]) -> list[Line2D]:
    """Return the legend's entries for kinds of nodes.

    Parameters
    ----------
    kinds : iterable of NodeKind
        The kinds to explain.

    Returns
    -------
    list of Line2D
        A labelled mark for each kind.

    Examples
    --------
    >>> [handle.get_label() for handle in node_handles([NodeKind.INPUT, NodeKind.LAYER])]
    ['input', 'layer']
    """
    handles = []
    for kind in kinds:
        marker, ink = KIND_MARKS[kind]
        handles.append(
            Line2D([], [], linestyle="none", marker=marker, markersize=4, color=ink, label=kind.name.lower())
        )
    return handles


def describe(topology: Topology) -> str:
    """Return a title: the name and the size.

    Parameters
    ----------
    topology : Topology
        What the picture shows.

    Returns
    -------
    str
        One line; a long name is cut.

    Raises
    ------
    ArgumentError
        If it is not a Topology.

    Examples
    --------
    >>> describe(Topology.from_reads([[], [0], [0, 1]], name="dense"))
    'dense: 2 layers, 3 edges'
    """
    layers = "1 layer" if topology.n_layers == 1 else f"{topology.n_layers:,} layers"
    edges = "1 edge" if topology.n_edges == 1 else f"{topology.n_edges:,} edges"
    name = " ".join(topology.name.split())
    if len(name) > _TITLE_LENGTH:
        name = name[: _TITLE_LENGTH - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return f"{name}: {layers}, {edges}" if name else f"{layers}, {edges}"


@checked
def save_figure(figure: FigureBase | Axes, path: str | Path) -> None:
    """Write a figure to a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure : Figure, SubFigure or Axes
        What to write; for Axes, their whole figure.
    path : str or Path
        The file, written whole or not at all. Its ending, ``.svg``, ``.png`` or ``.pdf``, is the format.

    Raises
    ------
    FormatError
        If the ending is another one.
    ArgumentError
        If the folder does not exist, or `figure` is not a figure.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> save_figure(Figure(), folder / "empty.svg")
    >>> [file.name for file in folder.iterdir()]
    ['empty.svg']
    """
    path = Path(path)
    ending = path.suffix.lower().removeprefix(".")
    if ending not in _METADATA:
        known = ", ".join(f".{known}" for known in _METADATA)
        raise FormatError(f"cannot write a figure to {path}: the name must end in one of {known}")
    if not path.parent.is_dir():
        raise ArgumentError(f"cannot write a figure to {path}: there is no folder {path.parent}")
    if isinstance(figure, Axes | SubFigure):
        figure = cast(Figure, figure.get_figure(root=True))
    if not isinstance(figure, Figure):
        raise ArgumentError(f"figure must be a matplotlib Figure or Axes, got {figure!r}")
    with style.context(["default", STYLE, _FILE_SETTINGS]), atomic_write(path) as scratch:
        figure.savefig(scratch, format=ending, dpi=_DPI, metadata=_METADATA[ending])
