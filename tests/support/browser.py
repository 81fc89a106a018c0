"""A Chromium for the browser journeys: the one that comes with the tests' npm packages, else the machine's own.

The packaged one is pinned, so it is the same everywhere, and it has no windows to draw: it takes less than half of the work of a whole browser.
"""

import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Playwright

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
GIVEN = "PORTAL_TEST_BROWSER"
FLAGS = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
)

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{folder}/fonts/fonts</dir>
  <cachedir>{folder}/fonts/cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Found:
    """A browser, or the reason why there is none."""

    path: Path | None
    reason: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@cache
def find() -> Found:
    """Look for a browser; the answer holds for the whole process."""
    given = os.environ.get(GIVEN)
    tried = []
    packaged = Found(None) if given else _packaged()
    if packaged.path is not None:
        return packaged
    for candidate in [given] if given else [shutil.which(name) for name in NAMES]:
        if candidate is None:
            continue
        problem = _problem(Path(candidate), {})
        if problem is None:
            return Found(Path(candidate))
        tried.append(problem)
    if given:
        return Found(None, f"{GIVEN} names {given}, which does not work: {tried[0]}")
    return Found(
        None, "; ".join([packaged.reason, *tried, "no Chromium is installed (on Debian: apt-get install chromium)"])
    )


def launch(playwright: Playwright, **options: Any) -> Browser:
    """Start it with Playwright, headless, without traffic of its own."""
    found = find()
    if found.path is None:
        raise RuntimeError(found.reason)
    flags = [*FLAGS, *found.flags]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    environment = {**os.environ, **found.environment}
    return playwright.chromium.launch(executable_path=found.path, args=flags, env=environment, **options)


def _problem(path: Path, environment: dict[str, str]) -> str | None:
    """Why a browser does not work here; None when it does."""
    command = [str(path), "--version", "--no-sandbox"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **environment}
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{path}: {error}"
    return None if done.returncode == 0 else f"{path}: {done.stderr.strip()[-500:]}"


def _packaged() -> Found:
    """Unpack the browser of the npm package, once for all processes of this user and version."""
    if not PACKAGE.is_dir():
        return Found(None, "the npm package @sparticuz/chromium is not installed")
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return Found(None, "the npm package @sparticuz/chromium is for Linux on x86-64 alone")
    folder = Path(tempfile.gettempdir()) / f"portal-chromium-{os.getuid()}-{int(PACKAGE.stat().st_mtime)}"
    if not (folder / "chromium").exists():
        made = Path(tempfile.mkdtemp(prefix="portal-chromium-"))
        _unpack(made)
        (made / "fonts" / "fonts.conf").write_text(FONTS.format(folder=folder), encoding="utf-8")
        try:
            made.rename(folder)  # another process may have been first; its copy is as good
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
    environment = {"LD_LIBRARY_PATH": str(folder / "al2023" / "lib"), "FONTCONFIG_PATH": str(folder / "fonts")}
    path = folder / "chromium"
    problem = _problem(path, environment)
    if problem is not None:
        return Found(None, problem)
    return Found(path, "", environment, ("--use-gl=angle", "--use-angle=swiftshader"))


def _unpack(folder: Path) -> None:
    """The program itself, and beside it the libraries and fonts that a bare machine lacks."""
    for packed in sorted((PACKAGE / "bin").glob("*.br")):
        content = brotli.decompress(packed.read_bytes())
        if packed.name.endswith(".tar.br"):
            target = folder / packed.name.removesuffix(".tar.br")
            target = folder if target.name == "swiftshader" else target
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                archive.extractall(target, filter="data")
        else:
            program = folder / packed.stem
            program.write_bytes(content)
            program.chmod(0o755)
