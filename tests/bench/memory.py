"""`python -m tests.bench.memory`: what the workers of the shipped server hold after 1,000 and after 10,000 requests, mixed of the pages of `pages.py`.

The budget: 150 MB for each worker, and under 20 % more than after the first 1,000. Four connections ask, as browsers would, each page as whom it is for.

    PORTAL_BENCH_FRACTION   how much of the scale world, 0.01 unless set
    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_REQUESTS   how many requests in all, 10,000 unless set; the first tenth of them is the beginning
"""

import http.client
import os
import random
import sys
import tempfile
import threading
from collections.abc import Sequence

from config import load
from portal import create_app
from tests.bench.__main__ import Reached, flask, prepare, settings_for
from tests.bench.servers import Server, address_of, server

CONNECTIONS, MEGABYTES, GROWTH = 4, 150.0, 0.2


def main() -> int:
    requests = int(os.environ.get("PORTAL_BENCH_REQUESTS", "10000"))
    fraction = os.environ.get("PORTAL_BENCH_FRACTION", "0.01")
    wrong: list[str] = []
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, address_of(database, folder) as url:
            wrong += [f"{database}: {words}" for words in bench(database, url, folder, fraction, requests)]
    print("\n".join(wrong))
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, fraction: str, requests: int) -> list[str]:
    """One database. Answers what was over its budget."""
    environment = settings_for(url, folder)
    for command in (["db", "upgrade"], ["scale", "load", "--fraction", fraction]):
        flask(command, environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    measured = prepare(create_app(load(environment, env_file=None)))
    with server("wsgi:app", environment, "/sign-in") as portal:
        start = portal.memory()
        refused = ask(portal, measured, requests // 10)
        first = portal.memory()
        refused += ask(portal, measured, requests - requests // 10)
        last = portal.memory()
    print(
        f"{database}, {fraction} of the scale world: each of two workers, the larger first: {said(start)} at the start, {said(first)} after {requests // 10} "
        f"requests of {len(measured)} pages, {said(last)} after {requests} (budget {MEGABYTES:.0f} MB, and {GROWTH:.0%} more)",
        flush=True,
    )
    wrong = [f"{refused} answers were neither 200 nor 304"] if refused else []
    if last[0] > MEGABYTES:
        wrong.append(f"a worker holds {last[0]:.0f} MB")
    if last[0] > first[0] * (1 + GROWTH):
        wrong.append(f"a worker grew from {first[0]:.0f} to {last[0]:.0f} MB")
    return wrong


def said(memory: Sequence[float]) -> str:
    return " and ".join(f"{megabytes:.0f} MB" for megabytes in memory)


def ask(portal: Server, measured: Sequence[Reached], requests: int) -> int:
    """So many requests in all, over a few connections that stay open. Answers how many were refused."""
    refused: list[int] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        line = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
        for _ in range(requests // CONNECTIONS):
            page = chance.choice(measured)
            line.request("GET", page.page.path, headers=dict(header.split(": ", 1) for header in page.headers))
            answer = line.getresponse()
            answer.read()
            if answer.status not in (200, 304):
                refused.append(answer.status)
        line.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


if __name__ == "__main__":
    sys.exit(main())
