"""The options that each study has: run it again, go on with it, or check that its results still come out."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

__all__ = ["differing", "run_study"]


def run_study(main: Callable[..., None], script: str, **sizes: tuple[int, str]) -> None:
    """Run a study by the options of the command line.

    Parameters
    ----------
    main : callable
        Takes the folder of the results and the keyword ``resume``: whether what is done already stays.
    script : str
        The study's file, as ``__file__``; results stand in the folder ``results`` next to it.
    **sizes : tuple of int and str
        Sizes that can be chosen, such as ``count``: the usual number and what it counts. Each becomes an option, and a
        keyword of `main`.
    """
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--resume", action="store_true", help="go on where the study was stopped")
    parser.add_argument("--check", action="store_true", help="make the results again elsewhere, and compare the bytes")
    for name, (usual, what) in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{what}; by default {usual:,}", metavar="N")
    options = parser.parse_args()
    chosen = {name: getattr(options, name) for name in sizes}
    kept = Path(script).parent / "results"
    if not options.check:
        kept.mkdir(exist_ok=True)
        main(kept, resume=options.resume, **chosen)
        return
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder), resume=False, **chosen)
        faults = differing(Path(folder), kept)
    if faults:
        sys.exit(f"{script}: these results do not come out as they are kept: {', '.join(faults)}")


def differing(made: Path, kept: Path) -> list[str]:
    """Return the names of the results that were made and are not the same bytes in the folder of kept ones.

    Parameters
    ----------
    made, kept : Path
        Two folders. Metadata are not compared, as they name commit and machine.

    Returns
    -------
    list of str
        File names, sorted.
    """
    names = sorted(path.name for path in made.iterdir() if not path.name.endswith(".meta.json"))

    def is_same(name: str) -> bool:
        return (kept / name).is_file() and (kept / name).read_bytes() == (made / name).read_bytes()

    return [name for name in names if not is_same(name)]
