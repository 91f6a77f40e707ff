import subprocess
import sys

import pytest

from skipgraph.cli.docstrings import read_docstring


def documented():
    """Read what the ``rule`` says.

    A first paragraph
    on two lines.

    A second, about `base`.

    Parameters
    ----------
    n_layers : int
        How many, at least 1
        and at most 9.
    base, coef : float
        Two at once.

    References
    ----------
    .. [1] H. Hu, D. Dey and J. A. Bagnell,
       "Log-DenseNet", 2017, arXiv:1711.00002.
    .. [2] X. Y, "Z", 1999.

    Examples
    --------
    >>> 1
    1
    """


def test_every_part():
    doc = read_docstring(documented)
    assert doc.rule == "Read what the rule says."
    assert doc.description == "A first paragraph on two lines.\nA second, about base."
    assert doc.parameters == {
        "n_layers": "How many, at least 1 and at most 9.",
        "base": "Two at once.",
        "coef": "Two at once.",
    }
    assert doc.papers == (
        'H. Hu, D. Dey and J. A. Bagnell, "Log-DenseNet", 2017, arXiv:1711.00002.',
        'X. Y, "Z", 1999.',
    )
    assert doc.short_paper == "Hu et al. 2017, arXiv:1711.00002"


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        (
            'K. He and J. Sun, "Deep nets of 2014", CVPR 2016, doi:10.1109/CVPR.2016.90.',
            "He et al. 2016, doi:10.1109/CVPR.2016.90",
        ),
        ('L. Zhu, "Alone", ECCV 2018.', "Zhu 2018"),
        ("Nobody knows.", "knows."),
    ],
)
def test_a_reference_in_short(reference, short):
    def function():
        pass

    function.__doc__ = f"Rule.\n\nReferences\n----------\n.. [1] {reference}\n"
    assert read_docstring(function).short_paper == short


def test_nothing_but_a_rule():
    def bare():
        """Rule."""

    doc = read_docstring(bare)
    assert (doc.rule, doc.description, doc.parameters, doc.papers, doc.short_paper) == ("Rule.", "", {}, (), "")


def test_no_docstring_at_all():
    assert read_docstring(lambda: None).rule == ""


def test_docstrings_that_python_left_out_are_missed():
    code = "from skipgraph.cli.app import main; main()"
    for words in (["patterns"], ["patterns", "chain", "--json"]):
        command = [sys.executable, "-OO", "-c", code, *words]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == (
            "skipgraph: Python's option -OO (PYTHONOPTIMIZE=2) leaves out the rules of the patterns: run without it\n"
        )
