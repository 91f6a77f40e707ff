import pytest

from skipgraph.metrics.catalog import CATALOG, GROUPS


def listed(result):
    assert result.exit_code == 0
    return {line.split()[0]: line for line in result.stdout.splitlines()[2:]}


def test_every_metric_has_a_line_with_its_unit_definition_and_paper(call):
    lines = listed(call("metrics"))
    assert list(lines) == list(CATALOG)
    for name, entry in CATALOG.items():
        assert entry.group in lines[name]
        assert entry.unit in lines[name]
        assert entry.definition in lines[name]
        assert entry.paper in lines[name]


@pytest.mark.parametrize("group", GROUPS)
def test_one_group(call, group):
    assert tuple(listed(call("metrics", group))) == GROUPS[group]


def test_an_unknown_group_is_refused(refuse):
    assert refuse("metrics", "speed").startswith("unknown group 'speed': known are size, distance, paths")


def test_groups_and_names_become_columns(call):
    result = call(
        "table", "--pattern", "chain", "--layers", 9, "--metrics", "distance, paths,max_in_degree", "--format", "csv"
    )
    assert result.exit_code == 0
    header, row = result.stdout.splitlines()
    assert header.split(",") == ["topology", *GROUPS["distance"], *GROUPS["paths"], "max_in_degree"]
    assert dict(zip(header.split(","), row.split(","), strict=True))["max_backprop_distance"] == "9"


def test_an_unknown_metric_names_the_nearest(refuse):
    assert "did you mean 'max_in_degree'" in refuse("table", "--metrics", "max_in_degre")


def test_the_help_names_every_group(call):
    assert f"only this group: {', '.join(GROUPS)}." in " ".join(call("metrics", "-h").stdout.split())
