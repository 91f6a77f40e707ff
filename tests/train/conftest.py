import pytest
import torch
from torch import nn

from skipgraph.train import VOID, ImageData, LabelledImages


class SmallNet(nn.Module):
    """Batch norm for buffers, dropout for randomness inside the network."""

    def __init__(self, width=4):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3, padding=1)
        self.norm = nn.BatchNorm2d(width)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(width, 3)
        generator = torch.Generator().manual_seed(1)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.kaiming_normal_(parameter, generator=generator)
            elif parameter is not self.norm.weight:
                nn.init.zeros_(parameter)

    def features(self, images):
        return self.drop(torch.relu(self.norm(self.conv(images))))

    def forward(self, images):
        return self.head(self.features(images).mean((2, 3)))


class TwoHeads(SmallNet):
    """The first head sees the mean colour alone, the second the whole."""

    def forward(self, images):
        blind = images.mean((2, 3)) @ images.new_ones(1, 3) * self.head.bias
        return blind, super().forward(images)


class PixelNet(SmallNet):
    """Logits of each pixel."""

    def forward(self, images):
        return self.head(self.features(images).movedim(1, -1)).movedim(-1, 1)


@pytest.fixture
def make_net():
    return SmallNet


@pytest.fixture
def make_two_heads():
    return TwoHeads


@pytest.fixture
def make_pixel_net():
    return PixelNet


@pytest.fixture(scope="session")
def stripes():
    """Flat, upright and slanted stripes with noise: three classes that a convolution tells apart."""
    generator = torch.Generator().manual_seed(0)
    rows, columns = torch.meshgrid(torch.arange(6), torch.arange(6), indexing="ij")
    shapes = torch.stack([rows % 2, columns % 2, (rows + columns) % 3]).float()

    def part(n):
        labels = torch.arange(n) % 3
        return LabelledImages(shapes[labels][:, None] + 0.1 * torch.randn(n, 1, 6, 6, generator=generator), labels)

    return ImageData("stripes", part(90), part(30), part(30), n_classes=3)


@pytest.fixture(scope="session")
def greys():
    """Pixels of three shades of grey with noise; about a tenth is void."""
    generator = torch.Generator().manual_seed(0)

    def part(n):
        labels = torch.randint(3, (n, 5, 7), generator=generator)
        images = labels[:, None] - 1 + 0.2 * torch.randn(n, 1, 5, 7, generator=generator)
        labels[torch.rand(labels.shape, generator=generator) < 0.1] = VOID
        return LabelledImages(images, labels)

    return ImageData("greys", part(40), part(12), part(12), n_classes=3)
