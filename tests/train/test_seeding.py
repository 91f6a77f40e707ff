import json

import torch

from skipgraph.train import deterministic, seeded, threads


def test_seeded_mixes_all_its_numbers():
    def draw(*seeds):
        with seeded(*seeds):
            return torch.rand(4).tolist()

    assert draw(1, 2) == draw(1, 2)
    assert len({json.dumps(draw(*seeds)) for seeds in [(1, 2), (2, 1), (1,), (2,), (1, 3)]}) == 5


def test_threads_and_flags_are_put_back():
    before = torch.get_num_threads()
    with threads(3):
        assert torch.get_num_threads() == 3
    assert torch.get_num_threads() == before
    with deterministic(torch.device("cpu")):
        assert torch.are_deterministic_algorithms_enabled()
    assert not torch.are_deterministic_algorithms_enabled()
