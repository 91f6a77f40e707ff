"""StepModule: a planned step as a torch module."""

from collections.abc import Sequence

from torch import Tensor, nn

from skipgraph.errors import PlanError
from skipgraph.nn.aggregation import make_join
from skipgraph.plan.operations import Operation
from skipgraph.plan.step import PlanStep, works_in_place

__all__ = ["StepModule"]


class StepModule(nn.Module):
    """One step of a network: the join of what it reads, then its operations by name.

    Parameters
    ----------
    step : PlanStep
        What to build.
    block : torch.nn.Module, optional
        What stands in for the operations of the plan.

    Attributes
    ----------
    step : PlanStep
        What was built.
    names : tuple of str
        Of the modules after the join, in their order.

    Raises
    ------
    PlanError
        If the module of an operation has another number of parameters than the operation says.
    """

    def __init__(self, step: PlanStep, block: nn.Module | None = None) -> None:
        super().__init__()
        self.step = step
        # as plain numbers, so that what passes all channels on does nothing
        self._parts = step.parts if any(step.parts) else ()
        self.join = make_join(step)
        if block is not None:
            self.names: tuple[str, ...] = ("block",)
            self.block = block
            return
        self.names = tuple(name for name, _ in step.operations)
        for place, (name, operation) in enumerate(step.operations):
            module = _made(step, name, operation)
            if works_in_place(step, place):
                module.inplace = True  # type: ignore[assignment]  # as torch's activations call it
            self.add_module(name, module)

    def forward(self, features: list[Tensor]) -> Tensor:
        """Return the step's output from what it reads, in the order of the plan, and empty that list."""
        made: Tensor = self.join(*self._taken(features))
        features.clear()  # what nobody else holds is dropped before the operations take memory
        for operation in self.operations():
            made = operation(made)
        return made

    def start(self, *features: Tensor, n_operations: int) -> Tensor:
        """Return what the join and the first `n_operations` operations make."""
        made: Tensor = self.join(*self._taken(features))
        for operation in self.operations()[:n_operations]:
            made = operation(made)
        return made

    def finish(self, made: Tensor, *, skip: int) -> Tensor:
        """Return the step's output from what the join and the first `skip` operations made."""
        for operation in self.operations()[skip:]:
            made = operation(made)
        return made

    def operations(self) -> list[nn.Module]:
        """Return the modules after the join, in their order."""
        return [self._modules[name] for name in self.names]  # type: ignore[misc]  # each name is a module

    def _taken(self, features: Sequence[Tensor]) -> Sequence[Tensor]:
        """Return the channels that the edges carry, as views."""
        if not self._parts:
            return features
        return [
            feature if part is None else feature.narrow(1 + self.step.channel_axis, part[0], part[1] - part[0])
            for feature, part in zip(features, self._parts, strict=True)
        ]


def _made(step: PlanStep, name: str, operation: Operation) -> nn.Module:
    """Return the module of an operation, once its parameters are counted."""
    module = operation.module()
    count = sum(parameter.numel() for parameter in module.parameters())
    if count != operation.n_parameters:
        fault = (
            f"{step.key}.{name}: {type(operation).__name__} says {operation.n_parameters:,} parameters, its module "
            f"{type(module).__name__} has {count:,}"
        )
        raise PlanError("an operation and its module disagree", (fault,))
    return module
