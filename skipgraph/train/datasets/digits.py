"""The handwritten digits that scikit-learn bundles."""

import numpy as np

from skipgraph.arguments import Seed, checked
from skipgraph.train.dataset import ImageData
from skipgraph.train.split import split_dataset

__all__ = ["load_digits"]


@checked
def load_digits(*, seed: Seed) -> ImageData:
    """Load the 1,797 handwritten digits that scikit-learn bundles.

    Of each class, 20 % go to test, 10 % to validation and the rest to train. Pixels
    are shifted and scaled by the mean and the standard deviation of the training images.

    Parameters
    ----------
    seed : int or numpy.random.Generator
        Chooses the split.

    Returns
    -------
    ImageData
        Images of shape (1, 8, 8) in 10 classes.

    References
    ----------
    .. [1] E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
       Learning Repository, 1998, doi:10.24432/C50P49.

    Examples
    --------
    >>> digits = load_digits(seed=0)
    >>> digits.train, digits.validation, digits.test
    (<1259 images of 1x8x8>, <179 images of 1x8x8>, <359 images of 1x8x8>)
    """
    from sklearn import datasets

    bunch = datasets.load_digits()
    return split_dataset(
        "digits", bunch.images.astype(np.float32)[:, None], bunch.target.astype(np.int64), n_classes=10, seed=seed
    )
