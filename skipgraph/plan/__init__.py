"""Networks on paper: shapes, order and costs before any tensor exists."""

from skipgraph.plan import blocks as blocks
from skipgraph.plan import heads as heads
from skipgraph.plan import operations as operations
from skipgraph.plan import stems as stems
from skipgraph.plan import transitions as transitions
from skipgraph.plan import transports as transports
from skipgraph.plan.blocks import Block as Block
from skipgraph.plan.features import Images as Images
from skipgraph.plan.features import Sequences as Sequences
from skipgraph.plan.features import Vectors as Vectors
from skipgraph.plan.heads import Head as Head
from skipgraph.plan.joins import Join as Join
from skipgraph.plan.network import NetworkPlan as NetworkPlan
from skipgraph.plan.network import plan_network as plan_network
from skipgraph.plan.operations import Operation as Operation
from skipgraph.plan.operations import Operations as Operations
from skipgraph.plan.spec import NetworkSpec as NetworkSpec
from skipgraph.plan.spec_values import spec_from_values as spec_from_values
from skipgraph.plan.spec_values import spec_to_values as spec_to_values
from skipgraph.plan.stems import Stem as Stem
from skipgraph.plan.step import PlanStep as PlanStep
from skipgraph.plan.transitions import Transition as Transition
from skipgraph.plan.transports import Transport as Transport
