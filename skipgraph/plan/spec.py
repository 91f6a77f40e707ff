"""NetworkSpec: everything about a network that its topology does not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Literal, get_args

from skipgraph.errors import ArgumentError
from skipgraph.plan import presets, presets_sequences, presets_sums

__all__ = [
    "BLOCKS_OF",
    "HEADS_OF",
    "STEMS_OF",
    "Block",
    "EdgeWeights",
    "Features",
    "Head",
    "NetworkSpec",
    "Pooling",
    "Stem",
    "Transition",
    "Transport",
    "Upsampling",
]

Features = Literal["images", "vectors", "sequences"]
Block = Literal[
    "basic",
    "bottleneck",
    "bottleneck_expand",
    "bottleneck_shuffle",
    "residual_basic",
    "residual_bottleneck",
    "conv_norm_relu",
    "conv_relu",
    "separable",
    "point_depthwise",
    "mlp",
    "linear",
    "feed_forward",
    "attention",
    "transformer",
]
Stem = Literal[
    "conv",
    "conv_norm_relu",
    "conv_stride",
    "imagenet",
    "imagenet_two_convs",
    "linear",
    "linear_position",
    "flatten",
    "patches",
    "none",
]
Transition = Literal["norm_relu_conv", "conv_norm_relu", "conv_norm", "pad", "pool"]
Transport = Literal["norm_conv_pool", "pool", "stride"]
Pooling = Literal["mean", "max", "stride", "depthwise"]
Upsampling = Literal["nearest", "bilinear", "transposed_conv", "norm_transposed_conv"]
EdgeWeights = Literal["free", "softmax"]
Head = Literal[
    "norm_relu_pool_linear",
    "pool_linear",
    "segmentation",
    "segmentation_conv",
    "norm_relu_linear",
    "linear",
    "norm_pool_linear",
    "norm_linear",
    "features",
]


@dataclass(frozen=True, kw_only=True)
class NetworkSpec:
    """Widths and blocks of a network on images, vectors or sequences.

    Parameters
    ----------
    growth_rate : int or tuple of int
        Channels that each layer makes; a tuple gives one number for each stage. A node attribute
        ``growth`` gives a multiple of it, and ``width`` overrides it.
    num_classes : int
        Number of logits of each head.
    features : {"images", "vectors", "sequences"}
        What the nodes of the topology make: (C, H, W), (C,) or (tokens, C).
    in_channels : int
        Channels of an image, or numbers of a vector or token that a stem takes.
    image_size : tuple of int
        Height and width of an image, in pixels.
    sequence_length : int
        Tokens of a sequence. Without trained positions, a network takes sequences of any length.
    block : {"basic", "bottleneck", "bottleneck_expand", "bottleneck_shuffle", "residual_basic", \
            "residual_bottleneck", "conv_norm_relu", "conv_relu", "separable", "point_depthwise", "mlp", \
            "linear", "feed_forward", "attention", "transformer"}
        What a layer does, see Notes. A node attribute ``block`` overrides it; where the features are sequences, so
        does a node attribute ``sublayer``.
    bottleneck_width : int
        Channels between the convolutions of a bottleneck, or the matrices of a feed-forward layer, in multiples of
        what the layer makes; of a residual bottleneck, how many times what is between the layer makes. A node
        attribute ``inner_width``, in channels, overrides it.
    num_heads : int
        Heads of each attention; must divide what its layer makes.
    causal : bool
        Whether a token takes nothing from those behind it.
    groups : int
        Groups of channels that the 3x3 convolutions of layers keep apart, in a shuffled bottleneck the 1x1 too. A node
        attribute ``groups`` overrides it.
    stem : {"conv", "conv_norm_relu", "conv_stride", "imagenet", "imagenet_two_convs", "linear", "linear_position", \
            "flatten", "patches", "none"}
        What makes node 0 of an example, see Notes. In those of convolutions, a node attribute ``kernel`` overrides the
        side of the first square.
    patch_size : int
        Side of a patch, in pixels; must divide both sides of an image.
    stem_channels : int, optional
        Channels that the stem makes. By default twice the growth rate where all nodes concatenate images, else the
        growth rate, so that a sum needs no projection.
    compression : float
        Share of the channels that a transition, or the move of a feature to another stage, keeps.
    transport : {"norm_conv_pool", "pool", "stride"}
        How a feature gets to a coarser stage without a transition node: BN-ReLU-1x1-mean of squares,
        made once for all readers there; mean of squares alone; or by the stride of the layer that
        reads it, where merges take every second pixel.
    transition : {"norm_relu_conv", "conv_norm_relu", "conv_norm", "pad", "pool"}
        What a transition does to channels: BN-ReLU-1x1; 1x1-BN-ReLU; 1x1-BN, as the projection shortcut of a ResNet;
        zeros behind, as its shortcut without weights; or nothing, where no node attribute ``width`` says
        otherwise. Shortcuts make as many channels as the layers of their stage. To a finer stage, all
        but the last do as the first.
    pooling : {"mean", "max", "stride", "depthwise"}
        What a transition, or the move of a feature, takes of each square of pixels on its way to a
        coarser stage; by stride, one pixel; depthwise, what a 3x3 convolution of each channel by itself and a BN
        make. By transport of that name, strides take one pixel anyway.
    upsampling : {"nearest", "bilinear", "transposed_conv", "norm_transposed_conv"}
        How a transition, or the move of a feature, gets to a finer stage: by copies of each pixel or by bilinear
        interpolation, behind BN-ReLU-1x1 or, in a transport without weights, alone; or in place of all that by a 3x3
        transposed convolution of stride 2 for each stage, which may stand behind BN-ReLU. Logits of each pixel grow
        to the image's size without weights.
    bias : bool
        Whether the convolutions of stems, layers and transitions have a bias; those of heads and matrices do.
    dropout : float
        Share of the numbers set to zero in training behind each convolution, matrix or attention of a layer,
        and behind the convolution of a transition or move that is not transposed.
    merge_relu : bool
        Whether a ReLU follows each merge. The last ReLU of a layer that merges alone read is then left out.
    edge_weights : {"free", "softmax"}
        The trained numbers by which a weighted join multiplies what it reads: these themselves, or their softmax, which
        is positive and sums to one. They start as in a mean, or where the edge attribute ``initial_weight`` says.
    gate_bias : float
        Where the gates of a gated join start; below zero, the oldest of what is read passes at first.
    head_share : float
        Share of the channels, evenly spread, that the matrix of a classifying head reads.
    head : {"norm_relu_pool_linear", "pool_linear", "segmentation", "segmentation_conv", "norm_relu_linear", "linear", \
            "norm_pool_linear", "norm_linear", "features"}
        What makes logits of what the head joins, see Notes.

    Raises
    ------
    ArgumentError
        If any value breaks a rule; the error lists all of them.

    Notes
    -----
    BN is a batch norm, LN normalizes a vector or each token by itself, D is a depthwise 3x3, which keeps all channels
    apart, /2 a stride, and 3x3 in a block stands for a square of the node attribute ``kernel``, if there is one.

    Where the features are **images**, `sequence_length`, `num_heads`, `causal` and `patch_size` mean nothing. The stems
    are

    - conv: 3x3
    - conv_norm_relu: 3x3-BN-ReLU
    - conv_stride: 3x3/2
    - imagenet: 7x7/2-BN-ReLU-maxpool/2
    - imagenet_two_convs: 3x3/2-BN-ReLU to half the channels, then 3x3-BN-ReLU-maxpool/2; with pooling by stride
      3x3/2-BN-ReLU, with depthwise pooling 1x1-BN-ReLU-D/2-BN
    - none: the image itself

    the blocks

    - basic: BN-ReLU-3x3
    - bottleneck: BN-ReLU-1x1-BN-ReLU-3x3
    - bottleneck_expand: BN-ReLU-1x1-BN-ReLU-3x3-BN-ReLU-1x1
    - bottleneck_shuffle: as bottleneck, with channels shuffled between groups around the 1x1
    - residual_basic: 3x3-BN-ReLU-3x3-BN
    - residual_bottleneck: 1x1-BN-ReLU-3x3-BN-ReLU-1x1-BN
    - conv_norm_relu: 3x3-BN-ReLU
    - conv_relu: 3x3-ReLU
    - separable: ReLU-D-1x1-BN
    - point_depthwise: 1x1-BN-ReLU-D-BN

    and the heads

    - norm_relu_pool_linear: BN-ReLU-global mean-linear
    - pool_linear: global mean-linear
    - segmentation: BN-ReLU-1x1, for logits of each pixel at the size of the image, whatever that is
    - segmentation_conv: 1x1, for the same
    - features: nothing; what it joins is passed on as it is, and `num_classes` means nothing

    Where they are **vectors** or **sequences**, there is one stage, a transition is BN-ReLU-linear or LN-linear, and
    `groups`, `transition`, `transport`, `pooling`, `upsampling` and `head_share` mean nothing. The stems are

    - linear: a matrix, for a vector or each token
    - linear_position: the same and trained positions, of sequences
    - flatten: a matrix for all pixels of an image as one vector, of vectors
    - patches: a matrix for each square patch of an image and trained positions, of sequences
    - none: the example itself

    the blocks

    - mlp: BN-ReLU-linear, of vectors
    - linear: LN-linear, of sequences
    - feed_forward: LN-linear-GELU-linear
    - attention: LN-multi-head self-attention, of sequences
    - transformer: attention and then feed_forward, each added to what it takes, of sequences; before them a matrix,
      where the join has another width than the layer

    and the heads

    - norm_relu_linear: BN-ReLU-linear, of vectors
    - norm_pool_linear: LN-mean of tokens-linear, of sequences
    - pool_linear: mean of tokens-linear, of sequences
    - norm_linear: LN-linear, for logits of each token, of sequences
    - linear: a matrix, for a vector or each token
    - features: as of images

    Examples
    --------
    >>> NetworkSpec(growth_rate=12, num_classes=10).block
    'basic'
    """

    growth_rate: int | tuple[int, ...] = 12
    num_classes: int = 10
    features: Features = "images"
    in_channels: int = 3
    image_size: tuple[int, int] = (32, 32)
    sequence_length: int = 128
    block: Block = "basic"
    bottleneck_width: int = 4
    num_heads: int = 4
    causal: bool = False
    groups: int = 1
    stem: Stem = "conv"
    patch_size: int = 4
    stem_channels: int | None = None
    compression: float = 1.0
    transition: Transition = "norm_relu_conv"
    transport: Transport = "norm_conv_pool"
    pooling: Pooling = "mean"
    upsampling: Upsampling = "nearest"
    bias: bool = False
    dropout: float = 0.0
    merge_relu: bool = False
    edge_weights: EdgeWeights = "free"
    gate_bias: float = -2.0
    head_share: float = 1.0
    head: Head = "norm_relu_pool_linear"

    def __post_init__(self) -> None:
        # sequences become tuples, as in a spec read from JSON
        for key in ("growth_rate", "image_size"):
            value: object = getattr(self, key)
            if isinstance(value, list):
                object.__setattr__(self, key, tuple(value))
        faults = [
            f"{key} must be a whole number from 1, got {getattr(self, key)!r}"
            for key in _COUNTS
            if not _is_count(getattr(self, key))
        ]
        rates = self.growth_rate if isinstance(self.growth_rate, tuple) else (self.growth_rate,)
        if not rates or not all(map(_is_count, rates)):
            faults.append(f"growth_rate must be a whole number from 1, or one for each stage, got {self.growth_rate!r}")
        if self.stem_channels is not None and not _is_count(self.stem_channels):
            faults.append(f"stem_channels must be None or a whole number from 1, got {self.stem_channels!r}")
        size: object = self.image_size
        if not isinstance(size, tuple) or len(size) != 2 or not all(map(_is_count, size)):
            faults.append(f"image_size must be (height, width), whole numbers from 1, got {size!r}")
        faults += [
            f"{key} must be above 0 and at most 1, got {getattr(self, key)!r}"
            for key in ("compression", "head_share")
            if not _is_number(getattr(self, key)) or not 0 < getattr(self, key) <= 1
        ]
        if not _is_number(self.dropout) or not 0 <= self.dropout < 1:
            faults.append(f"dropout must be from 0 and below 1, got {self.dropout!r}")
        if not _is_number(self.gate_bias) or not isfinite(self.gate_bias):
            faults.append(f"gate_bias must be a finite number, got {self.gate_bias!r}")
        faults += [
            f"{key} must be True or False, got {getattr(self, key)!r}"
            for key in ("bias", "causal", "merge_relu")
            if not isinstance(getattr(self, key), bool)
        ]
        for key, choices in _CHOICES.items():
            if getattr(self, key) not in get_args(choices):
                names = ", ".join(map(repr, get_args(choices)))
                faults.append(f"{key} must be one of {names}, got {getattr(self, key)!r}")
        faults = faults or self._mismatches()
        if faults:
            raise ArgumentError("not a network spec: " + "; ".join(faults))

    def _mismatches(self) -> list[str]:
        """Return which values do not go together, each of them right by itself."""
        choices: Mapping[str, Mapping[Features, tuple[str, ...]]] = {
            "stem": STEMS_OF,
            "block": BLOCKS_OF,
            "head": HEADS_OF,
        }
        faults = [
            f"features={self.features!r} takes {key} {', '.join(map(repr, of[self.features]))}, "
            f"got {getattr(self, key)!r}"
            for key, of in choices.items()
            if getattr(self, key) not in of[self.features]
        ]
        defaults = type(self).__dataclass_fields__
        faults += [
            f"{key} is of {kind} alone, got {getattr(self, key)!r} with features={self.features!r}"
            for kind, keys in _ALONE.items()
            for key in keys
            if self.features != kind and getattr(self, key) != defaults[key].default
        ]
        if self.stem == "patches" and any(side % self.patch_size for side in self.image_size):
            height, width = self.image_size
            faults.append(f"patch_size must divide both sides of {height}x{width} images, got {self.patch_size}")
        return faults

    @property
    def per_pixel(self) -> bool:
        """Whether heads make logits of each pixel."""
        return self.head in ("segmentation", "segmentation_conv")

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example that the network takes: (C, H, W), (C,) or (tokens, C)."""
        if self.features == "images" or self.stem in ("flatten", "patches"):
            return self.in_channels, *self.image_size
        return (self.in_channels,) if self.features == "vectors" else (self.sequence_length, self.in_channels)

    def growth_at(self, stage: int) -> int:
        """Return the channels that a layer makes in `stage`; the last number given stands for all later stages."""
        if isinstance(self.growth_rate, int):
            return self.growth_rate
        return self.growth_rate[min(stage, len(self.growth_rate) - 1)]

    # the specs of published networks
    condensenet = classmethod(presets.condensenet)
    condensenet_imagenet = classmethod(presets.condensenet_imagenet)
    hardnet = classmethod(presets.hardnet)
    dual_path = classmethod(presets_sums.dual_path)
    fractalnet = classmethod(presets_sums.fractalnet)
    randwire = classmethod(presets_sums.randwire)
    densenet = classmethod(presets.densenet)
    densenet_bc = classmethod(presets.densenet_bc)
    densenet_imagenet = classmethod(presets.densenet_imagenet)
    resnet_cifar = classmethod(presets_sums.resnet_cifar)
    resnet_imagenet = classmethod(presets_sums.resnet_imagenet)
    fc_densenet = classmethod(presets.fc_densenet)
    log_densenet = classmethod(presets.log_densenet)
    fc_log_densenet = classmethod(presets.fc_log_densenet)
    mlp = classmethod(presets_sequences.mlp)
    transformer = classmethod(presets_sequences.transformer)
    vision_transformer = classmethod(presets_sequences.vision_transformer)


