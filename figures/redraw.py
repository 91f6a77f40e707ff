"""Draw figures again, or check that those in this folder are what their scripts draw.

``python figures/redraw.py`` draws all of them, ``python figures/redraw.py tour gallery`` these two, and
``--check`` writes nothing and fails where an SVG file differs.
"""

import argparse
import importlib
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl

from skipgraph.plot import save_figure

HERE = Path(__file__).parent
ENDINGS = (".svg", ".png", ".pdf")
NAMES = sorted(path.stem for path in HERE.glob("*.py") if path != Path(__file__))


def redraw(names: Iterable[str], folder: Path = HERE, endings: Iterable[str] = ENDINGS) -> None:
    """Write figures to a folder."""
    for name in names:
        figure = importlib.import_module(name).draw()
        for ending in endings:
            save_figure(figure, folder / f"{name}{ending}")


def find_stale(names: Iterable[str]) -> list[str]:
    """Return the files that are missing, left over or not what their script draws."""
    known = {f"{name}{ending}" for name in NAMES for ending in ENDINGS}
    pictures = {path.name for path in HERE.iterdir() if path.suffix in ENDINGS}
    stale = known ^ pictures
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            redraw([name], Path(scratch), [".svg"])
            drawn, kept = Path(scratch, f"{name}.svg"), HERE / f"{name}.svg"
            if kept.exists() and drawn.read_bytes() != kept.read_bytes():
                stale.add(kept.name)
    return sorted(stale)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a script of this folder; without any, all")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    arguments = parser.parse_args()
    names = arguments.names or NAMES
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        parser.error(f"no figure named {', '.join(unknown)}: choose from {', '.join(NAMES)}")
    stale = []
    try:
        if arguments.check:
            stale = find_stale(names)
        else:
            redraw(names)
    except ValueError as error:
        sys.exit(f"stale: {error}")
    if stale:
        files = ", ".join(f"figures/{file}" for file in stale)
        sys.exit(
            f"stale: {files}\n`make derived` draws them again. "
            f"The bytes are those of the matplotlib in constraints.txt; this is {mpl.__version__}"
        )


if __name__ == "__main__":
    main()
