"""The proved best topology of a few layers, by integer programming."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import ceil, isfinite
from typing import Literal

import numpy as np

from skipgraph.arguments import check_count, check_positive
from skipgraph.design.bounds import min_edges
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count, mean_backprop_distance
from skipgraph.topology import Provenance, Topology

__all__ = ["ExactResult", "solve_exactly"]

Term = tuple[int, int]  # coefficient, variable


@dataclass(frozen=True)
class ExactResult:
    """What a solver found and proved.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
        "optimal" and "infeasible" are proved; "feasible" has a topology and a gap to the bound; "unknown" has none.
    topology : Topology or None
        The best one found.
    value : float or None
        Its objective: edges, or the mean BD in layers.
    bound : float
        What no topology within the limits goes below; infinite if there is none.
    solver : str
        Which solver ran.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    topology: Topology | None
    value: float | None
    bound: float
    solver: str


@dataclass
class _Program:
    """A linear program over variables of 0 and 1: minimise `cost` under rows ``sum >= least``."""

    n_variables: int = 0
    cost: list[Term] = field(default_factory=list)
    constant: int = 0
    rows: list[tuple[list[Term], int]] = field(default_factory=list)

    def variable(self) -> int:
        self.n_variables += 1
        return self.n_variables - 1

    def at_least(self, terms: list[Term], least: int) -> None:
        self.rows.append((terms, least))


def solve_exactly(
    n_layers: int,
    *,
    minimise: Literal["edges", "mean"],
    max_mbd: int | None = None,
    max_edges: int | None = None,
    max_in_degree: int | None = None,
    max_live: int | None = None,
    solver: Literal["auto", "milp", "cp_sat"] = "auto",
    time_seconds: float = 60.0,
) -> ExactResult:
    """Find a topology with the fewest edges or the least mean BD, and prove that it is.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1; a dozen is much.
    minimise : {"edges", "mean"}
        Fewest edges, or least mean BD.
    max_mbd, max_edges, max_in_degree, max_live : int, optional
        Limits; None is no limit.
    solver : {"auto", "milp", "cp_sat"}
        HiGHS of scipy, or CP-SAT of ortools (extra ``[design]``), which is much faster; "auto" takes CP-SAT
        where it is installed.
    time_seconds : float
        Stop the search for a proof after this long.

    Returns
    -------
    ExactResult
        Optimal, feasible with a bound, infeasible or unknown; never more than is proved. The topology is
        measured afresh, by a distance sweep that knows nothing of the program.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, or the solver is not installed.

    Notes
    -----
    Variables say which skips there are and which pairs are within h hops; ``O(n**3)`` of them for each h. Each
    window of nodes needs the edges that `min_edges` proves for its size. Reversed topologies are ruled out
    where no limit tells them apart. For one number of threads and without a stop by time, CP-SAT and HiGHS
    give the same answer each time.

    References
    ----------
    .. [1] Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical
       Programming Computation 10, 2018, for HiGHS.

    Examples
    --------
    >>> result = solve_exactly(4, minimise="edges", max_mbd=2, solver="milp")
    >>> result.status, result.value, result.bound
    ('optimal', 6.0, 6.0)
    """
    check_count("n_layers", n_layers)
    limits = {"max_mbd": max_mbd, "max_edges": max_edges, "max_in_degree": max_in_degree, "max_live": max_live}
    for name, limit in limits.items():
        if limit is not None:
            check_count(name, limit)
    check_positive("time_seconds", time_seconds)
    if minimise not in ("edges", "mean") or solver not in ("auto", "milp", "cp_sat"):
        raise ArgumentError(
            f'minimise must be "edges" or "mean", got {minimise!r}; solver "auto", "milp" or "cp_sat", got {solver!r}'
        )
    if solver == "cp_sat" and find_spec("ortools") is None:
        raise ArgumentError('solver "cp_sat" needs ortools: pip install "skipgraph[design]"')
    program, skips = _state(n_layers, minimise, max_mbd, max_edges, max_in_degree, max_live)
    chosen_solver = solver if solver != "auto" else "milp" if find_spec("ortools") is None else "cp_sat"
    solve = _solve_cp_sat if chosen_solver == "cp_sat" else _solve_milp
    status, values, least = solve(program, time_seconds)
    n_pairs = n_layers * (n_layers + 1) / 2
    scale = n_pairs if minimise == "mean" else 1.0
    bound = (ceil(least - 1e-6) if isfinite(least) else least) / scale
    if values is None:
        return ExactResult(status, None, None, bound, chosen_solver)
    reads = [[node - 1] if node else [] for node in range(n_layers + 1)]
    for (source, node), variable in skips.items():
        if values[variable]:
            reads[node].append(source)
    arguments = {"n_layers": n_layers, "minimise": minimise} | {k: v for k, v in limits.items() if v is not None}
    topology = Topology.from_reads(reads, name="exact", provenance=Provenance("solve_exactly", arguments))
    value = float(topology.n_edges) if minimise == "edges" else mean_backprop_distance(topology)
    _recheck(topology, max_mbd, max_edges, max_in_degree, max_live)
    if value < bound - 1e-9 or (status == "optimal" and value > bound + 1e-9):
        raise SkipgraphError(f"{chosen_solver} claims the bound {bound} as {status}, a sweep measures {value}")
    return ExactResult(status, topology, value, bound, chosen_solver)


