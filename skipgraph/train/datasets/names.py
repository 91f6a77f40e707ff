"""The datasets by name."""

from collections.abc import Callable
from pathlib import Path

from skipgraph.arguments import Seed, checked
from skipgraph.errors import ArgumentError
from skipgraph.train.dataset import ImageData
from skipgraph.train.datasets.archive import load_archive
from skipgraph.train.datasets.digits import load_digits
from skipgraph.train.datasets.shapes import load_shapes

__all__ = ["DATASETS", "load_dataset"]

DATASETS: dict[str, Callable[..., ImageData]] = {"digits": load_digits, "shapes": load_shapes}
"""Each name with the function that loads the data; its only required argument is `seed`."""


@checked
def load_dataset(name: str | Path, *, seed: Seed) -> ImageData:
    """Load a dataset by its name, or from a user's own file.

    Parameters
    ----------
    name : str or Path
        A key of `DATASETS`, or a file ending in ``.npz`` as `load_archive` reads it.
    seed : int or numpy.random.Generator
        Chooses the split, and draws what is drawn.

    Returns
    -------
    ImageData
        The dataset.

    Raises
    ------
    ArgumentError
        If there is no dataset of that name.
    FormatError
        If the file cannot be read.

    Examples
    --------
    >>> load_dataset("digits", seed=0).n_classes
    10
    """
    if name in DATASETS:
        return DATASETS[str(name)](seed=seed)
    if Path(name).suffix.lower() != ".npz":
        raise ArgumentError(f"data {name}: must be {', '.join(DATASETS)} or a file ending in .npz")
    return load_archive(name, seed=seed)
