"""Every hand-tuned number of the room, each with what it trades.

A number here changes what a search finds or how long it takes, and those of the bounds how much is proved. None changes
what is allowed. The chances of the moves stand in `skipgraph.design.moves`: numba caches what it compiled until that
file changes.
"""

from typing import Final

# the clock

LOOK_SECONDS: Final = 0.1
"""Between two looks at the clock, at the pace so far: how much too late a search may end."""

FIRST_LOOK_STEPS: Final = 8
"""Before the first look, while the pace is unknown: few, as a step among thousands of layers takes milliseconds."""

GRACE_SECONDS: Final = 1.0
"""Beyond the time limit, while there is no topology within the limits: a late answer against none."""

REPORT_SHARE: Final = 0.05
"""Of the time, between two reports of the best so far: a report takes a sweep, as long as many moves."""

REPORT_SECONDS: Final = 2.0
"""Between two reports in a long search: how long a user waits for news."""

# compiling: 5 to 12 seconds the first time ever, less than one from then on

COMPILE_SECONDS: Final = 3.0
"""Searches at least so long load the compiled moves, which are about a hundred times faster."""

COMPILE_WORK: Final = 2_000_000
"""Where steps are counted: steps times layers that load them, about ten seconds of plain Python."""

BITSET_HOPS: Final = 5
"""Within more hops, pruning uses the compiled distances if they are loaded; within fewer, sets of bits are faster."""

# sizes

MATRIX_LAYERS: Final = 8000
"""The most layers that are searched: beyond, the distances of all pairs and a copy take over 256 MiB."""

SCORED_LAYERS: Final = 5000
"""The most layers whose skips are scored before they are added: beyond, a score takes longer than a skip is worth."""

MANY_LAYERS: Final = 300
"""Beyond, `sequential_greedy`, which takes cubic time, and long prunings are left out."""

BLIND_LAYERS: Final = 300
"""Up to here a hunt for a smaller MBD looks only at pairs too far apart; beyond, the sum of distances must lead it."""

PRUNING_BITS: Final = 2**31
"""Memory that the sets of pruning may take: 256 MiB."""

PROGRAM_VARIABLES: Final = 500_000
"""The most variables of an integer program: they take about 400 MiB. A dozen layers make hundreds."""

# constructions

CONSTRUCTING_SHARE: Final = 0.4
"""Of the time, for constructions before a search: a better start against a longer search."""

CONSTRUCTING_SHARE_ALONE: Final = 0.75
"""Of the time, for constructions that no search follows; the rest goes to adding skips."""

PRUNING_SHARE: Final = 0.1
"""Of the time, for the pruning that was begun when the time for constructions ended."""

HUB_HOPS: Final = 10
"""The most hops of hubs over hubs: among 10,000 layers 10 hops take 21,573 edges, 14 hops still 20,264."""

FEW_HOPS: Final = (3, 4, 5, 6, 8)
"""Hops of hubs to try where there is time for one construction only."""

CHEAPEST_HUBS: Final = 4
"""Hub constructions with the fewest edges that are drawn at each MBD."""

DEAREST_HUBS: Final = 3
"""Hub constructions with the most edges that are drawn as well: their mean is lower."""

PRUNING_SAVES: Final = 1.5
"""A construction with up to so many times the edges allowed is pruned, in the hope that it then fits."""

PRUNING_SAVES_MANY: Final = 1.15
"""The same among many layers, where pruning saves less and takes longer."""

PRUNING_SAVES_MANY_HOPS: Final = 1.03
"""The same among many layers within many hops."""

WIDEST: Final = 64
"""Larger in-degrees are left to the hubs, which use them better."""

GREEDY_DEGREE: Final = 12
"""The largest in-degree at which `sequential_greedy` is drawn."""

BASES: Final = (3, 4, 8)
"""Bases at which `base_digits` is drawn; base 2 is Log-DenseNet."""

LIVE_FACTOR: Final = 4
"""Widths up to so many times the narrowest are drawn for a small live set: wider ones may spare more edges."""

