"""Set-up: locked dependencies, the commands of the Makefile, and `make run` refusing in plain words."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.loading import ROOT

pytestmark = pytest.mark.static

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TARGETS = ("run", "test", "lint", "check", "bench", "soak", "assets", "migrations", "permissions", "clean", "help")


def pins(lock: Path) -> dict[str, str]:
    """Package and version of every line of a lock file."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_is_pinned_with_a_hash_and_no_host_is_named(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) == len(pins(lock))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_tests_run_on_what_is_shipped() -> None:
    locks = {lock.stem: pins(lock) for lock in LOCKS}
    assert locks["run"].items() <= locks["production"].items() <= locks["tests"].items()


def test_the_front_end_lock_has_hashes_and_names_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry or "resolved" in entry] == []


def test_the_front_end_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    versions = [*package["dependencies"].values(), *package["devDependencies"].values()]
    assert [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_make_help_lists_the_commands() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [target for target in TARGETS if not re.search(rf"^  make {target} ", told, re.MULTILINE)] == []


def run_portal(folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`make run` without its set-up, with an instance folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "run.py"],
        cwd=ROOT,
        env={**kept, "PORTAL_INSTANCE_FOLDER": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_told_in_a_sentence_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_portal(tmp_path / "instance", PORT=str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken by another program" in done.stderr
    assert "make run" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("wrong", [{"PORT": "http"}, {"PORTAL_ENV": "production"}, {"PORTAL_TIME_ZONE": "Mars"}])
def test_a_wrong_setting_is_told_in_a_sentence(tmp_path: Path, wrong: dict[str, str]) -> None:
    done = run_portal(tmp_path / "instance", **wrong)
    assert done.returncode == 1
    assert next(name for name in (*wrong, "PORTAL_SECRET_KEYS") if name in done.stderr)
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "instance").exists()
