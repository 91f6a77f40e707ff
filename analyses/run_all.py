"""Run studies again: all of them, or those that are named; with --check the cheap ones, to compare their results.

A plain run does all the work anew; with --resume a study that was stopped goes on.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
# the scripts of each study, and about how long they take on one core
STUDIES = {
    "connectivity": (("run",), "seconds"),
    "catalogue": (("run",), "seconds"),
    "published": (("run",), "seconds"),
    "optimality": (("run", "designs", "published"), "a quarter of an hour"),
    "anytime": (("run",), "seven minutes"),
    "sparsify": (("run",), "ten minutes"),
    "segmentation": (("run",), "a quarter of an hour"),
    "prediction": (("run",), "half an hour"),
    "robustness": (("files", "kills", "disks", "surroundings"), "an hour or more"),
    "performance": (("metrics", "compile", "plan"), "ten minutes on a machine that does nothing else"),
}
CHEAP = ("connectivity", "catalogue", "published")


def run(study: str, options: list[str]) -> bool:
    """Run all scripts of a study; return whether they ended well."""
    scripts, duration = STUDIES[study]
    ended_well = True
    for script in scripts:
        print(f"{study}.{script}: takes {duration}", flush=True)
        begin = time.perf_counter()
        words = [sys.executable, "-m", f"analyses.{study}.{script}", *options]
        # what a check prints was printed when its results were made
        output = subprocess.DEVNULL if "--check" in options else None
        done = subprocess.run(words, cwd=HERE.parent, stdout=output, check=False)
        ended_well &= done.returncode == 0
        end = "done" if done.returncode == 0 else "failed"
        print(f"{study}.{script}: {end} in {time.perf_counter() - begin:.0f} s", flush=True)
    return ended_well


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", nargs="*", help=f"one of {', '.join(STUDIES)}; by default all")
    parser.add_argument("--check", action="store_true", help="compare the results of cheap studies with the kept ones")
    parser.add_argument("--resume", action="store_true", help="go on with studies that were stopped")
    options = parser.parse_args()
    unknown = [study for study in options.study if study not in STUDIES]
    if unknown:
        parser.error(f"no study {', '.join(unknown)}: choose from {', '.join(STUDIES)}")
    passed = [f"--{name}" for name in ("check", "resume") if getattr(options, name)]
    failed = [study for study in options.study or (CHEAP if options.check else STUDIES) if not run(study, passed)]
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
