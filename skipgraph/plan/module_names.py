"""Names of the modules of nodes: made from labels, and safe in a state dict."""

import re
from collections.abc import Hashable, Iterable

import numpy as np

__all__ = ["head_key", "node_key", "node_keys"]

# an underscore before an x is escaped too, so that no two labels give one key
_UNSAFE = re.compile(r"[^A-Za-z0-9_]|_(?=x)")


def node_key(label: Hashable) -> str:
    """Return the name of a node's module, which depends only on its label.

    Parameters
    ----------
    label : hashable
        A whole number gives ``node3``, a string ``node_stem``, anything else its repr after ``node_of_``.

    Returns
    -------
    str
        Letters, digits and underscores; other characters as their number, ``_x2e_`` for a dot.

    Examples
    --------
    >>> node_key(3), node_key("block1.conv"), node_key((1, "é"))
    ('node3', 'node_block1_x2e_conv', 'node_of__x28_1_x2c__x20__x27__xe9__x27__x29_')
    """
    label = _plain(label)
    if isinstance(label, int) and not isinstance(label, bool) and label >= 0:
        return f"node{label}"
    text = label if isinstance(label, str) else repr(label)
    # a string that begins like the other kind is told apart by an escaped first letter
    if isinstance(label, str) and label.startswith("of_"):
        text, head = label[1:], "node__x6f_"
    else:
        head = "node_" if isinstance(label, str) else "node_of_"
    return head + _UNSAFE.sub(lambda match: f"_x{ord(match[0]):x}_", text)


def _plain(label: Hashable) -> Hashable:
    """Return a label with numbers of numpy as those of Python, which they equal and as which files keep them."""
    if isinstance(label, np.generic):
        plain: Hashable = label.item()
        return plain
    return tuple(map(_plain, label)) if type(label) is tuple else label


def node_keys(labels: Iterable[Hashable]) -> tuple[str, ...]:
    """Return a different name for each label; objects of one repr are numbered.

    Parameters
    ----------
    labels : iterable of hashable
        Labels of a topology.

    Returns
    -------
    tuple of str
        In the order of `labels`.

    Examples
    --------
    >>> node_keys([0, "0", "a b"])
    ('node0', 'node_0', 'node_a_x20_b')
    """
    keys: dict[str, None] = {}
    for label in labels:
        key, number = node_key(label), 2
        while key in keys:
            key, number = f"{node_key(label)}_xx{number}", number + 1
        keys[key] = None
    return tuple(keys)


def head_key(key: str, *, is_output: bool) -> str:
    """Return the name of the head at a node, which depends on the node's label alone.

    Parameters
    ----------
    key : str
        Name of the node's module.
    is_output : bool
        Whether the node is an output, and not the last node of a topology without outputs.

    Returns
    -------
    str
        ``head_`` and the name of the output; ``head`` where the output is labelled so, or where there is none.

    Examples
    --------
    >>> head_key(node_key("output3"), is_output=True), head_key(node_key("head"), is_output=True)
    ('head_node_output3', 'head')
    """
    return f"head_{key}" if is_output and key != node_key("head") else "head"
