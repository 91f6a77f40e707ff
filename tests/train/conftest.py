import pytest
import torch
from torch import nn

from skipgraph.train import ImageData, LabelledImages


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

    def forward(self, images):
        return self.head(self.drop(torch.relu(self.norm(self.conv(images)))).mean((2, 3)))


@pytest.fixture
def make_net():
    return SmallNet


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
