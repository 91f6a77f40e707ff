"""Argument checks: each error says rule, value and place before any work is done.

A type hint is the rule of what it is the hint of. `checked` holds a function to its own hints, and `check_fields` a
dataclass; the functions ``check_...`` are for rules that need more than one argument.
"""

from skipgraph.arguments.checks import check_choice as check_choice
from skipgraph.arguments.checks import check_count as check_count
from skipgraph.arguments.checks import check_counts as check_counts
from skipgraph.arguments.checks import check_n_edges as check_n_edges
from skipgraph.arguments.checks import check_positive as check_positive
from skipgraph.arguments.checks import check_probability as check_probability
from skipgraph.arguments.checks import resolve_blocks as resolve_blocks
from skipgraph.arguments.checks import resolve_seed as resolve_seed
from skipgraph.arguments.gate import checked as checked
from skipgraph.arguments.hints import check as check
from skipgraph.arguments.hints import check_fields as check_fields
from skipgraph.arguments.hints import fits as fits
from skipgraph.arguments.hints import hints_of as hints_of
from skipgraph.arguments.rules import Count as Count
from skipgraph.arguments.rules import FilePath as FilePath
from skipgraph.arguments.rules import Index as Index
from skipgraph.arguments.rules import Kernel as Kernel
from skipgraph.arguments.rules import NonNegative as NonNegative
from skipgraph.arguments.rules import Numbers as Numbers
from skipgraph.arguments.rules import OddCount as OddCount
from skipgraph.arguments.rules import Padding as Padding
from skipgraph.arguments.rules import Positive as Positive
from skipgraph.arguments.rules import Probability as Probability
from skipgraph.arguments.rules import Rate as Rate
from skipgraph.arguments.rules import Repeats as Repeats
from skipgraph.arguments.rules import Rule as Rule
from skipgraph.arguments.rules import Seed as Seed
from skipgraph.arguments.rules import Share as Share
from skipgraph.arguments.rules import Steps as Steps
from skipgraph.arguments.showing import shown as shown
from skipgraph.arguments.words import rule_of as rule_of
