import pytest

from skipgraph.cli.patterns import _short_reference
from skipgraph.patterns.catalog import CATALOG


def test_every_pattern_has_a_line_with_its_rule_and_paper(call):
    result = call("patterns")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.stdout.splitlines()[2:]}
    assert lines.keys() == CATALOG.keys()
    for name, line in lines.items():
        assert CATALOG[name].__doc__.strip().splitlines()[0] in line
    assert "Hu et al. 2017, arXiv:1711.00002" in lines["log_densenet"]


def docstring(reference):
    return f"Rule.\n\nReferences\n----------\n{reference}\n\nExamples\n--------\n>>> 1\n1"


@pytest.mark.parametrize(
    ("reference", "short"),
    [
        (
            '.. [1] H. Hu, D. Dey and J. A. Bagnell,\n   "Log-DenseNet", 2017, arXiv:1711.00002.\n.. [2] X. Y, 1999.',
            "Hu et al. 2017, arXiv:1711.00002",
        ),
        ('.. [1] K. He and J. Sun, "Deep nets of 2014", CVPR 2016, doi:10.1109/CVPR.2016.90.', None),
        ('.. [1] L. Zhu, "Alone", ECCV 2018.', "Zhu 2018"),
        ("nothing", ""),
    ],
)
def test_a_reference_in_short(reference, short):
    expected = "He et al. 2016, doi:10.1109/CVPR.2016.90" if short is None else short
    assert _short_reference(docstring(reference)) == expected


def test_no_references():
    assert _short_reference("Rule.") == ""
