"""The register of Northern Ireland. No file with names is in hand: these are made in the described form; the references and postcodes of the last test
are published ones."""

import csv
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.identity.registers import queries
from portal.identity.registers.cells import is_postcode
from portal.identity.registers.kinds.northern_ireland import reference
from portal.identity.registers.reading import UnreadableFile
from tests.identity.registers.support import DATA, bring_in, entry, lay, names, needs_data, reasons, table

HEADER = [
    "Institution Reference Number", "Institution Name", "Address Line 1", "Address Line 2", "Address Line 3", "Town", "County", "Postcode",
    "Telephone", "Email", "Type", "Management", "Status", "Date Closed",
]  # fmt: skip
NAME = "schools-plus-2027-03-01.csv"


def made(number: str, name: str, **more: str) -> dict[str, str]:
    """A row as it is exported: spaces behind everything."""
    row = {
        "Institution Reference Number": number, "Institution Name": name, "Address Line 1": "12 Long Lane", "Town": "Ballymade", "County": "Antrim",
        "Postcode": "ZZ4 2AG", "Type": "Primary", "Management": "Controlled", "Status": "Open",
        **{k.replace("_", " "): v for k, v in more.items()},
    }  # fmt: skip
    return {column: f"{cell} " for column, cell in row.items()}


def exported(*rows: dict[str, str], before: int = 0) -> bytes:
    return ("Schools Plus export\r\n" * before + table(*rows, columns=HEADER)).encode()


def test_a_row_and_its_spaces(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, exported(made("101-0012", "Bunscoil an Bhéil")), NAME), "northern-ireland")
    kept = entry("101-0012", "ni")
    assert (kept.name, kept.town, kept.postcode, kept.street) == (
        "Bunscoil an Bhéil",
        "Ballymade",
        "ZZ4 2AG",
        "12 Long Lane",
    )
    assert (kept.country, kept.country_name, kept.phase) == ("GB", "Northern Ireland", "primary")
    assert (kept.type_name, kept.status, kept.extract_on) == ("Primary, Controlled", "open", date(2027, 3, 1))


@pytest.mark.parametrize("before", [0, 5])
def test_lines_before_the_header(database: sa.orm.Session, tmp_path: Path, before: int) -> None:
    content = exported(made("101-0012", "A"), made("bad", "B"), before=before)
    summary = bring_in(lay(tmp_path, content, NAME), "northern-ireland")
    assert names() == ["A"]
    assert [line for line, _reason in reasons(summary)] == [before + 3]


def test_an_older_file_in_latin_1(database: sa.orm.Session, tmp_path: Path) -> None:
    content = exported(made("101-0012", "Bunscoil Bhéal Feirste")).decode().encode("latin-1")
    bring_in(lay(tmp_path, content, NAME), "northern-ireland")
    assert names() == ["Bunscoil Bhéal Feirste"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("101-0012", "101-0012"),
        ("1010012", "101-0012"),
        (" 101 0012 ", "101-0012"),
        ("IS 106 ", "IS106"),
        ("IS1-06", "IS106"),
        ("is106", "IS106"),
        ("10-0012", ""),
        ("", ""),
        ("101-0012-3", ""),
    ],
)
def test_references_are_one_spelling(written: str, kept: str) -> None:
    assert reference(written) == kept


def test_one_school_is_found_by_any_spelling_of_its_reference(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, exported(made("101-0012", "Bunscoil")), NAME), "northern-ireland")
    again = bring_in(lay(tmp_path, exported(made("1010012", "Bunscoil")), NAME), "northern-ireland")
    assert again.unchanged == 1
    for query in ("101-0012", "1010012", "101 0012"):
        assert [e.number for e in queries.find_entries(query)] == ["101-0012"]


@pytest.mark.parametrize(
    ("status", "closed", "kept"),
    [
        ("Open", "", "open"),
        ("Open", "31-08-2026", "closed"),
        ("Open", "31-08-2027", "closing"),
        ("Closed", "31-08-2020", "closed"),
        ("Closed", "", "closed"),
        ("Proposed to open", "", "proposed"),
        ("", "", "open"),
    ],
)
def test_open_and_closed(database: sa.orm.Session, tmp_path: Path, status: str, closed: str, kept: str) -> None:
    bring_in(
        lay(tmp_path, exported(made("101-0012", "A", Status=status, Date_Closed=closed)), NAME), "northern-ireland"
    )
    assert entry("101-0012", "ni").status == kept


def test_a_postcode_with_a_letter_for_a_digit_is_kept_told_and_found_by_both(
    database: sa.orm.Session, tmp_path: Path
) -> None:
    rows = exported(made("101-0012", "A", Postcode="BT1 OAB"), made("101-0013", "B", Postcode="BT1 1AB"))
    summary = bring_in(lay(tmp_path, rows, NAME), "northern-ireland")
    assert entry("101-0012", "ni").postcode == "BT1 OAB"
    assert [(d.line, d.reason) for d in summary.doubtful.first] == [(2, "the postcode BT1 OAB is kept as it is written; was BT1 0AB meant?")]  # fmt: skip
    for query in ("BT1 OAB", "bt10ab", "BT1 0AB"):
        assert [e.number for e in queries.find_entries(query)] == ["101-0012"]


def test_another_register_is_refused(database: sa.orm.Session, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Institution Reference Number"):
        bring_in(lay(tmp_path, "URN,EstablishmentName\r\n1,2\r\n", NAME), "northern-ireland")


@needs_data
def test_the_published_references(database: sa.orm.Session, tmp_path: Path) -> None:
    with (DATA / "ni-institutions-a.csv").open(encoding="ascii", newline="") as file:
        published = list(csv.DictReader(file))
    assert len(published) == 33
    assert all(is_postcode(row["postcode"]) for row in published)
    rows = [made(row["de_reference"], f"Made school {n}", Postcode=row["postcode"]) for n, row in enumerate(published)]
    summary = bring_in(lay(tmp_path, exported(*rows), NAME), "northern-ireland")
    assert (summary.new, summary.refused.count, summary.doubtful.count) == (33, 0, 0)
    assert sorted(e.number for e in queries.find_entries("BT4 2AU")) == ["142-0089", "162-0089"]
