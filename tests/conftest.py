"""Settings of all tests."""

from hypothesis import settings

# how long an example takes depends on what else the machine does, so it says nothing about the code
settings.register_profile("skipgraph", deadline=None)
settings.load_profile("skipgraph")
