import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skipgraph.plan.module_names import head_key, node_key, node_keys

labels = st.one_of(
    st.integers(), st.text(max_size=8), st.text("_x26of.", max_size=8), st.tuples(st.integers(), st.text(max_size=3))
)


@given(st.lists(labels, unique=True, max_size=30))
def test_labels_with_dots_dashes_spaces_and_letters_of_all_kinds(given_labels):
    keys = node_keys(given_labels)
    assert len(set(keys)) == len(given_labels)
    assert all(re.fullmatch(r"node[A-Za-z0-9_]*", key) for key in keys)
    # a key depends on its own label alone
    assert keys == tuple(node_key(label) for label in given_labels)


def test_equal_reprs_are_numbered():
    class Nameless:
        def __repr__(self):
            return "?"

    assert len(set(node_keys([Nameless(), Nameless(), Nameless()]))) == 3


def test_readable():
    assert [node_key(label) for label in (7, "conv1", "a_b", "a.b")] == [
        "node7",
        "node_conv1",
        "node_a_b",
        "node_a_x2e_b",
    ]


def test_numbers_of_numpy_are_named_as_those_they_equal():
    odd = [np.int64(3), np.float64(1.5), np.bool_(True), (np.int32(1), ("a", np.int64(2))), np.str_("a.b")]
    plain = [3, 1.5, True, (1, ("a", 2)), "a.b"]
    assert node_keys(odd) == node_keys(plain)


def test_heads_are_named_by_their_outputs_alone():
    assert head_key(node_key("output3"), is_output=True) == "head_node_output3"
    # no node is called so
    assert head_key(node_key("head"), is_output=True) == head_key(node_key(7), is_output=False) == "head"
