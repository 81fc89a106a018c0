"""The import of a register, measured as an operator runs it: a full-width file of the register of England, into an empty database and again.

    python -m tests.bench.registers [ROWS ...]

The file has the 140 columns of 2024. Its rows are made from published ones where those lie beside the project (eight whole rows, and names, towns
and dates of the extract of 2015); elsewhere from invented ones of the same width, and the report says so. Budget (docs/registers.md): 50,000 rows in
under 30 s and under 200 MB on two cores; the time for a row the same at 5,000 and at 200,000.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.support import postgres

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "gias"
COLUMNS = ROOT / "tests" / "support" / "gias_columns_2024.txt"
SIZES = (5_000, 50_000, 200_000)
CHANGED_EVERY = 100


@dataclass(frozen=True)
class Measured:
    """One run of the command."""

    database: str
    rows: int
    what: str
    seconds: float
    cpu: float
    megabytes: float
    said: str


def columns() -> list[str]:
    """The header of mid-2024."""
    return COLUMNS.read_text(encoding="utf-8").split("\n")[:140]


def whole_rows() -> list[dict[str, str]]:
    """The published rows, or invented ones as wide."""
    published = REAL / "edubasealldata-2024-8rows.csv"
    if published.is_file():
        with published.open(encoding="ascii", newline="") as file:
            return list(csv.DictReader(file))
    invented = dict.fromkeys(columns(), "Not applicable") | {
        "LA (code)": "990", "EstablishmentNumber": "2001", "TypeOfEstablishment (code)": "02", "EstablishmentStatus (code)": "1", "OpenDate": "01-09-1968",
        "CloseDate": "", "PhaseOfEducation (code)": "2", "StatutoryLowAge": "4", "StatutoryHighAge": "11", "NumberOfPupils": "212",
        "SchoolWebsite": "http://www.school.example/", "Country (name)": "",
    }  # fmt: skip
    return [invented]


def short_rows() -> list[dict[str, str]]:
    """Name, town and postcode of the schools of 2015, or invented ones."""
    published = REAL / "edubase-register-2015-a.tsv"
    if published.is_file():
        with published.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{"name": f"St Swithin\u2019s School {n}", "post_town": f"Town {n % 90}", "postcode": f"ZZ{n % 99} {n % 9}AA"} for n in range(3_000)]  # fmt: skip


def full_width(rows: int, *, changed: bool = False) -> Iterator[dict[str, str]]:
    """So many rows, numbered from 100000; with `changed`, one in a hundred has another name."""
    wide, short = cycle(whole_rows()), cycle(short_rows())
    for n in range(rows):
        base, school = next(wide), next(short)
        name = school["name"] + (" (renamed)" if changed and n % CHANGED_EVERY == 0 else "")
        yield base | {"URN": str(100_000 + n), "EstablishmentName": name, "Town": school["post_town"], "Postcode": school["postcode"],
                      "EstablishmentNumber": str(1_000 + n % 9_000)}  # fmt: skip


def write(path: Path, rows: int, *, changed: bool = False) -> Path:
    """The file as it is published: Windows-1252, CRLF, text in quotes."""
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.DictWriter(file, columns(), lineterminator="\r\n", quoting=csv.QUOTE_ALL, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(full_width(rows, changed=changed))
    return path


def command(environment: dict[str, str], *words: str) -> tuple[float, float, float, str]:
    """Run `flask --app wsgi ...`: seconds, seconds of processor, the most memory it held in MB, and the last line it said."""
    started = time.monotonic()
    program = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        process = subprocess.Popen(program, cwd=ROOT, env=environment, stdout=said, stderr=complained)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(words)} failed:\n{said.read().decode()}{complained.read().decode()[-3_000:]}")
        line = next((text for text in said.read().decode().splitlines() if "rows" in text), "")
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, line


def measure(database: str, url: str, folder: Path, rows: int) -> Iterator[Measured]:
    """An empty database, the file, the same file again, and a newer one in which one name in a hundred changed."""
    environment = {
        **os.environ,
        "PORTAL_ENV": "testing",
        "DATABASE_URL": url,
        "PORTAL_INSTANCE_FOLDER": str(folder),
        "PYTHONPATH": str(ROOT),
    }
    command(environment, "db", "upgrade")
    first = write(folder / "edubasealldata20270301.csv", rows)
    newer = write(folder / "edubasealldata20270302.csv", rows, changed=True)
    for what, path in (("first", first), ("again", first), ("a day later", newer)):
        yield Measured(database, rows, what, *command(environment, "register", "import", "gias", str(path)))
    first.unlink()
    newer.unlink()


def runs(sizes: tuple[int, ...]) -> Iterator[Measured]:
    """Every size on SQLite, then on PostgreSQL."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
            yield from measure("SQLite", f"sqlite:///{name}/portal.sqlite", Path(name), rows)
    try:
        server = postgres.start()
    except postgres.NoPostgres as reason:
        say(f"PostgreSQL cannot be started here: {reason}")
        return
    try:
        for rows in sizes:
            with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
                yield from measure("PostgreSQL", server.create_database(f"register_{rows}"), Path(name), rows)
    finally:
        server.stop()


def main() -> None:
    sizes = tuple(int(word) for word in sys.argv[1:]) or SIZES
    say(f"rows made from {'published' if REAL.is_dir() else 'invented'} ones, {len(columns())} columns")
    say(f"{'database':<11} {'rows':>7}  {'what':<12} {'seconds':>8} {'cpu s':>7} {'µs/row':>7} {'MB':>5}  said")
    for run in runs(sizes):
        per_row = run.cpu / run.rows * 1e6
        say(f"{run.database:<11} {run.rows:>7}  {run.what:<12} {run.seconds:>8.1f} {run.cpu:>7.1f} "
            f"{per_row:>7.0f} {run.megabytes:>5.0f}  {run.said}")  # fmt: skip


def say(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
