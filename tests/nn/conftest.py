"""What all tests of networks share."""

import sys

import pytest


@pytest.fixture(autouse=True)
def _compiled_networks_forgotten():
    """Forget what torch.compile has made, as it makes only some eight programs of one forward method."""
    yield
    if "torch._dynamo" in sys.modules:
        sys.modules["torch"].compiler.reset()