def _recheck(
    topology: Topology, max_mbd: int | None, max_edges: int | None, max_in_degree: int | None, max_live: int | None
) -> None:
    """Measure what the solver promised."""
    for name, measured, limit in (
        ("MBD", max_backprop_distance(topology), max_mbd),
        ("edges", topology.n_edges, max_edges),
        ("in-degree", int(in_degrees(topology).max()), max_in_degree),
        ("live set", max_live_count(topology), max_live),
    ):
        if limit is not None and measured > limit:
            raise SkipgraphError(f"the solver promised {name} {limit}, a sweep measures {measured}")


def _state(
    n_layers: int,
    minimise: str,
    max_mbd: int | None,
    max_edges: int | None,
    max_in_degree: int | None,
    max_live: int | None,
) -> tuple[_Program, dict[tuple[int, int], int]]:
    """Write the question as a linear program; return it and the variable of each skip."""
    n = n_layers + 1
    program = _Program()
    skips = {(j, i): program.variable() for i in range(n) for j in range(i - 1)}
    hops = n_layers if max_mbd is None else min(max_mbd, n_layers)
    _join(program, skips, n, hops, minimise == "mean")
    if minimise == "edges":
        program.cost = [(1, variable) for variable in skips.values()]
        program.constant = n_layers
    if max_edges is not None:
        program.at_least([(-1, variable) for variable in skips.values()], n_layers - max_edges)
    if max_in_degree is not None:
        for i in range(1, n):
            program.at_least([(-1, skips[j, i]) for j in range(i - 1)], 1 - max_in_degree)
    if max_live is not None:
        _limit_live(program, skips, n, max_live)
    if max_in_degree is None and max_live is None:
        # a topology and its reversal have the same edges and distances: keep one whose skips lie late
        program.at_least([(i + j - n_layers, variable) for (j, i), variable in skips.items()], 0)
    if max_mbd is not None and max_mbd < n_layers:
        for size in range(4, n):
            extra = int(min_edges(size - 1, max_mbd).value) - (size - 1)
            for first in range(n - size + 1) if extra > 0 else ():
                inside = [skips[j, i] for i in range(first, first + size) for j in range(first, i - 1)]
                program.at_least([(1, variable) for variable in inside], extra)
    return program, skips


