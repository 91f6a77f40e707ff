import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from skipgraph.nn import compile as compile_network
from skipgraph.patterns import chain
from skipgraph.plan import Images, NetworkSpec, blocks, heads, spec_to_values
from skipgraph.topology import Topology
from skipgraph.train import Recipe
from skipgraph.train.manifest import differences, run_manifest, weights_digest

RECIPE = Recipe(seed=5)


@pytest.fixture
def manifest_of(stripes):
    def manifest_of(topology):
        net = compile_network(
            topology,
            NetworkSpec(growth_rate=2, input=Images(channels=1, size=(6, 6)), head=heads.NormReluPoolLinear(classes=3)),
        )
        return json.loads(json.dumps(run_manifest(net, stripes, RECIPE, {"why": "a test"})))

    return manifest_of


def test_a_manifest_names_all_that_numbers_depend_on(manifest_of):
    manifest = manifest_of(chain(2))
    assert set(manifest) == {"recipe", "data", "network", "versions", "about", "topology", "spec"}
    assert manifest["recipe"]["seed"] == 5
    assert manifest["data"]["name"] == "stripes"
    assert manifest["spec"]["growth_rate"] == 2
    assert set(manifest["versions"]) == {"skipgraph", "torch", "numpy"}
    assert manifest["topology"]["kinds"].startswith("1 input, 2 layer (")
    assert len(manifest["topology"]["fingerprint"]) == 32
    assert manifest == manifest_of(chain(2))
    assert differences(manifest, manifest) == []


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"name": "another"}, {"name"}),
        ({"stages": [0, 1, 1]}, {"stages", "fingerprint"}),
        ({"node_attributes": {"growth": [None, 1, 1]}}, {"node_attributes"}),
        ({"edge_attributes": {"weight": [0.5, 1.0]}}, {"edge_attributes"}),
    ],
)
def test_each_column_of_a_topology_counts(manifest_of, change, keys):
    first, second = (manifest_of(topology)["topology"] for topology in (chain(2), replace(chain(2), **change)))
    assert {key for key in first if first[key] != second[key]} == keys


def test_isomorphic_topologies_of_other_edges_differ_in_their_edges(manifest_of):
    """Nodes 1 and 2 change places."""
    first, second = (
        manifest_of(Topology.from_reads(reads))["topology"]
        for reads in ([[], [0], [0], [1], [2, 3]], [[], [0], [0], [2], [1, 3]])
    )
    assert {key for key in first if first[key] != second[key]} == {"edges"}


def test_differences_are_named_by_their_place_and_digests_last():
    first = {"recipe": {"seed": 1, "rates": [1, 2]}, "data": {"digest": "a"}}
    second = {"recipe": {"seed": 2, "rates": [1, 2]}, "data": {"digest": "b"}, "about": {"why": "x"}}
    assert differences(first, second) == ["recipe.seed 1, not 2", "about.why None, not 'x'"]
    assert differences(first, {**first, "data": {"digest": "b"}}) == ["data.digest 'a', not 'b'"]
    many = {"recipe": {str(number): number for number in range(9)}}
    assert differences(many, {"recipe": {}})[-1] == "3 more differences"


def test_parts_of_a_spec_are_told_apart_by_their_names():
    first, second = (spec_to_values(NetworkSpec(block=block)) for block in (blocks.Basic(), blocks.ConvRelu()))
    assert differences(first, second) == ["block.name 'basic', not 'conv_relu'"]
    assert json.loads(json.dumps(first)) == first


def test_a_digest_stands_for_each_bit_of_the_weights():
    weights = {
        "a": torch.arange(3.0),
        "b": torch.ones(2, dtype=torch.bfloat16),
        "c": torch.tensor(7),
        "d": torch.zeros(0),
    }
    digest = weights_digest(weights)
    assert digest == weights_digest(dict(reversed(weights.items())))
    changes = [
        {"a": torch.from_numpy(np.nextafter(np.arange(3, dtype=np.float32), np.float32(9)))},
        {"b": torch.tensor([1, 1.0078125], dtype=torch.bfloat16)},
        {"c": torch.tensor(8)},
        {"d": torch.zeros(0, 1)},
        {"a": torch.arange(3.0).double()},
    ]
    assert len({digest, *(weights_digest({**weights, **change}) for change in changes)}) == 6
