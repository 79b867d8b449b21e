"""Times tracewell beside ast-grep and ruff on one tree and prints ratios of medians.

Usage: python3 lint/benches/compare.py DIR [--tracewell PATH] [--runs N]

The three run in turn, N times each after one warm-up, so that a machine whose speed drifts slows all alike.
Times are wall seconds of whole processes; memory is the largest resident set, in MiB.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
RUFF_RULES = "G,T20,S110,S112,BLE,E722"


def measure(command):
    """Runs a command, output thrown away; returns wall seconds and peak memory in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    # Exit status 1 means findings, for all three.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} failed: {process.stderr.read().decode()[:500]}")
    return seconds, usage.ru_maxrss / 1024


def commands(arguments):
    tree = arguments.tree
    return {
        "tracewell": [arguments.tracewell, "check", tree, "--format", "json", "--quiet"],
        "ast-grep": ["ast-grep", "scan", "--rule", str(HERE / "peer-rules.yml"), "--json=stream", tree],
        "ruff": ["ruff", "check", "--isolated", "--no-cache", "--select", RUFF_RULES, "--output-format", "json", tree],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", metavar="DIR")
    parser.add_argument("--tracewell", default="target/release/tracewell")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    tools = commands(arguments)
    missing = [command[0] for command in tools.values() if not shutil.which(command[0])]
    if missing:
        sys.exit(f"not found: {', '.join(missing)}; `pip install ast-grep-cli ruff` and `cargo build --release`")
    runs = {name: [] for name in tools}
    for number in range(arguments.runs + 1):
        for name, command in tools.items():
            result = measure(command)
            if number:
                runs[name].append(result)
    seconds = {name: statistics.median(run[0] for run in results) for name, results in runs.items()}
    for name, results in runs.items():
        print(f"{name:10} {seconds[name]:7.3f} s  {max(run[1] for run in results):7.1f} MiB")
    print(f"ratio lint_vs_ast_grep {seconds['tracewell'] / seconds['ast-grep']:.2f}")
    print(f"ratio lint_vs_ruff {seconds['tracewell'] / seconds['ruff']:.2f}")


if __name__ == "__main__":
    main()
