"""The catalogue of published networks: what each entry and its function promise."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

import skipgraph as sg
from skipgraph import networks
from skipgraph.networks import CATALOG, PRESETS, Network

ROOM = Path(networks.__file__).parent
FILES = sorted(path for path in ROOM.glob("*.py") if not path.stem.startswith("_"))


@pytest.mark.parametrize("name", CATALOG)
def test_a_network_unpacks_under_its_name(name):
    topology, spec = network = getattr(sg.networks, name)()
    assert isinstance(network, Network)
    assert topology.name == name == CATALOG[name].name
    assert topology.provenance is not None
    assert isinstance(spec, sg.NetworkSpec)


@pytest.mark.parametrize("name", CATALOG)
def test_the_docstring_gives_the_number_and_its_source(name):
    entry = CATALOG[name]
    said = inspect.getdoc(entry.make)
    assert f"It has {entry.n_parameters:,} parameters: " in said
    assert entry.source


@pytest.mark.parametrize("name", CATALOG)
def test_classes_and_sizes_are_taken(name):
    _, spec = CATALOG[name].make(num_classes=7, image_size=(64, 96))
    assert (spec.head.n_classes, spec.input.size) == (7, (64, 96))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_face_shows_all_and_shadows_no_file(path):
    tree = ast.parse(path.read_text("utf-8"))
    public = next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    module = getattr(networks, path.stem)
    assert inspect.ismodule(module)
    for name in public:
        assert getattr(networks, name) is getattr(module, name)
    made = {name for name in public if inspect.isfunction(getattr(module, name))}
    assert made <= {*CATALOG, *(f"{preset}_spec" for preset in PRESETS)}


# one of each family, in a size that runs in no time
@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("alexnet", 64),
        ("vgg11_bn", 32),
        ("densenet40_12", 16),
        ("resnet20_cifar", 16),
        ("resnet18", 64),
        ("wide_resnet16_10", 8),
        ("resnext50_32x4d", 32),
        ("inceptionv4", 75),
        ("inceptionresnetv2", 75),
        ("sparsenet40_12", 16),
        ("hardnet39ds", 64),
        ("condensenet50", 16),
        ("dpn68", 64),
        ("fc_densenet56", 32),
        ("fc_hardnet70", 64),
        ("segnet_vgg16", 32),
        ("fcn_resnet50", 32),
        ("deeplabv3_resnet50", 32),
        ("randwire_ws_small", 64),
    ],
)
def test_a_network_computes_what_is_planned(name, side):
    topology, spec = CATALOG[name].make(num_classes=3, image_size=(side, side))
    net = sg.compile(topology, spec).eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        logits = net(torch.zeros(1, 3, side, side))
    assert tuple(logits.shape) == (1, 3, *((side, side) if spec.head.per_pixel else ()))
    assert bool(torch.isfinite(logits).all())
    assert counter.get_total_flops() == 2 * net.plan.macs


def test_no_network_has_the_name_of_a_pattern():
    assert not set(CATALOG) & set(sg.patterns.CATALOG)


def test_a_draw_is_the_same_every_time():
    state = np.random.get_state()[1].tolist()  # noqa: NPY002  # it must not move
    assert networks.randwire_ws_small().topology == networks.randwire_ws_small().topology
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002
