import io

import pandas as pd

from skipgraph.patterns import log_densenet
from skipgraph.plan import Images, NetworkSpec, blocks, heads, plan_network

WORDS = ["plan", "log_densenet", "--layers", 6, "--growth-rate", 4, "--classes", 3]


def test_the_table_on_screen(call):
    result = call(*WORDS)
    assert result.exit_code == 0, result.output
    assert (
        result.stdout
        == f"{plan_network(log_densenet(6), NetworkSpec(growth_rate=4, head=heads.NormReluPoolLinear(classes=3)))}\n"
    )


def test_options_reach_the_plan(call):
    result = call(*WORDS, "--block", "bottleneck", "--image-size", 8, "--channels", 1, "--format", "csv")
    spec = NetworkSpec(
        growth_rate=4,
        input=Images(channels=1, size=(8, 8)),
        block=blocks.Bottleneck(),
        head=heads.NormReluPoolLinear(classes=3),
    )
    plan = plan_network(log_densenet(6), spec)
    frame = pd.read_csv(io.StringIO(result.stdout))
    assert len(frame) == len(plan.program)
    assert frame["parameters"].sum() == plan.n_parameters
    assert frame["macs"].sum() == plan.macs
    assert set(frame["reads"][len(frame) - 1].split()) <= set(frame["key"])


def test_it_loads_no_torch(run, tmp_path):
    import subprocess
    import sys

    code = (
        "import sys; from skipgraph.cli.app import app\n"
        "try: app(['plan', 'densenet', '--layers', '4'])\n"
        "except SystemExit as stop: assert not stop.code\n"
        "print('torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert result.stdout.splitlines()[-1] == "False"


def test_a_topology_that_cannot_be_a_network(call, refuse, tmp_path):
    call("export", "densenet", "--set", "blocks=3,3", "--layers", 6, "-o", tmp_path / "deep.json")
    line = refuse("plan", "--file", tmp_path / "deep.json", "--image-size", 1, code=1)
    assert "no network can be made" in line
    assert "must be a whole number from 1, got '0'" in refuse(*WORDS, "--image-size", 0)
