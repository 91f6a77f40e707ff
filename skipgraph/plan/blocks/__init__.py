"""Blocks: what a layer does with what it joined. Each class imported here is an entry of the catalogue."""

from skipgraph.plan.blocks.block import Block as Block
from skipgraph.plan.blocks.condensenet import BottleneckShuffle as BottleneckShuffle
from skipgraph.plan.blocks.densenet import Basic as Basic
from skipgraph.plan.blocks.densenet import Bottleneck as Bottleneck
from skipgraph.plan.blocks.dual_path import BottleneckExpand as BottleneckExpand
from skipgraph.plan.blocks.fully_connected import FullyConnected as FullyConnected
from skipgraph.plan.blocks.hardnet import PointDepthwise as PointDepthwise
from skipgraph.plan.blocks.inception import Pointwise as Pointwise
from skipgraph.plan.blocks.inception import PoolConvNormRelu as PoolConvNormRelu
from skipgraph.plan.blocks.mlp import Mlp as Mlp
from skipgraph.plan.blocks.plain import ConvNormRelu as ConvNormRelu
from skipgraph.plan.blocks.plain import ConvRelu as ConvRelu
from skipgraph.plan.blocks.pyramid import GridConvNormRelu as GridConvNormRelu
from skipgraph.plan.blocks.randwire import Separable as Separable
from skipgraph.plan.blocks.resnet import ResidualBasic as ResidualBasic
from skipgraph.plan.blocks.resnet import ResidualBottleneck as ResidualBottleneck
from skipgraph.plan.blocks.transformer import Attention as Attention
from skipgraph.plan.blocks.transformer import FeedForward as FeedForward
from skipgraph.plan.blocks.transformer import Linear as Linear
from skipgraph.plan.blocks.transformer import Transformer as Transformer
from skipgraph.plan.part import catalogue

CATALOG: dict[str, type[Block]] = catalogue(Block, globals())
"""The blocks by their names on the command line, in files and in node attributes."""
