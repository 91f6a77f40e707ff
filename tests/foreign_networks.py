"""Networks as people write them, without a word of skipgraph."""

from collections import OrderedDict

import torch
from torch import Tensor, nn
from torch.nn import functional


class DenseLayer(nn.Module):
    """As in torchvision: takes the list of all earlier features."""

    def __init__(self, n_in, growth_rate):
        super().__init__()
        self.norm1, self.relu1 = nn.BatchNorm2d(n_in), nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(n_in, 4 * growth_rate, 1, bias=False)
        self.norm2, self.relu2 = nn.BatchNorm2d(4 * growth_rate), nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(4 * growth_rate, growth_rate, 3, padding=1, bias=False)

    def forward(self, inputs):
        previous = [inputs] if isinstance(inputs, Tensor) else inputs
        made = self.conv1(self.relu1(self.norm1(torch.cat(previous, 1))))
        return self.conv2(self.relu2(self.norm2(made)))


class DenseBlock(nn.ModuleDict):
    def __init__(self, n_layers, n_in, growth_rate):
        super().__init__()
        for place in range(n_layers):
            self.add_module(f"denselayer{place + 1}", DenseLayer(n_in + place * growth_rate, growth_rate))

    def forward(self, inputs):
        features = [inputs]
        for layer in self.values():
            features.append(layer(features))
        return torch.cat(features, 1)


class Transition(nn.Sequential):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.norm, self.relu = nn.BatchNorm2d(n_in), nn.ReLU(inplace=True)
        self.conv, self.pool = nn.Conv2d(n_in, n_out, 1, bias=False), nn.AvgPool2d(2, 2)


class DenseNet(nn.Module):
    """As in torchvision."""

    def __init__(self, blocks, growth_rate=4, width=8, n_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict(
                conv0=nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
                norm0=nn.BatchNorm2d(width),
                relu0=nn.ReLU(inplace=True),
                pool0=nn.MaxPool2d(3, stride=2, padding=1),
            )
        )
        for place, n_layers in enumerate(blocks, 1):
            self.features.add_module(f"denseblock{place}", DenseBlock(n_layers, width, growth_rate))
            width += n_layers * growth_rate
            if place < len(blocks):
                self.features.add_module(f"transition{place}", Transition(width, width // 2))
                width //= 2
        self.features.add_module("norm5", nn.BatchNorm2d(width))
        self.classifier = nn.Linear(width, n_classes)

    def forward(self, x):
        features = functional.relu(self.features(x), inplace=True)
        return self.classifier(torch.flatten(functional.adaptive_avg_pool2d(features, (1, 1)), 1))


class RunningBottleneck(nn.Module):
    """A layer of a DenseNet that hands on what it read, as many write it."""

    def __init__(self, n_in, growth_rate):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(n_in), nn.Conv2d(n_in, growth_rate, 3, padding=1, bias=False)

    def forward(self, x):
        return torch.cat([self.conv1(functional.relu(self.bn1(x))), x], 1)


class BasicBlock(nn.Module):
    """As in torchvision."""

    n_out = 1

    def __init__(self, n_in, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(n_in, width, 3, stride, 1, bias=False)
        self.bn1, self.relu = nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        self.downsample = shortcut(n_in, width, stride)

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


class Bottleneck(nn.Module):
    """As in torchvision."""

    n_out = 4

    def __init__(self, n_in, width, stride=1):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(n_in, width, 1, bias=False), nn.BatchNorm2d(width)
        self.conv2, self.bn2 = nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width)
        self.conv3, self.bn3 = nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = shortcut(n_in, 4 * width, stride)

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        identity = x if self.downsample is None else self.downsample(x)
        out.add_(identity)
        return self.relu(out)


def shortcut(n_in, n_out, stride):
    if stride == 1 and n_in == n_out:
        return None
    return nn.Sequential(nn.Conv2d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm2d(n_out))


class ResNet(nn.Module):
    """The ResNet for CIFAR, in torchvision's words."""

    def __init__(self, block, blocks, width=8, n_classes=10):
        super().__init__()
        self.conv1, self.bn1 = (
            nn.Conv2d(3, width * block.n_out, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width * block.n_out),
        )
        self.relu = nn.ReLU(inplace=True)
        n_in = width * block.n_out
        for stage, n_blocks in enumerate(blocks):
            made = []
            for place in range(n_blocks):
                made.append(block(n_in, width << stage, 2 if stage and not place else 1))
                n_in = (width << stage) * block.n_out
            self.add_module(f"layer{stage + 1}", nn.Sequential(*made))
        self.n_stages = len(blocks)
        self.avgpool, self.fc = nn.AdaptiveAvgPool2d((1, 1)), nn.Linear(n_in, n_classes)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        for stage in range(self.n_stages):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(torch.flatten(self.avgpool(x), 1))


class DoubleConv(nn.Sequential):
    def __init__(self, n_in, n_out):
        super().__init__(
            nn.Conv2d(n_in, n_out, 3, padding=1), nn.ReLU(), nn.Conv2d(n_out, n_out, 3, padding=1), nn.ReLU()
        )


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1, self.down2, self.bottom = DoubleConv(3, 4), DoubleConv(4, 8), DoubleConv(8, 16)
        self.pool = nn.MaxPool2d(2)
        self.up2, self.up1 = nn.ConvTranspose2d(16, 8, 2, 2), nn.ConvTranspose2d(8, 4, 2, 2)
        self.merge2, self.merge1, self.out = DoubleConv(16, 8), DoubleConv(8, 4), nn.Conv2d(4, 2, 1)

    def forward(self, x):
        one = self.down1(x)
        two = self.down2(self.pool(one))
        deep = self.bottom(self.pool(two))
        two = self.merge2(torch.cat([two, self.up2(deep)], dim=1))
        return self.out(self.merge1(torch.cat([one, self.up1(two)], dim=1)))


class EncoderBlock(nn.Module):
    """A pre-norm transformer block."""

    def __init__(self, width):
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        y = self.ln_1(x)
        y, _ = self.attention(y, y, y, need_weights=False)
        x = x + y
        return x + self.mlp(self.ln_2(x))


class ViT(nn.Module):
    def __init__(self, n_blocks=2, width=8):
        super().__init__()
        self.patch = nn.Conv2d(3, width, 4, stride=4)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.position = nn.Parameter(torch.zeros(1, 17, width))
        self.blocks = nn.Sequential(*(EncoderBlock(width) for _ in range(n_blocks)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 3)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.position
        return self.head(self.norm(self.blocks(x))[:, 0])
