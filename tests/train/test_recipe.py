import math

import pytest

from skipgraph.errors import ArgumentError
from skipgraph.train import Recipe


def test_a_recipe_lists_every_fault():
    with pytest.raises(ArgumentError) as error:
        Recipe(
            seed=-1, epochs=0, batch_size=2.5, learning_rate=math.nan, momentum=1, weight_decay=-1, head_weights=(0, 0)
        )
    for name in ("seed", "epochs", "batch_size", "learning_rate", "momentum", "weight_decay", "head_weights"):
        assert f"{name} must be" in str(error.value)


@pytest.mark.parametrize("weights", [(), 3, "12", (1, -1), (math.nan,)])
def test_head_weights_are_numbers(weights):
    with pytest.raises(ArgumentError, match="head_weights must be None or finite numbers"):
        Recipe(seed=0, head_weights=weights)


def test_a_list_of_weights_is_kept_as_a_tuple():
    assert Recipe(seed=0, head_weights=[1, 0]).head_weights == (1, 0)
