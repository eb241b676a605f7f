#!/usr/bin/env python3
"""Runs treatstat beside other programs that do the same job, in turn, and writes a table in Markdown.

The job is the annual family report on a plain extract, exactly as the peers' SPEC.md fixes it: seven measures. treatstat
is also run with every measure it knows. Every program is run once a round, one after the other, so that whatever else the
machine does meets all of them; times are medians of whole processes, and ratios are medians of the ratios within rounds.
Before anything is timed, the counts that treatstat writes are held against a peer's, row by row.

    cargo build --release --locked
    benches/beside-peers.py --peers ../shared/peers --python target/peers-venv/bin/python

The peers need numpy, polars, duckdb, pandas and pyarrow; those that cannot be run are left out, and said. With
`--floor` the throw-away program of the peers' folder, built beforehand, is run too.
"""

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREATSTAT = ROOT / "target" / "release" / "treatstat"
SETTINGS = ROOT / "tests" / "profiles" / "peers.toml"
TUNED = {"Polars, tuned": "polars_fast.py", "DuckDB, tuned": "duckdb_fast.py", "pandas, tuned": "pandas_fast.py"}
ROWS = 198
MEASURES = {
    "in_treatment": ("in_treatment", "in_treatment"),
    "starting": ("starting", "starting"),
    "completed": ("completed_of_starters_leaving", "starting_and_leaving"),
    "retained_12wk": ("retained_12_weeks", "starting"),
    "heroin_or_crack": ("heroin_or_crack", "in_treatment"),
    "injecting": ("injecting_now", "in_treatment"),
    "housing_problem": ("housing_problem", "in_treatment"),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peers", type=Path, default=ROOT.parent / "shared" / "peers", help="the peers' folder")
    parser.add_argument("--python", default=sys.executable, help="the Python that has the peers' packages")
    parser.add_argument("--floor", type=Path, help="the built throw-away program")
    parser.add_argument("--episodes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "peers", help="where extracts are kept")
    return parser.parse_args()


def extract(episodes, args):
    """The generated extract of so many episodes; made once."""
    path = args.folder / f"{episodes}.csv"
    if not path.exists():
        args.folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        subprocess.run([args.python, args.peers / "gen.py", str(episodes), unfinished], check=True)
        unfinished.rename(path)
    return path


def commands(path, out, args):
    """Program -> the command that does the job on an extract, writing to a file."""
    every_measure = [TREATSTAT, "measure", path, "--settings", SETTINGS, "--quiet"]
    job = ",".join(sorted({measure for measure, _ in MEASURES.values()}))
    all_commands = {"treatstat": [*every_measure, "--only", job], "treatstat, every measure": every_measure}
    for name, script in TUNED.items():
        all_commands[name] = [args.python, args.peers / script, path, out / f"{script}.csv"]
    if args.floor:
        all_commands["floor (no checks)"] = [args.floor, path, out / "floor.csv"]
    return all_commands


def run(command, stdout):
    """Seconds, processor seconds and peak MiB of a process; None if it fails."""
    began = time.perf_counter()
    with open(stdout, "wb") as to:
        try:
            process = subprocess.Popen(list(map(str, command)), stdout=to, stderr=subprocess.DEVNULL)
        except OSError:
            return None
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        return None
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def refuse_disagreement(ours, theirs):
    """Ends the run unless every count of the peer is treatstat's too."""
    with open(ours, newline="") as file:
        rows = {
            (r["measure"], r["population"], r["period"], r["family_group"], r["sex"]): (r["numerator"], r["denominator"])
            for r in csv.DictReader(file)
            if r["age_group"] == "adults" and r["breakdown"] == "all" and r["statistic"] == "proportion"
            and r["compared_with"] == ""
        }
    with open(theirs, newline="") as file:
        peers = list(csv.DictReader(file))
    if len(peers) != ROWS:
        sys.exit(f"{theirs.name} holds {len(peers)} rows, not {ROWS}")
    for row in peers:
        group = "incomplete" if row["group"] == "unknown" else row["group"]
        key = (*MEASURES[row["measure"]], row["year"], group, row["sex"])
        if rows.get(key) != (row["numerator"], row["denominator"]):
            sys.exit(f"the counts of {key} differ: {rows.get(key)} and {row['numerator']}, {row['denominator']}")


def measure(episodes, args):
    """Program -> its (seconds, processor seconds, MiB) in each round."""
    path = extract(episodes, args)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        programs = commands(path, out, args)
        for name in list(programs):
            if run(programs[name], out / "stdout") is None:
                if name.startswith("treatstat"):
                    sys.exit(f"{TREATSTAT} cannot be run: build it first")
                print(f"left out: {name} cannot be run", file=sys.stderr)
                del programs[name]
            elif name == "treatstat":
                (out / "stdout").rename(out / "ours.csv")
            elif name in TUNED:
                refuse_disagreement(out / "ours.csv", out / f"{TUNED[name]}.csv")
        times = {name: [] for name in programs}
        for _ in range(args.rounds):
            for name, command in programs.items():
                times[name].append(run(command, out / "stdout") or sys.exit(f"{name} failed in a timed round"))
    return times


def table(episodes, times, rounds):
    """The rows of one extract, with each program's time as a multiple of treatstat's."""
    median = lambda name, of: statistics.median(t[of] for t in times[name])
    print(f"\n{episodes:,} episodes, {rounds} rounds\n")
    print("| program | seconds | processor seconds | peak MiB | time beside treatstat's |")
    print("|---|---:|---:|---:|---:|")
    for name in times:
        ratio = statistics.median(t[0] / ours[0] for t, ours in zip(times[name], times["treatstat"]))
        print(f"| {name} | {median(name, 0):.3f} | {median(name, 1):.2f} | {median(name, 2):.0f} | {ratio:.2f} |")


def main():
    args = arguments()
    for episodes in args.episodes:
        table(episodes, measure(episodes, args), args.rounds)


if __name__ == "__main__":
    main()
