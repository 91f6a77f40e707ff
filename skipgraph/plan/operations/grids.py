"""Operations on a coarse grid of an image, as in the pyramids of PSPNet and DeepLab."""

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from skipgraph.plan.operations.operation import Operation, Operations, Shape

if TYPE_CHECKING:
    from torch import nn

__all__ = ["OnGrid"]


@dataclass(frozen=True)
class OnGrid(Operation):
    """Means of `size` by `size` rectangles, `operations` on them, and the result interpolated to the image's size."""

    size: int
    operations: Operations

    saves_input = True
    key = "grid"

    def module(self) -> "nn.Module":
        """Return a `skipgraph.torch_modules.GridBlock`."""
        from skipgraph.torch_modules import GridBlock

        return GridBlock(self.size, {name: operation.module() for name, operation in self.operations})

    @property
    def inner(self) -> Operations:
        """The operations that this one is made of."""
        return self.operations

    @property
    def n_parameters(self) -> int:
        """Number of trainable numbers."""
        return sum(operation.n_parameters for _, operation in self.operations)

    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape this makes of one example of `shape`."""
        return self._shapes(shape)[-1][0], *shape[1:]

    def macs(self, shape: Shape) -> int:
        """Return the multiply-accumulates for one example of `shape`."""
        shapes = self._shapes(shape)
        return sum(operation.macs(before) for (_, operation), before in zip(self.operations, shapes, strict=False))

    def n_inside(self, shape: Shape) -> int:
        """Return how many numbers are alive at most while it runs, besides its input and output."""
        return max(map(prod, self._shapes(shape)))

    def n_saved_inside(self, shape: Shape) -> int:
        """Return how many numbers the backward pass needs, besides its input and output."""
        shapes = self._shapes(shape)
        saved = 0
        for place, (_, operation) in enumerate(self.operations):
            saved += operation.n_saved_inside(shapes[place])
            saved += prod(shapes[place]) if operation.saves_input else 0
            saved += prod(shapes[place + 1]) if operation.saves_output or operation.saves_mask else 0
        return saved

    def faults(self) -> tuple[str, ...]:
        """Return what is wrong with the numbers of its operations."""
        return tuple(fault for _, operation in self.operations for fault in operation.faults())

    @property
    def mixes_channels(self) -> bool:
        """Whether each number that it makes depends on all channels that it takes."""
        return any(operation.mixes_channels for _, operation in self.operations)

    @property
    def settings(self) -> tuple[object, ...]:
        """Its size."""
        return (self.size,)

    def input_axis(self, name: str, n_axes: int) -> int | None:
        """Return the axis of the channels that it takes; what comes after a convolution takes none of them."""
        for key, operation in self.operations:
            if name.startswith(f"{key}."):
                return operation.input_axis(name.removeprefix(f"{key}."), n_axes)
            if operation.mixes_channels:
                break
        return None

    def _shapes(self, shape: Shape) -> list[Shape]:
        """Return the shapes on the grid, before and after each operation."""
        shapes: list[Shape] = [(shape[0], self.size, self.size)]
        for _, operation in self.operations:
            shapes.append(operation.output_shape(shapes[-1]))
        return shapes
