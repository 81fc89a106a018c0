"""The register of Wales, and its schools in that of England. No published document is in hand: these are made in the described form."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.identity.registers import queries
from portal.identity.registers.reading import UnreadableFile
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School, SchoolStatus
from tests.identity.registers.sheets import document, workbook
from tests.identity.registers.support import bring_in, entry, lay, names, reasons, school, table

COLUMNS = [
    "School Number",
    "School Name",
    "Local Authority",
    "Address 1",
    "Address 2",
    "Address 3",
    "Address 4",
    "Postcode",
    "Phone Number",
    "Sector",
    "Governance - see notes",
    "Welsh Medium Type - see notes",
    "School Type",
]
NAME = "address-list-schools-wales-25-november-2026.ods"
AS_WELSH = {
    "TypeOfEstablishment (code)": "30",
    "LA (code)": "673",
    "EstablishmentNumber": "2130",
    "PhaseOfEducation (code)": "0",
}


def row(number: object, name: str, sector: str = "Primary") -> list[object]:
    return [
        number,
        name,
        "The Vale of Glamorgan",
        "Heol y Llan",
        "",
        "Aberwen",
        "",
        "ZZ6 1AA",
        "x",
        sector,
        "Community",
        "Welsh  medium",
        "Juniors",
    ]


def address_list(folder: Path, *rows: list[object]) -> Path:
    return document(
        folder / NAME,
        {
            "Notes": [["About this list"]],
            "Maintained": [COLUMNS, *rows],
            "Independent": [COLUMNS, row(6736001, "Ysgol Annibynnol", "Independent")],
            "PRU": [COLUMNS],
        },
    )


def test_three_sheets_and_their_cells(database: sa.orm.Session, tmp_path: Path) -> None:
    path = address_list(
        tmp_path,
        row(6732130, "Ysgol Gynradd Aberwen"),
        row("", ""),
        row(6732131, ""),
        row(1234567, "Elsewhere"),
        row("6735400", "Ysgol Ganol", "Middle"),
    )
    summary = bring_in(path, "wales")
    assert (summary.new, summary.extract_on) == (3, date(2026, 11, 25))
    kept = entry("6732130", "wales")
    assert (kept.name, kept.phase, kept.teaching_language) == ("Ysgol Gynradd Aberwen", "primary", "Welsh medium")
    assert (kept.town, kept.street, kept.authority_code, kept.country_name) == (
        "Aberwen",
        "Heol y Llan",
        "673",
        "Wales",
    )
    assert (kept.type_name, entry("6735400", "wales").phase) == ("Primary, Juniors, Community", "all_through")
    assert entry("6736001", "wales").type_name == "Independent, Juniors, Community"
    assert [line for line, _reason in reasons(summary)] == [3, 4, 5]


def test_one_school_in_two_registers_is_offered_once(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(school("900001", "Ysgol Aberwen", **AS_WELSH), school("900002", "Vale School"))))
    bring_in(address_list(tmp_path, row(6732130, "Ysgol Gynradd Aberwen")), "wales")
    for query in ("aberwen", "900001", "6732130"):
        assert [e.number for e in queries.find_entries(query) if e.number != "6736001"] == ["6732130"], query
    english, welsh = entry("900001"), entry("6732130", "wales")
    assert english.same_as_id == welsh.id
    assert queries.get_entry(english.id) is welsh
    assert entry("900002").same_as_id is None


@pytest.mark.parametrize("first", ["gias", "wales"])
def test_either_file_may_come_first(database: sa.orm.Session, tmp_path: Path, first: str) -> None:
    steps: dict[str, Callable[[], Any]] = {
        "gias": lambda: bring_in(lay(tmp_path, table(school("900001", "Ysgol", **AS_WELSH)))),
        "wales": lambda: bring_in(address_list(tmp_path, row(6732130, "Ysgol")), "wales"),
    }
    steps.pop(first)()
    for step in steps.values():
        step()
    assert entry("900001").same_as_id == entry("6732130", "wales").id
    assert [e.number for e in queries.find_entries("900001")] == ["6732130"]


def test_a_school_that_was_registered_by_its_urn_is_known(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(school("900001", "Ysgol", **AS_WELSH))))
    registered = School(
        name="Ysgol",
        register="gias",
        number="900001",
        register_entry_id=entry("900001").id,
        status=SchoolStatus.VERIFIED,
    )
    database.add(registered)
    database.commit()
    bring_in(address_list(tmp_path, row(6732130, "Ysgol Gynradd")), "wales")
    found = list(schools.find_entries("gynradd"))
    assert [(f.entry.number, f.school.id if f.school else None) for f in found] == [("6732130", registered.id)]
    assert not schools.get_entry(entry("6732130", "wales").id).can_be_registered


def test_a_closed_entry_stands_for_itself(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(
        lay(
            tmp_path,
            table(
                school("900001", "Old", **AS_WELSH, **{"EstablishmentStatus (code)": "2"}),
                school("900002", "New", **AS_WELSH),
            ),
        )
    )
    bring_in(address_list(tmp_path, row(6732130, "New")), "wales")
    assert (entry("900001").same_as_id, entry("900002").same_as_id) == (None, entry("6732130", "wales").id)


BROKEN = {
    "no content": (lambda: {"mimetype": "x", "content.xml": ""}, "cut off or damaged"),
    "cut off": (lambda: {"content.xml": "<a><b>"}, "cut off or damaged"),
    "entities": (
        lambda: {"content.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        "document type",
    ),
    "bomb": (lambda: {"content.xml": " " * 130_000_000}, "unpacked it would have 130 MB"),
    "a workbook bomb": (
        lambda: {"xl/workbook.xml": "<a/>", "xl/a.xml": " " * 130_000_000},
        "unpacked it would have 130 MB",
    ),
    "a workbook of nothing": (lambda: {"xl/workbook.xml": "<a/>"}, "no workbook that can be read"),
    "a workbook with entities": (
        lambda: {"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'},
        "document type",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_documents_import_nothing(database: sa.orm.Session, tmp_path: Path, case: str) -> None:
    made, words = BROKEN[case]
    path = tmp_path / NAME
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made().items():
            archive.writestr(name, content)
    with pytest.raises(UnreadableFile, match=f"(?i){words}"):
        bring_in(path, "wales")
    assert names() == []


def test_another_document(database: sa.orm.Session, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Its sheets: Staff"):
        bring_in(document(tmp_path / NAME, {"Staff": [["a"]]}), "wales")
    with pytest.raises(UnreadableFile, match="Sheet “Maintained”, row 1: the header lacks columns"):
        bring_in(workbook(tmp_path / "a.xlsx", {"Maintained": [["a", "b"]]}), "wales", extract_on=date(2027, 3, 1))
