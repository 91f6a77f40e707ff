"""Values in messages: short, and of any object."""

from enum import Enum

__all__ = ["a_kind", "shown"]

_LONGEST = 100


def shown(value: object) -> str:
    """Return a value as a message shows it.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    str
        Its representation if it has a short one, else what it is.

    Examples
    --------
    >>> shown("mean"), shown([1, 2]), shown(object())
    ("'mean'", '[1, 2]', 'an object')
    >>> shown(10**40)
    'a number of over 64 bits'
    """
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if isinstance(value, int) and abs(value) >= 2**63:
        return "a number of over 64 bits"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # the repr of a foreign object may raise anything; a message must not
        return a_kind(type(value))
    if text.startswith("<") and not isinstance(value, Enum):
        return a_kind(type(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def a_kind(kind: type) -> str:
    """Return the name of a class with its article."""
    return f"{'an' if kind.__name__[:1] in 'AEIOaeio' else 'a'} {kind.__name__}"
