"""The tests. Compiled Python is kept in .venv, even on a machine that is told to keep none: compiling everything takes longer than most rooms' tests."""

import os
import sys
from pathlib import Path

sys.dont_write_bytecode = False
sys.pycache_prefix = str(Path(__file__).parent.parent / ".venv" / "pycache")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
