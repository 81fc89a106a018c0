"""`python -m tests.bench.allocation`: 2,000 applications, 200 reviewers, 3 readers each; the budget is 20 seconds. The matching alone, without a database.

PORTAL_BENCH_APPLICATIONS  2000 unless set
PORTAL_BENCH_REVIEWERS     200 unless set
"""

import itertools
import os
import random
import resource
import sys
import time
from collections import Counter

from portal.applying.allocation.matching import Problem, match

BUDGET = 20.0


def main() -> int:
    """Print what it took; 1 when it took too long."""
    applications = int(os.environ.get("PORTAL_BENCH_APPLICATIONS", "2000"))
    reviewers = int(os.environ.get("PORTAL_BENCH_REVIEWERS", "200"))
    rng = random.Random(1)
    people = range(reviewers)
    excluded = [frozenset(rng.sample(people, rng.randint(0, 8))) for _one in range(applications)]
    costs = [{r: rng.choice([5, 10, 25]) for r in rng.sample(people, reviewers // 2)} for _one in range(applications)]
    most = -(-applications * 3 // reviewers) + 2
    began = time.perf_counter()
    plan = match(Problem(3, excluded, costs, [0] * reviewers, [most] * reviewers))
    took = time.perf_counter() - began
    loads = [len(queue) for queue in plan.queues]
    pairs = Counter(tuple(sorted(pair)) for readers in plan.readers for pair in itertools.combinations(readers, 2))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{applications} applications, {reviewers} reviewers, 3 each: {took:.1f} s (budget {BUDGET:.0f} s), {memory} MB"
    )
    print(
        f"desks {min(loads)} to {max(loads)}; without enough readers {len(plan.short)}; the same two at most {max(pairs.values())} times"
    )
    return int(took > BUDGET or bool(plan.short))


if __name__ == "__main__":
    sys.exit(main())