STARTS: Final = 5
"""Constructions that a search begins with: a better chance for each against more of them."""

# adding skips

ADDING_SHARE: Final = 0.3
"""Of the time, after which no more scored skips are added."""

ADDING_ANY_SHARE: Final = 0.8
"""Of the time, after which skips are not even added unscored."""

SCORED_SKIPS: Final = 400
"""Random skips that are scored at a time: a better choice against more choices."""

KEPT_SKIPS: Final = 20
"""The best of them, which are added at once: after each, the scores of the others are a little out of date."""

MISSES: Final = 5
"""Draws in a row without a skip that fits, after which no more are looked for."""

# annealing

HUNTING_SHARE: Final = 0.6
"""Of the time, after which the first aim is given up and the mean BD is lowered."""

START_HEAT: Final = 0.03
"""Heat at the start, as a share of what a skip, or a set of offsets, costs: too hot forgets the construction."""

HUNTING_PRICES: Final = (0.1, 10.0)
"""Price of a layer of excess at the start and at the end of a hunt, where the sum of distances leads, in heats."""

WORK_BETWEEN_LOOKS: Final = 50_000
"""Moves times layers between two looks at the clock."""

FEWEST_MOVES: Final = 64
"""Between two looks at the clock, among however many layers."""

SAVING_SHARE: Final = 0.01
"""Of the time, for the first try to make up for a dropped skip."""

NARROWING_SHARE: Final = 0.02
"""Of the time, for the first try to make up for a smaller live set: more skips go elsewhere, so it takes longer."""

LONGER_TRIES: Final = 1.5
"""A try that fails is followed by one so many times as long: many short tries first, then a few long ones."""

PRUNED_AT_ONCE: Final = 16
"""Skips that the compiled pruning tries between two looks at the clock."""

# the same offsets at every layer

NEAR_RANGE: Final = 10
"""Published offsets start a search if so many times their range covers all layers; others are far from useful."""

MOST_POWERS: Final = 16
"""Offsets that are powers of one base start a search too; this many powers at most."""

RESTART_MOVES: Final = 5000
"""Moves after which a search among offsets goes back to the best so far."""

NEAR_STEP: Final = 3
"""The most by which a near move changes an offset."""

OFFSET_MOVES: Final = (0.30, 0.60, 0.75, 0.85)
"""Chances, added up: an offset moves nearby, moves anywhere, is dropped, stays; above the last, one is added."""

LAYER_COST: Final = 10.0
"""Cost of a layer of MBD or mean BD, or of as many edges or live nodes as there are layers: what is minimised."""

TIE_COST: Final = 0.01
"""Cost of a layer of MBD where the mean BD is minimised: breaks ties."""

EXCESS_COST: Final = 40.0
"""Cost of edges or live nodes beyond a limit, for as many as there are layers."""

HOP_EXCESS_COST: Final = 20.0
"""Cost of a layer of MBD, or a node of in-degree, beyond a limit."""

BROKEN_COST: Final = 5.0
"""Cost of a broken limit, however little it is broken."""

# baselines: parameters at which each construction is drawn

BASELINE_HOPS: Final = range(2, 9)
"""Hops of `k_hop`, bases of `base_digits`, in-degrees of `residue_jumps` and `sequential_greedy`."""

BASELINE_SPACINGS: Final = range(2, 7)
"""Spacings of `spaced`."""

BASELINE_SPACED_HOPS: Final = (2, 3, 4)
"""Hops of `spaced` between the spaced nodes."""

BASELINE_LIVE: Final = (2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64)
"""Live sets of `binomial`."""

# bounds: more takes longer and proves a little more

BOUND_LAYERS: Final = 100_000
"""The most layers that bounds are asked of: they take time by the square of the layers."""

BLOCK_NODES: Final = 64
"""The largest block: within 3 hops, 5,000 nodes take 10,252 edges by blocks of up to 32, 10,359 by 64, 10,374 by 128;
up to 2,000 nodes all three prove the same."""

WINDOW_NODES: Final = 14
"""The largest window that is joined to others beyond four hops: just above the proved table."""
