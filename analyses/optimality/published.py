"""Set every pattern of the catalogue that compares next to the constructions and the bounds; takes some minutes."""

from pathlib import Path

import pandas as pd

from analyses.metadata import write_results
from analyses.study import run_study
from skipgraph.design import (
    draw_constructions,
    draw_patterns,
    find_frontier,
    min_edges,
    min_live,
    min_max_distance,
    min_mean_distance,
)

SIZES = (12, 36, 64, 128, 256, 512, 1024)


def rows(n_layers):
    patterns = draw_patterns(n_layers, seed=0)
    for point in find_frontier([*patterns, *draw_constructions(n_layers)])[: len(patterns)]:
        m = point.measures
        yield {
            "n_layers": n_layers,
            "topology": point.topology.name,
            "edges": m.edges,
            "mbd": m.mbd,
            "mean_bd": m.mean,
            "live": m.live,
            "in_degree": m.in_degree,
            # what is known to exist
            "edges_above": point.edges_above,
            "mbd_above": point.mbd_above,
            "mean_bd_above": point.mean_above,
            "live_above": point.live_above,
            "beaten_by": point.beaten_by[0] if point.beaten_by else "",
            # what is proved
            "edges_bound_at_mbd": min_edges(n_layers, m.mbd).value,
            "mbd_bound_at_edges": min_max_distance(n_layers, max_edges=m.edges).value,
            "mean_bd_bound_at_edges": min_mean_distance(n_layers, max_edges=m.edges).value,
            "live_bound_at_mbd": min_live(n_layers, m.mbd).value,
        }


def main(results: Path, *, resume):  # noqa: ARG001  # nothing is kept halfway
    table = pd.DataFrame([row for n_layers in SIZES for row in rows(n_layers)])
    write_results(table, results / "published.csv", script=__file__, seeds=[0])
    print(table.to_string(index=False))


if __name__ == "__main__":
    run_study(main, __file__)
