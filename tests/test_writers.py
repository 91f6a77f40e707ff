"""The same call in two processes writes the same bytes, whatever it writes."""

import subprocess
import sys

WRITE = """
import sys, time
from pathlib import Path

time.perf_counter = time.time = lambda: 0.0  # the time that an epoch took is a number of its own
import torch
import skipgraph as sg

folder = Path(sys.argv[1])
t = sg.patterns.log_densenet(4).rename("net")
G = t.to_networkx()
G.nodes[2].update(width=3, label="x", inner_width=2.5)
G.edges[0, 1].update(share=0.5, note="y")
odd = sg.Topology.from_networkx(G)
for ending in (".json", ".graphml", ".dot", ".gv", ".csv"):
    sg.write_topology(odd, folder / f"net{ending}")
for kind in ("arcs", "adjacency", "distances", "profile"):
    for ending in (".svg", ".png", ".pdf"):
        sg.plot.save_figure(getattr(sg.plot, kind)(t), folder / f"{kind}{ending}")
spec = sg.NetworkSpec(growth_rate=2, input=sg.Images(channels=1, size=(8, 8)))
torch.manual_seed(0)
net = sg.compile(t, spec)
endings = [".pt2", ".safetensors"] + [".onnx"] * (sys.argv[2] == "onnx")
for ending in endings:
    sg.nn.export_network(net, folder / f"network{ending}")
sg.train.fit(net, sg.train.load_digits(seed=0), sg.train.Recipe(seed=0, epochs=2), folder=folder / "run")
"""

WRITTEN = {
    *(f"net{ending}" for ending in (".json", ".graphml", ".dot", ".gv", ".csv")),
    *(f"{kind}{end}" for kind in ("arcs", "adjacency", "distances", "profile") for end in (".svg", ".png", ".pdf")),
    "network.pt2",
    "network.safetensors",
    "network.json",
    *(
        f"run/{name}"
        for name in (
            "best.json",
            "best.safetensors",
            "checkpoint.safetensors",
            "checkpoint_previous.safetensors",
            "manifest.json",
            "metrics.csv",
        )
    ),
}


def test_equal_calls_write_equal_files(tmp_path):
    try:
        import onnxscript  # noqa: F401  # as the writer of .onnx needs it
    except ImportError:
        onnx = "none"
    else:
        onnx = "onnx"
    written = []
    for seed in "12":
        folder = tmp_path / seed
        folder.mkdir()
        environment = {"PYTHONHASHSEED": seed, "HOME": str(tmp_path), "PYTHONPATH": ":".join(filter(None, sys.path))}
        result = subprocess.run(
            [sys.executable, "-c", WRITE, folder, onnx], env=environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        written.append({str(path.relative_to(folder)): path.read_bytes() for path in files})
    first, second = written
    assert set(first) == WRITTEN | ({"network.onnx"} if onnx == "onnx" else set())
    assert {name for name in first if first[name] != second.get(name)} == set()
