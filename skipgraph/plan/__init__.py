"""Networks on paper: shapes, order and costs before any tensor exists."""

from skipgraph.plan.network import NetworkPlan, plan_network
from skipgraph.plan.nodeplan import NodePlan
from skipgraph.plan.spec import NetworkSpec

__all__ = ["NetworkPlan", "NetworkSpec", "NodePlan", "plan_network"]