BLOCKS_OF: dict[Features, tuple[Block, ...]] = {
    "images": (
        "basic",
        "bottleneck",
        "bottleneck_expand",
        "bottleneck_shuffle",
        "residual_basic",
        "residual_bottleneck",
        "conv_norm_relu",
        "conv_relu",
        "separable",
        "point_depthwise",
    ),
    "vectors": ("mlp", "feed_forward"),
    "sequences": ("linear", "feed_forward", "attention", "transformer"),
}
"""What a layer may do where the features are such."""

STEMS_OF: dict[Features, tuple[Stem, ...]] = {
    "images": ("conv", "conv_norm_relu", "conv_stride", "imagenet", "imagenet_two_convs", "none"),
    "vectors": ("linear", "flatten", "none"),
    "sequences": ("linear", "linear_position", "patches", "none"),
}
HEADS_OF: dict[Features, tuple[Head, ...]] = {
    "images": ("norm_relu_pool_linear", "pool_linear", "segmentation", "segmentation_conv", "features"),
    "vectors": ("norm_relu_linear", "linear", "features"),
    "sequences": ("norm_pool_linear", "pool_linear", "norm_linear", "linear", "features"),
}
# what would mean nothing elsewhere
_ALONE: dict[Features, tuple[str, ...]] = {
    "images": ("groups", "transition", "transport", "pooling", "upsampling", "head_share"),
    "sequences": ("sequence_length", "num_heads", "causal", "patch_size"),
}
_COUNTS = ("num_classes", "in_channels", "sequence_length", "bottleneck_width", "num_heads", "groups", "patch_size")

_CHOICES = {
    "features": Features,
    "block": Block,
    "stem": Stem,
    "transition": Transition,
    "transport": Transport,
    "pooling": Pooling,
    "upsampling": Upsampling,
    "edge_weights": EdgeWeights,
    "head": Head,
}


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
