"""The names of attributes in the formats of other programs, where ``width`` may be the inches of a picture.

What a plan reads has a name of ours there: ``width`` is written as ``skipgraph_width``. The ``width`` of another
program is kept as ``foreign_width``, which no plan reads, and is written as ``width`` again.
"""

import re
from typing import Any, Literal

__all__ = ["EDGE_NAMES", "NODE_NAMES", "Owner", "name_from_file", "name_in_file", "rename_foreign"]

Owner = Literal["node", "edge"]

NODE_NAMES = (
    "width",
    "growth",
    "inner_width",
    "kernel",
    "padding",
    "dilation",
    "groups",
    "block",
    "sublayer",
)
"""The attributes of nodes that a plan reads."""

EDGE_NAMES = ("channels", "share", "side", "initial_weight")
"""The attributes of edges that a plan reads."""

_OURS, _FOREIGN = "skipgraph_", "foreign_"
_PLAIN = {"node": "|".join(NODE_NAMES), "edge": "|".join(EDGE_NAMES)}
# names with any number of prefixes, so that every name of an attribute has one of its own in a file
_LIKE_OURS = {owner: re.compile(f"(?:{_OURS})*(?:{plain})") for owner, plain in _PLAIN.items()}
_LIKE_FOREIGN = {owner: re.compile(f"(?:{_FOREIGN})*(?:{plain})") for owner, plain in _PLAIN.items()}


def name_in_file(key: str, owner: Owner) -> str:
    """Return the name that an attribute has in the formats of other programs.

    Examples
    --------
    >>> [name_in_file(key, "node") for key in ("width", "foreign_width", "color")]
    ['skipgraph_width', 'width', 'color']
    """
    if _LIKE_OURS[owner].fullmatch(key):
        return _OURS + key
    if _LIKE_FOREIGN[owner].fullmatch(key):
        return key.removeprefix(_FOREIGN)
    return key


def name_from_file(key: str, owner: Owner) -> str:
    """Return the name of an attribute, given the one that `name_in_file` made of it.

    Examples
    --------
    >>> [name_from_file(key, "node") for key in ("skipgraph_width", "width", "color")]
    ['width', 'foreign_width', 'color']
    """
    if key.startswith(_OURS) and _LIKE_OURS[owner].fullmatch(key):
        return key.removeprefix(_OURS)
    if _LIKE_FOREIGN[owner].fullmatch(key):
        return _FOREIGN + key
    return key


def rename_foreign(graph: Any) -> list[str]:
    """Give the attributes of a graph from a file their names here, in place.

    Returns
    -------
    list of str
        The names in the file that are those of attributes which a plan reads, such as ``width``.
    """
    renamed: dict[str, None] = {}
    for _, data in graph.nodes(data=True):
        renamed |= _renamed(data, "node")
    for *_, data in graph.edges(data=True):
        renamed |= _renamed(data, "edge")
    return list(renamed)


def _renamed(data: dict[Any, Any], owner: Owner) -> dict[str, None]:
    """Rename the keys of one node or edge in place; return those that no longer mean anything to a plan."""
    names = {key: name_from_file(key, owner) for key in data if isinstance(key, str)}
    if all(key == name for key, name in names.items()):
        return {}
    values = dict(data)
    data.clear()
    data.update({names.get(key, key): value for key, value in values.items()})
    return {key: None for key, name in names.items() if name == _FOREIGN + key}
