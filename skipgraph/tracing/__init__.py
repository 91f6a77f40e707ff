"""From a torch module back to its topology.

Three words, in the order in which a trace makes them:

- a *run* is one forward pass of a module, and its *values* are what the single calls in it make (`capture`);
- a *draft* is a layer or a merge of that run, a node in the making (`node_drafts`);
- the drafts of a module that the user chose become one node (`selectors`, `group_modules`).
"""

from skipgraph.tracing.read_module import trace
from skipgraph.tracing.selectors import Selector

__all__ = ["Selector", "trace"]
