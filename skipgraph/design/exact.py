"""The best topology of a few layers, proved by integer programming."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from math import ceil, comb, isfinite
from typing import Literal

import numpy as np

from skipgraph.arguments import Count, Positive, checked
from skipgraph.design import tuning
from skipgraph.design.bounds import min_edges
from skipgraph.errors import ArgumentError, SkipgraphError
from skipgraph.metrics import in_degrees, max_backprop_distance, max_live_count, mean_backprop_distance
from skipgraph.topology import Provenance, Topology

__all__ = ["ExactResult", "solve_exactly"]

Term = tuple[int, int]  # coefficient, variable
Skips = dict[tuple[int, int], int]  # variable of each pair (j, i) of nodes
Status = Literal["optimal", "feasible", "infeasible", "unknown"]

_ROUNDING = 1e-6  # what a solver may leave of a whole number


@dataclass(frozen=True)
class ExactResult:
    """What a solver found and proved.

    Parameters
    ----------
    status : {"optimal", "feasible", "infeasible", "unknown"}
        "optimal" and "infeasible" are proved; "feasible" has a topology above its bound; "unknown" has no topology.
    topology : Topology or None
        The best one found.
    value : float or None
        Its objective: edges, or the mean BD in layers.
    bound : float
        Lower bound on the objective within the limits; infinite if there is no topology.
    solver : str
        Which solver ran.
    """

    status: Status
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


@checked
def solve_exactly(
    n_layers: Count,
    *,
    minimise: Literal["edges", "mean"],
    max_mbd: Count | None = None,
    max_edges: Count | None = None,
    max_in_degree: Count | None = None,
    max_live: Count | None = None,
    solver: Literal["auto", "milp", "cp_sat"] = "auto",
    time_seconds: Positive = 60.0,
) -> ExactResult:
    """Find a topology with the fewest edges or the least mean BD, and prove that it is.

    Parameters
    ----------
    n_layers : int
        Number of layers, at least 1. A dozen is a lot.
    minimise : {"edges", "mean"}
        Fewest edges, or least mean BD.
    max_mbd, max_edges, max_in_degree, max_live : int, optional
        Limits; None is no limit.
    solver : {"auto", "milp", "cp_sat"}
        HiGHS of scipy, or CP-SAT of ortools (extra ``[design]``), which is much faster; "auto" is CP-SAT if
        it is installed.
    time_seconds : float
        Stop the search for a proof after this long.

    Returns
    -------
    ExactResult
        Optimal, feasible with a bound, infeasible or unknown; it never claims more than is proved. A distance sweep
        that knows nothing of the program measures the topology again.

    Raises
    ------
    ArgumentError
        If an argument breaks its rule, there are too many layers, or the solver is not installed.

    Notes
    -----
    Variables say which skips there are and which pairs are within h hops: ``O(n**3)`` of them for each h. Each window
    of nodes needs the edges that `min_edges` proves for its size. Where a topology and its reversal keep the same
    limits, one of the two is ruled out. CP-SAT and HiGHS give the same answer each time, on one thread and unless the
    time ends.

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
    limits = _Limits(max_mbd, max_edges, max_in_degree, max_live)
    _check(n_layers, limits, solver)
    chosen = _chosen_solver(solver)
    program, skips = _state(n_layers, minimise, limits)
    status, values, least = _SOLVERS[chosen](program, time_seconds)
    n_pairs = n_layers * (n_layers + 1) / 2
    bound = (ceil(least - _ROUNDING) if isfinite(least) else least) / (n_pairs if minimise == "mean" else 1.0)
    if values is None:
        return ExactResult(status, None, None, bound, chosen)
    reads = [[node - 1] if node else [] for node in range(n_layers + 1)]
    for (source, node), variable in skips.items():
        if values[variable]:
            reads[node].append(source)
    arguments = {"n_layers": n_layers, "minimise": minimise}
    arguments |= {name: limit for name, limit in asdict(limits).items() if limit is not None}
    topology = Topology.from_reads(reads, name="exact", provenance=Provenance("solve_exactly", arguments))
    value = float(topology.n_edges) if minimise == "edges" else mean_backprop_distance(topology)
    _recheck(topology, limits)
    if value < bound - 1e-9 or (status == "optimal" and value > bound + 1e-9):
        raise SkipgraphError(f"{chosen} claims the bound {bound} as {status}, a sweep measures {value}")
    return ExactResult(status, topology, value, bound, chosen)


@dataclass(frozen=True)
class _Limits:
    max_mbd: int | None
    max_edges: int | None
    max_in_degree: int | None
    max_live: int | None


def _check(n_layers: int, limits: _Limits, solver: object) -> None:
    """Refuse a solver that is not there, and programs too large to write down."""
    if solver == "cp_sat" and find_spec("ortools") is None:
        raise ArgumentError('solver "cp_sat" needs ortools: pip install "skipgraph[design]"')
    if _count_variables(n_layers, limits) > tuning.PROGRAM_VARIABLES:
        raise ArgumentError(
            f"n_layers {n_layers} would make a program of more than {tuning.PROGRAM_VARIABLES:,} variables: "
            "a dozen layers are solved, design_topology searches among more"
        )


def _chosen_solver(solver: Literal["auto", "milp", "cp_sat"]) -> Literal["milp", "cp_sat"]:
    if solver == "auto":
        return "milp" if find_spec("ortools") is None else "cp_sat"
    return solver


