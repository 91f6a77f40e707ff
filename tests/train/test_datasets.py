from skipgraph.train import DATASETS


def test_each_name_is_that_of_its_data():
    for name, load in DATASETS.items():
        assert load(seed=0).name == name
