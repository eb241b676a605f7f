"""The least number of counts that could be hidden, for 500 small tables: what disclosure control is measured against.

For each table of family groups by areas a mixed integer program finds, exactly, the smallest set of hidden counts such
that everything that must stay unknown has a witness: another table of whole numbers, not below nought, that agrees with
every count shown and differs in it. It is another method by another program (HiGHS, through scipy), and shares nothing
with the one it measures. What must stay unknown: a printed count from 1 to 4; a count that is all of fewer than ten; a
difference from 1 to 4 between two counts of which one lies within the other, unless one of the two is hidden. A count
that is all or none of fewer than ten is hidden whatever else is.

    python benches/least-hidden.py tests/fixtures/least-hidden.csv

Needs numpy and scipy. One line a table: its number, the least number of hidden counts, the people by family group
(own_children, parent_apart, others_children, no_children, incomplete; separated by `|`) and area (by blanks).
"""

import concurrent.futures
import itertools
import random
import sys

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import Bounds, LinearConstraint, milp

TABLES = 500
SMALL = range(1, 5)
CERTAIN_BELOW = 10
# No witness needs to differ from the truth by more in any one cell.
FURTHEST = 12
ROWS = {
    "own": [0], "apart": [1], "others": [2], "none": [3], "incomplete": [4],
    "lives": [0, 2], "parent or lives": [0, 1, 2], "all": [0, 1, 2, 3, 4], "complete": [0, 1, 2, 3],
}


def table(seed):
    """People by family group and area; some groups are empty, most tables have small counts."""
    chance = random.Random(seed)
    areas = chance.choice([2, 3, 3, 4, 5])
    groups = sorted(chance.sample(range(5), chance.choice([3, 4, 4, 5])))
    mean = chance.choice([3, 6, 12, 25])
    of_group = [chance.random() ** 1.5 * 2 + 0.1 for _ in range(5)]
    of_area = [chance.random() * 2 + 0.2 for _ in range(areas)]
    people = [[0] * areas for _ in range(5)]
    for group, area in itertools.product(groups, range(areas)):
        poisson = np.random.default_rng([seed, group, area]).poisson
        people[group][area] = int(poisson(mean * of_group[group] * of_area[area]))
    return people


def least_hidden(people):
    """The least number of hidden counts; None if it is not found in time."""
    areas = len(people[0])
    cells = list(itertools.product(range(5), range(areas)))
    truth = np.array([people[group][area] for group, area in cells])
    counts = {}
    for row, groups in ROWS.items():
        for level in [*range(areas), "whole"]:
            counts[row, level] = np.array(
                [int(g in groups and level in (a, "whole")) for g, a in cells]
            )
    certain, unknown = must_stay_unknown(list(counts), counts, truth, areas)
    if not unknown:
        return len(certain)
    return solve(list(counts.values()), truth, certain, unknown)


def must_stay_unknown(keys, counts, truth, areas):
    """The numbers of counts that are hidden whatever else is; and what must have a witness: a sum of cells, and the
    numbers of the counts of which one may be hidden instead."""
    value = {key: int(count @ truth) for key, count in counts.items()}
    certain, unknown = set(), []
    for number, (row, level) in enumerate(counts):
        if value[row, level] in SMALL:
            unknown.append((counts[row, level], ()))
        for whole in ("all", "complete"):
            if row in ("all", "complete") or (whole, row) == ("complete", "incomplete"):
                continue
            people = value[whole, level]
            if 0 < people < CERTAIN_BELOW and value[row, level] in (0, people):
                certain.add(number)
                if people == value[row, level]:
                    unknown.append((counts[row, level], ()))
    inside = [
        ((outer, level), (inner, level))
        for outer, inner in itertools.permutations(ROWS, 2)
        if set(ROWS[inner]) < set(ROWS[outer])
        for level in [*range(areas), "whole"]
    ]
    inside += [((row, "whole"), (row, area)) for row in ROWS for area in range(areas)]
    unknown += [
        (counts[outer] - counts[inner], (keys.index(outer), keys.index(inner)))
        for outer, inner in inside
        if value[outer] - value[inner] in SMALL
    ]
    always = {tuple(sum_) for sum_, instead in unknown if not instead}
    unknown = [(sum_, instead) for sum_, instead in unknown if not instead or tuple(sum_) not in always]
    return certain, list({(tuple(sum_), instead): (sum_, instead) for sum_, instead in unknown}.values())


def solve(counts, truth, certain, unknown):
    """Variables: for each count whether it is hidden; for each sum a witness, and whether it goes up or down."""
    cells, hidden = len(truth), len(counts)
    size = hidden + len(unknown) * (cells + 1)
    lines, low, high = [], [], []

    def line(terms, least, most):
        lines.append(terms)
        low.append(least)
        high.append(most)

    for number, (sum_, instead) in enumerate(unknown):
        first = hidden + number * (cells + 1)
        change = lambda weights, sign=1: {first + at: sign * w for at, w in enumerate(weights) if w}
        for at, count in enumerate(counts):
            for sign in (1, -1):
                line({**change(count, sign), at: -FURTHEST}, -np.inf, 0)
        goes_down = first + cells
        for sign in (1, -1):
            # Up by one or more, or down; or else one of the others is hidden.
            far = {at: 4 * FURTHEST for at in instead}
            least = 1 if sign == 1 else 1 - 4 * FURTHEST
            line({**change(sum_, sign), **far, goes_down: sign * 4 * FURTHEST}, least, np.inf)
    matrix = sparse.lil_matrix((len(lines), size))
    for at, terms in enumerate(lines):
        for variable, weight in terms.items():
            matrix[at, variable] = weight
    lower, upper = np.zeros(size), np.ones(size)
    lower[list(certain)] = 1
    for number in range(len(unknown)):
        first = hidden + number * (cells + 1)
        lower[first:first + cells] = -np.minimum(truth, FURTHEST)
        upper[first:first + cells] = FURTHEST
    cost = np.zeros(size)
    cost[:hidden] = 1
    found = milp(
        cost,
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=np.ones(size),
        bounds=Bounds(lower, upper),
        options={"time_limit": 60, "mip_rel_gap": 0},
    )
    return round(found.fun) if found.status == 0 else None


def main():
    written, seeds = 0, itertools.count()
    with open(sys.argv[1], "w") as out, concurrent.futures.ProcessPoolExecutor() as workers:
        print("table,least_hidden,people", file=out)
        while written < TABLES:
            batch = list(itertools.islice(seeds, 50))
            for seed, least in zip(batch, workers.map(least_hidden, map(table, batch))):
                if not least or written == TABLES:
                    continue
                people = "|".join(" ".join(map(str, row)) for row in table(seed))
                print(f"{seed},{least},{people}", file=out, flush=True)
                written += 1


if __name__ == "__main__":
    main()
