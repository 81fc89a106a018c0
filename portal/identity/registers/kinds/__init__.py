"""The kinds of files that can be imported. Each is a small module that says its columns and how a row is read; the pipeline is one."""

from portal.identity.registers.kinds import gias, northern_ireland, plain
from portal.identity.registers.kinds.kind import Kind

KINDS: dict[str, Kind] = {kind.name: kind for kind in (gias.KIND, northern_ireland.KIND, plain.KIND)}

__all__ = ["KINDS", "Kind"]
