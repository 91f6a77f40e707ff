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
    with pytest.raises(ArgumentError, match="head_weights must be finite numbers from 0 on, not all 0 or None, got"):
        Recipe(seed=0, head_weights=weights)


def test_a_list_of_weights_is_kept_as_a_tuple():
    assert Recipe(seed=0, head_weights=[1, 0]).head_weights == (1, 0)


def test_the_limits_of_each_value_are_allowed():
    recipe = Recipe(seed=0, epochs=1, batch_size=1, learning_rate=1e-9, momentum=0, weight_decay=0)
    assert (recipe.batch_size, recipe.momentum, recipe.weight_decay) == (1, 0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", True),
        ("epochs", 1.0),
        ("batch_size", 0),
        ("batch_size", "8"),
        ("learning_rate", 0),
        ("learning_rate", math.inf),
        ("learning_rate", "0.1"),
        ("momentum", 1.0),
        ("momentum", -0.1),
        ("weight_decay", math.inf),
        ("weight_decay", None),
    ],
)
def test_what_breaks_a_rule(field, value):
    with pytest.raises(ArgumentError, match=f"^{field} must be .*got {value!r}$"):
        Recipe(**{"seed": 0, field: value})
