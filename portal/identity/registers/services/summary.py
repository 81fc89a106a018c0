"""What an import found, and what was asked of it."""

from dataclasses import dataclass, field
from datetime import date

from portal.identity.registers.services.refused import Refused


@dataclass
class Summary:
    """Counts of one file. `missing`: entries that the file no longer has; `older`: rows of an older extract than what is known."""

    register: str = ""
    extract_on: date | None = None
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    missing: int = 0
    refused: Refused = field(default_factory=Refused)
    doubtful: Refused = field(default_factory=Refused)  # kept as they are written, with what was probably meant

    @property
    def kept(self) -> int:
        return self.rows - self.refused.count
