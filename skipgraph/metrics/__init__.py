"""Graph metrics of a topology, one file per question; `CATALOG` holds by name those that are one number."""

# ruff: noqa: F403  # the face has whatever these files export

from skipgraph.metrics.catalog import *
from skipgraph.metrics.compare import *
from skipgraph.metrics.ensemble import *
from skipgraph.metrics.execution import *
from skipgraph.metrics.gap_profile import *
from skipgraph.metrics.incremental import *
from skipgraph.metrics.stages import *
from skipgraph.metrics.sweep import *
from skipgraph.metrics.translation_invariant import *
from skipgraph.metrics.weighted import *
