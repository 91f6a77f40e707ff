"""The rules, one file per family; `skipgraph.patterns` is the face."""
