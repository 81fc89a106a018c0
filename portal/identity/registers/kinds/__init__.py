"""The kinds of files that can be imported. Each is a small module that says its columns and how a row is read; the pipeline is one."""

from portal.identity.registers.kinds import france, gias, northern_ireland, plain, scotland, wales
from portal.identity.registers.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (gias.KIND, northern_ireland.KIND, scotland.KIND, wales.KIND, france.KIND, plain.KIND)
}

__all__ = ["KINDS", "Kind"]
