"""Torch modules of operations that torch itself lacks; they know nothing of topologies and plans."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = [
    "GlobalMean",
    "GridBlock",
    "PaddedImage",
    "PaddedShortcut",
    "PatchTokens",
    "ResidualBlock",
    "Scaled",
    "Selection",
    "SelfAttention",
    "TokenMean",
    "TokenPositions",
]


class GlobalMean(nn.Module):
    """The mean over all pixels of each channel."""

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C) from (N, C, H, W)."""
        return functional.adaptive_avg_pool2d(features, 1).flatten(1)


class GridBlock(nn.Module):
    """Means of a grid of rectangles, modules on them, and the result interpolated to the size of the image.

    Parameters
    ----------
    size : int
        Rectangles in each row and column.
    modules : mapping of str to torch.nn.Module
        By name, in their order; they keep the size of the grid.
    """

    def __init__(self, size: int, modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.size = size
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, channels of the last module, H, W) from (N, C, H, W)."""
        made = functional.adaptive_avg_pool2d(features, self.size)
        for module in self.children():
            made = module(made)
        return functional.interpolate(made, size=features.shape[2:], mode="bilinear")


class PaddedImage(nn.Module):
    """Zeros below and to the right of an image, until its sides are multiples of `multiple`.

    Parameters
    ----------
    multiple : int
        In pixels.
    """

    def __init__(self, multiple: int) -> None:
        super().__init__()
        self.multiple = multiple

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, C, H + below, W + right) from (N, C, H, W)."""
        below, right = -images.shape[2] % self.multiple, -images.shape[3] % self.multiple
        return functional.pad(images, (0, right, 0, below))


class PaddedShortcut(nn.Module):
    """Every `stride`-th pixel, with `extra` channels of zeros after its own.

    Parameters
    ----------
    stride : int
        1 keeps all pixels.
    extra : int
        Number of channels to add.
    """

    def __init__(self, stride: int, extra: int) -> None:
        super().__init__()
        self.stride, self.extra = stride, extra

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, C + extra, ceil(H / stride), ceil(W / stride)) from (N, C, H, W)."""
        return functional.pad(features[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))


class Scaled(nn.Module):
    """Numbers divided by one number.

    Parameters
    ----------
    divisor : int
        By which.
    """

    def __init__(self, divisor: int) -> None:
        super().__init__()
        self.divisor = divisor

    def forward(self, features: Tensor) -> Tensor:
        """Return the same shape."""
        return features / self.divisor


class Selection(nn.Module):
    """Some of the channels.

    Parameters
    ----------
    channels : sequence of int
        Which, in their order.
    """

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        # a constant of the network, so no part of its state
        self.register_buffer("channels", torch.tensor(channels), persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """Return (N, n_channels, ...) from (N, C, ...)."""
        return features.index_select(1, self.get_buffer("channels"))


class SelfAttention(nn.Module):
    """Multi-head self-attention.

    The weights lie as in `torch.nn.MultiheadAttention`: the queries of all heads, then the keys, then the values.

    Parameters
    ----------
    in_channels, out_channels : int
        Numbers of each token that it takes and makes.
    num_heads : int
        Must divide `out_channels`.
    causal : bool
        Whether a token attends only to itself and to the tokens before it.
    """

    def __init__(self, in_channels: int, out_channels: int, num_heads: int, *, causal: bool = False) -> None:
        super().__init__()
        self.num_heads, self.causal = num_heads, causal
        self.in_proj = nn.Linear(in_channels, 3 * out_channels)
        self.out_proj = nn.Linear(out_channels, out_channels)
        nn.init.xavier_uniform_(self.in_proj.weight)
        for matrix in (self.in_proj, self.out_proj):
            nn.init.zeros_(matrix.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return (N, T, out_channels) from (N, T, in_channels)."""
        mixed: Tensor = self.out_proj(self._mixed(tokens))
        return mixed

    def _mixed(self, tokens: Tensor) -> Tensor:
        """Return, for each token and head, a mean of the values; a function, so that all else is dropped after it."""
        parts = self.in_proj(tokens).unflatten(-1, (3, self.num_heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_causal=self.causal)
        return mixed.transpose(1, 2).flatten(2)


class ResidualBlock(nn.Module):
    """Modules one after the other, whose result is added to what they take.

    Parameters
    ----------
    modules : mapping of str to torch.nn.Module
        By name, in their order.
    """

    def __init__(self, modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, features: Tensor) -> Tensor:
        """Return the same shape."""
        made = features
        for module in self.children():
            made = module(made)
        return features + made


class TokenPositions(nn.Module):
    """Trained numbers added to the tokens of a sequence.

    Parameters
    ----------
    length : int
        Tokens of each sequence.
    channels : int
        Numbers of each token.
    """

    def __init__(self, length: int, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(0.02 * torch.randn(length, channels))

    def forward(self, tokens: Tensor) -> Tensor:
        """Return (N, length, channels)."""
        return tokens + self.weight


class PatchTokens(nn.Module):
    """Squares of an image as tokens, row by row.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of the image, and numbers of each token.
    size : int
        Side of a square, in pixels.
    """

    def __init__(self, in_channels: int, out_channels: int, size: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, size, stride=size)
        nn.init.zeros_(self.conv.bias)  # type: ignore[arg-type]  # it has one

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, T, out_channels) from (N, in_channels, H, W)."""
        patches: Tensor = self.conv(images)
        return patches.flatten(2).transpose(1, 2)


class TokenMean(nn.Module):
    """The mean over all tokens."""

    def forward(self, tokens: Tensor) -> Tensor:
        """Return (N, C) from (N, T, C)."""
        return tokens.mean(1)
