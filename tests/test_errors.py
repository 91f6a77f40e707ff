"""Errors keep what they say wherever they go."""

import copy
import inspect
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from skipgraph import errors
from skipgraph.topology import Topology

ERRORS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, Exception) and not error.__name__.startswith("_")
]


def example(error):
    if error in (errors.TopologyError, errors.PlanError):
        return error("not a graph", [f"fault {number}" for number in range(20)])
    return error("node 3 is bad")


def test_every_error_is_public_and_ours():
    assert {error.__name__ for error in ERRORS} == set(errors.__all__) - {"did_you_mean"}
    assert all(issubclass(error, errors.SkipgraphError) for error in ERRORS if not issubclass(error, Warning))


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
        *(lambda error, protocol=protocol: pickle.loads(pickle.dumps(error, protocol)) for protocol in range(6)),
    ],
)
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_a_copy_says_the_same(error, copied):
    original = example(error)
    original.add_note("while reading net.json")
    back = copied(original)
    assert type(back) is error
    assert (str(back), back.args) == (str(original), original.args)
    assert vars(back) == vars(original)
    assert back.__notes__ == ["while reading net.json"]


def test_the_message_shows_a_dozen_faults_and_counts_the_others():
    error = errors.TopologyError("not a topology", [f"fault {number}" for number in range(14)])
    assert len(error.faults) == 14
    assert str(error).startswith("not a topology: fault 0; fault 1; ")
    assert str(error).endswith("; fault 11; and 2 more")


def test_a_pool_hands_the_error_on():
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        answer = pool.submit(Topology.from_reads, [[], [1]])
        with pytest.raises(errors.TopologyError) as caught:
            answer.result(60)
    assert caught.value.faults == ("node 1 reads itself",)
