"""Every public function is called with wrong values: an error of skipgraph, or a right answer, soon."""

import inspect
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the studies are no part of the package
mpl.use("agg")

from analyses.robustness import arguments as study  # noqa: E402

# inner loops of a plan, which look at their argument when it fails
UNCHECKED = {"plan.channel_axis", "plan.channels_of", "plan.with_channels"}
# a call that is right takes long
SLOW = {
    "nn.layerwise_isometry",
    "train.fit",
    "train.run",
    "train.load_dataset",
    "train.load_shapes",
    "nn.gradient_norms",
}


def calls_of_a_room(room):
    """Return some of the calls of the study: of each parameter, four values in turn."""
    values = list(study.wrong_values())
    things = {name: thing for name, thing in study.public_callables().items() if name.split(".")[0] == room}
    pairs = [(name, key) for name, thing in things.items() if name not in SLOW for key in study.parameters(thing)]
    return [
        (name, key, values[(4 * number + turn) % len(values)])
        for number, (name, key) in enumerate(pairs)
        for turn in range(4)
    ]


@pytest.mark.parametrize("room", study.ROOMS)
def test_wrong_values_get_an_error_of_skipgraph_or_a_right_answer(room):
    table = study.try_calls(calls_of_a_room(room))
    bad = table[~table["ending"].isin(["answer", "our error"])]
    assert bad.to_dict("records") == []
    assert (table["ending"] == "our error").any()


def test_every_public_function_is_checked():
    functions = {name: thing for name, thing in study.public_callables().items() if inspect.isfunction(thing)}
    plain = {name for name, thing in functions.items() if not hasattr(thing, "__wrapped__")}
    looked_up = {f"topology.Topology.{name}" for name in ("reads", "readers", "sources", "leading_to")}
    assert plain == UNCHECKED | looked_up


def test_a_raw_error_and_a_silent_answer_are_seen():
    # shows that the tests above can fail
    assert study.ending("x.y", lambda topology: topology.n_nodes, "topology", 3)[0] == "raw error"

    def silent(number: int) -> int:
        return 1

    assert study.ending("x.y", silent, "number", True)[0] == "silent"
    assert study.ending("x.y", silent, "number", 3)[0] == "answer"