def _join(program: _Program, skips: dict[tuple[int, int], int], n: int, hops: int, count: bool) -> None:
    """Demand that all pairs are within `hops` hops; if `count`, make the sum of distances the cost.

    A pair (j, i) is within h hops only if some node m that i reads is within h - 1 of j.
    """
    before: dict[tuple[int, int], int] = dict(skips)  # variable of each pair further apart than the hops so far
    if count:
        _add_distances(program, before, skips, n)
    for h in range(2, hops + 1):
        now: dict[tuple[int, int], int] = {}
        for i in range(n):
            for j in range(i - h):
                ways: list[Term] = [(1, skips[j, i])]
                for m in range(j + 1, i):
                    edge, rest = skips.get((m, i)), before.get((j, m))
                    if edge is None or rest is None:
                        ways.append((1, edge if rest is None else rest))  # type: ignore[arg-type]  # not both
                        continue
                    both = program.variable()
                    program.at_least([(1, edge), (-1, both)], 0)
                    program.at_least([(1, rest), (-1, both)], 0)
                    ways.append((1, both))
                if h == hops:
                    program.at_least(ways, 1)
                else:
                    now[j, i] = program.variable()
                    program.at_least([*ways, (-1, now[j, i])], 0)
        before = now
        if count and h < hops:
            program.constant += len(now)
            program.cost += [(-1, variable) for variable in now.values()]
    if hops == 1:
        for variable in skips.values():
            program.at_least([(1, variable)], 1)


def _limit_live(program: _Program, skips: dict[tuple[int, int], int], n: int, max_live: int) -> None:
    """Demand that at most `max_live` nodes are read later at every step."""
    for p in range(n - 1):
        live = [program.variable() for _ in range(p)]  # node p itself is read by the next
        for j, variable in enumerate(live):
            for i in range(p + 1, n):
                program.at_least([(1, variable), (-1, skips[j, i])], 0)
        program.at_least([(-1, variable) for variable in live], 1 - max_live)


def _add_distances(
    program: _Program, before: dict[tuple[int, int], int], skips: dict[tuple[int, int], int], n: int
) -> None:
    """Count 1 for every pair, and 1 more for every pair that no edge joins."""
    program.constant += n * (n - 1) // 2 + len(skips)
    program.cost += [(-1, variable) for variable in before.values()]


Status = Literal["optimal", "feasible", "infeasible", "unknown"]


def _solve_milp(program: _Program, time_seconds: float) -> tuple[Status, Sequence[bool] | None, float]:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    cost = np.zeros(program.n_variables)
    for coefficient, variable in program.cost:
        cost[variable] += coefficient
    if program.n_variables == 0:
        return "optimal", [], float(program.constant)
    entries = [(row, variable, c) for row, (terms, _) in enumerate(program.rows) for c, variable in terms]
    table = np.array(entries, np.int64).reshape(-1, 3)
    matrix = csr_array(
        (table[:, 2].astype(float), (table[:, 0], table[:, 1])), shape=(len(program.rows), program.n_variables)
    )
    least = np.array([bound for _, bound in program.rows], float)
    found = milp(
        cost,
        integrality=np.ones(program.n_variables, np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, least, np.inf) if len(program.rows) else None,
        options={"time_limit": time_seconds, "mip_rel_gap": 0.0},
    )
    if found.status == 2:
        return "infeasible", None, float("inf")
    bound = float("-inf") if found.mip_dual_bound is None else float(found.mip_dual_bound) + program.constant
    if found.x is None:
        return "unknown", None, bound
    return "optimal" if found.status == 0 else "feasible", [bool(value > 0.5) for value in found.x], bound


def _solve_cp_sat(program: _Program, time_seconds: float) -> tuple[Status, Sequence[bool] | None, float]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    variables = [model.new_bool_var("") for _ in range(program.n_variables)]
    for terms, least in program.rows:
        if len(terms) == 2 and least == 0 and {c for c, _ in terms} == {1, -1}:
            effect, cause = sorted(terms, reverse=True)
            model.add_implication(variables[cause[1]], variables[effect[1]])
        else:
            model.add(sum(c * variables[variable] for c, variable in terms) >= least)
    model.minimize(sum(c * variables[variable] for c, variable in program.cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = time_seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return "infeasible", None, float("inf")
    bound = solver.best_objective_bound + program.constant
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return "unknown", None, bound
    values = [bool(solver.value(variable)) for variable in variables]
    return "optimal" if status == cp_model.OPTIMAL else "feasible", values, bound
