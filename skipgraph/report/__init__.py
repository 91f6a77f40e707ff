"""Tables of metrics, and files of results."""

from skipgraph.report.results import write_results as write_results
from skipgraph.report.table import DEFAULT_METRICS as DEFAULT_METRICS
from skipgraph.report.table import GROUPS as GROUPS
from skipgraph.report.table import METRICS as METRICS
from skipgraph.report.table import MeasuredTopology as MeasuredTopology
from skipgraph.report.table import measure as measure