def _recheck(topology: Topology, limits: _Limits) -> None:
    """Measure what the solver promised."""
    for name, measured, limit in (
        ("MBD", max_backprop_distance(topology), limits.max_mbd),
        ("edges", topology.n_edges, limits.max_edges),
        ("in-degree", int(in_degrees(topology).max()), limits.max_in_degree),
        ("live set", max_live_count(topology), limits.max_live),
    ):
        if limit is not None and measured > limit:
            raise SkipgraphError(f"the solver promised {name} {limit}, a sweep measures {measured}")


def _count_variables(n_layers: int, limits: _Limits) -> int:
    """Return how many variables say that a skip and a shorter way make a way, which are nearly all there are."""
    n, hops = n_layers + 1, _hops(n_layers, limits)
    # for each h up to hops: triples of nodes, the first two at least h apart and the last two at least 2
    return comb(n - 1, 4) - comb(n - hops, 4)


def _hops(n_layers: int, limits: _Limits) -> int:
    """Return within how many hops all pairs must be."""
    return n_layers if limits.max_mbd is None else min(limits.max_mbd, n_layers)


def _state(n_layers: int, minimise: Literal["edges", "mean"], limits: _Limits) -> tuple[_Program, Skips]:
    """Write the question as a linear program; return it and the variable of each skip."""
    n = n_layers + 1
    program = _Program()
    skips = {(j, i): program.variable() for i in range(n) for j in range(i - 1)}
    _join(program, skips, n, _hops(n_layers, limits), count=minimise == "mean")
    if minimise == "edges":
        program.cost = [(1, variable) for variable in skips.values()]
        program.constant = n_layers
    if limits.max_edges is not None:
        program.at_least([(-1, variable) for variable in skips.values()], n_layers - limits.max_edges)
    if limits.max_in_degree is not None:
        for i in range(1, n):
            program.at_least([(-1, skips[j, i]) for j in range(i - 1)], 1 - limits.max_in_degree)
    if limits.max_live is not None:
        _limit_live(program, skips, n, limits.max_live)
    if limits.max_in_degree is None and limits.max_live is None:
        # a topology and its reversal have the same edges and distances: keep one whose skips lie late
        program.at_least([(i + j - n_layers, variable) for (j, i), variable in skips.items()], 0)
    if limits.max_mbd is not None and limits.max_mbd < n_layers:
        _demand_proved_edges(program, skips, n, limits.max_mbd)
    return program, skips


def _demand_proved_edges(program: _Program, skips: Skips, n: int, max_mbd: int) -> None:
    """Demand in each window of nodes the edges that are proved for its size: cuts that speed the proof up."""
    for size in range(4, n):
        extra = int(min_edges(size - 1, max_mbd).value) - (size - 1)
        for first in range(n - size + 1) if extra > 0 else ():
            inside = [skips[j, i] for i in range(first, first + size) for j in range(first, i - 1)]
            program.at_least([(1, variable) for variable in inside], extra)


def _join(program: _Program, skips: Skips, n: int, hops: int, *, count: bool) -> None:
    """Demand that all pairs are within `hops` hops; if `count`, make the sum of distances the cost."""
    if count:  # 1 for every pair, and 1 more for every pair that no edge joins
        program.constant += n * (n - 1) // 2 + len(skips)
        program.cost += [(-1, variable) for variable in skips.values()]
    if hops == 1:
        for variable in skips.values():
            program.at_least([(1, variable)], 1)
    within = dict(skips)  # of each pair at least h apart on the chain: whether it is within h - 1 hops
    for h in range(2, hops):
        within = _pairs_within(program, skips, within, n, h)
        if count:  # 1 more for every pair that is not within h hops
            program.constant += len(within)
            program.cost += [(-1, variable) for variable in within.values()]
    for j, i in _pairs_apart(n, hops) if hops > 1 else ():
        program.at_least(_ways(program, skips, within, j, i), 1)


def _pairs_apart(n: int, h: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of nodes that are more than h apart on the chain."""
    return ((j, i) for i in range(n) for j in range(i - h))


def _pairs_within(program: _Program, skips: Skips, within: Skips, n: int, h: int) -> Skips:
    """Return a variable for each pair more than h apart on the chain, which may be 1 only if it is within h hops."""
    pairs: Skips = {}
    for j, i in _pairs_apart(n, h):
        ways = _ways(program, skips, within, j, i)
        pairs[j, i] = program.variable()
        program.at_least([*ways, (-1, pairs[j, i])], 0)
    return pairs


def _ways(program: _Program, skips: Skips, within: Skips, j: int, i: int) -> list[Term]:
    """Return terms whose sum is at least 1 if i reads j, or some node m that is within h - 1 hops of j."""
    ways: list[Term] = [(1, skips[j, i])]
    for m in range(j + 1, i):
        # a pair without a variable is always joined: by the chain
        parts = [variable for variable in (skips.get((m, i)), within.get((j, m))) if variable is not None]
        if len(parts) == 1:
            ways.append((1, parts[0]))
            continue
        both = program.variable()
        for part in parts:
            program.at_least([(1, part), (-1, both)], 0)
        ways.append((1, both))
    return ways


def _limit_live(program: _Program, skips: Skips, n: int, max_live: int) -> None:
    """Demand that at most `max_live` nodes are read later at every step."""
    for p in range(n - 1):
        live = [program.variable() for _ in range(p)]  # node p itself is read by the next
        for j, variable in enumerate(live):
            for i in range(p + 1, n):
                program.at_least([(1, variable), (-1, skips[j, i])], 0)
        program.at_least([(-1, variable) for variable in live], 1 - max_live)


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


_SOLVERS = {"milp": _solve_milp, "cp_sat": _solve_cp_sat}
