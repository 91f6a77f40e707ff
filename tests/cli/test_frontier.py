"""``skipgraph frontier``: every pattern that compares, and who beats it."""

import csv


def test_frontier_lists_patterns_and_designs(run, tmp_path):
    done = run("frontier", "--layers", "9", "--steps", "0", "--csv", "frontier.csv")
    assert done.returncode == 0
    with (tmp_path / "frontier.csv").open(newline="") as file:
        rows = {row["topology"]: row for row in csv.DictReader(file)}
    assert {"chain", "densenet", "log_densenet", "binomial"} <= rows.keys()
    assert rows["densenet"]["beaten by"] == rows["chain"]["beaten by"] == "-"
    # no design is worse on its own budget than the pattern that set it
    assert int(rows[f"designed, {rows['log_densenet']['edges']} edges allowed"]["MBD"]) <= int(
        rows["log_densenet"]["MBD"]
    )
    assert "log_densenet" in done.stdout
