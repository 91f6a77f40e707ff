import numpy as np
import pytest

from skipgraph.errors import ArgumentError, FormatError
from skipgraph.train import DATASETS, load_dataset


def test_each_name_is_that_of_its_data():
    for name, load in DATASETS.items():
        data = load(seed=0)
        assert data.name == name
        assert load_dataset(name, seed=0).digest() == data.digest()


def test_a_file_and_what_is_neither(tmp_path):
    images = np.random.default_rng(0).random((30, 4, 4))
    np.savez(tmp_path / "mine.npz", images=images, labels=np.arange(30) % 3)
    assert load_dataset(tmp_path / "mine.npz", seed=0).name == "mine"
    with pytest.raises(FormatError, match=r"none\.npz: cannot be read"):
        load_dataset(tmp_path / "none.npz", seed=0)
    with pytest.raises(ArgumentError, match=r"data imagenet: must be digits, shapes or a file ending in \.npz"):
        load_dataset("imagenet", seed=0)
