"""Made files in the published forms, and what an import of them leaves."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.identity.registers import services
from portal.identity.registers.kinds import KINDS
from portal.identity.registers.models import RegisterEntry

# Published extracts lie beside the project where it is built; they are not part of it.
DATA = Path(__file__).parents[4] / "shared" / "data"
DAY = date(2027, 3, 1)

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"CANNOT RUN: published registers: they do not lie at {DATA}")

FULL = [
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (code)", "OpenDate", "CloseDate", "PhaseOfEducation (code)",
    "StatutoryLowAge", "StatutoryHighAge", "Gender (name)", "ReligiousCharacter (name)", "NumberOfPupils", "PercentageFSM", "Trusts (name)",
    "Street", "Locality", "Address3", "Town", "County (name)", "Postcode", "SchoolWebsite", "GOR (code)", "GOR (name)", "UrbanRural (name)",
    "Country (name)", "AColumnThatNobodyKnows",
]  # fmt: skip
SCHOOL = {
    "URN": "900001", "LA (code)": "990", "LA (name)": "Marlbury", "EstablishmentName": "St Swithin\u2019s CE Primary School",
    "TypeOfEstablishment (code)": "02", "TypeOfEstablishment (name)": "Voluntary aided school", "EstablishmentStatus (code)": "1",
    "PhaseOfEducation (code)": "2", "StatutoryLowAge": "4", "StatutoryHighAge": "11", "NumberOfPupils": "212", "Town": "Marlbury",
    "Postcode": "zz11aa", "SchoolWebsite": "http:www.Swithins.example/", "OpenDate": "01-01-1900",
}  # fmt: skip


def table(*rows: dict[str, str], columns: list[str] | None = None, delimiter: str = ",") -> str:
    """A text table as it is published: everything in quotation marks, CRLF."""
    written = io.StringIO()
    writer = csv.DictWriter(written, columns or FULL, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def school(urn: str, name: str, **more: str) -> dict[str, str]:
    """A row of the register of England; other columns by name, with `_` for a space."""
    return {**SCHOOL, "URN": urn, "EstablishmentName": name, **{k.replace("_", " "): v for k, v in more.items()}}


def lay(folder: Path, content: str | bytes, name: str = "edubasealldata20270301.csv") -> Path:
    """Write a file; text as Windows-1252."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    return path


def bring_in(path: Path, kind: str = "gias", **options: Any) -> services.Summary:
    """Import a file."""
    return services.import_file(KINDS[kind], path, by=SYSTEM, options=services.Options(**options))


def entry(number: str, register: str = "gias") -> RegisterEntry:
    """The entry of this number."""
    return session().scalars(sa.select(RegisterEntry).where(RegisterEntry.register == register, RegisterEntry.number == number)).one()  # fmt: skip


def names(register: str | None = None) -> list[str]:
    """The names of all entries, by number."""
    query = sa.select(RegisterEntry.name).order_by(RegisterEntry.register, RegisterEntry.number)
    found = session().scalars(query if register is None else query.where(RegisterEntry.register == register)).all()
    session().commit()
    return list(found)


def everything() -> list[tuple[Any, ...]]:
    """Every row that an import may write, to show that nothing was."""
    found: list[tuple[Any, ...]] = []
    for name in ("register_entry", "register_link", "register_import", "register_refusal", "search_entry"):
        found += [(name, *row) for row in session().execute(sa.text(f"SELECT * FROM {name} ORDER BY 1"))]
    session().commit()
    return found


def reasons(summary: services.Summary) -> list[tuple[int, str]]:
    """Line and reason of the refused rows."""
    return [(refusal.line, refusal.reason) for refusal in summary.refused.first]
