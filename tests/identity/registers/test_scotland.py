"""The register of Scotland. No published workbook is in hand: these are made in the described form."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.identity.registers.reading import UnreadableFile
from tests.identity.registers.sheets import workbook
from tests.identity.registers.support import bring_in, entry, names, reasons

WORDS = [["School contact details"], ["Source: made by a test"], [], ["All schools"], []]
TITLES = ["", "", "", "", "", "", "", "", "", "", "School type", "", "", "Pupil rolls", "", "", "Teachers"]
COLUMNS = [
    "SeedCode",
    "LA Name",
    "Centre Type",
    "School Name",
    "Address 1",
    "Address 2",
    "Address 3",
    "Post Code",
    "Phone",
    "E-mail",
    "Primary",
    "Secondary",
    "Special",
    "Primary",
    "Secondary",
    "Special",
    "Primary",
]


def row(
    seed: object, name: str, types: str = "P", rolls: tuple[object, ...] = (120, 0, 0), **more: str
) -> list[object]:
    flags = [letter if letter in types else "" for letter in ("P", "S", "X")]
    return [
        seed,
        more.get("council", "Argyll & Bute"),
        "Local authority",
        name,
        "1 Shore Street",
        ".",
        "Inverwhere",
        "ZZ5 1AA",
        "N/A",
        "office@x.example",
        *flags,
        *rolls,
        9,
    ]


def lay_book(folder: Path, *rows: list[object], titles: bool = True) -> Path:
    header = [TITLES, COLUMNS] if titles else [COLUMNS]
    older = [*WORDS, TITLES, COLUMNS, row(5100001, "Only in the older sheet")]
    notes = [[], ["Notes"], ["1. Rolls are of September."]]
    return workbook(
        folder / "contact-details.xlsx",
        {
            "Notes": [["Read me"]],
            "Open at Sept 2025": older,
            "Open at 30 September 2026": [*WORDS, *header, *rows, *notes],
        },
    )


def test_the_newest_sheet_with_its_two_rows_of_header(database: sa.orm.Session, tmp_path: Path) -> None:
    path = lay_book(
        tmp_path,
        row(5200121, "Inverwhere Primary"),
        row("5200229", "Both School", "PS", (40, 60, 0)),
        row(5200300, "Special", "X", (0, 0, 12)),
    )
    summary = bring_in(path, "scotland")
    assert (summary.new, summary.refused.count, summary.extract_on) == (3, 0, date(2026, 9, 30))
    kept = entry("5200121", "scotland")
    assert (kept.name, kept.phase, kept.pupils) == ("Inverwhere Primary", "primary", 120)
    assert (kept.street, kept.town, kept.postcode) == ("1 Shore Street", "Inverwhere", "ZZ5 1AA")
    assert (kept.country, kept.country_name) == ("GB", "Scotland")
    assert (kept.authority_code, kept.authority_name) == ("S12000035", "Argyll & Bute")
    both, special = entry("5200229", "scotland"), entry("5200300", "scotland")
    assert (both.phase, both.pupils) == ("all_through", 100)
    assert (special.type_name, special.phase) == ("Local authority, Special", "")
    assert "Only in the older sheet" not in names()


@pytest.mark.parametrize(
    ("council", "code"),
    [("Edinburgh City", "S12000036"), ("Na h-Eileanan Siar", "S12000013"), ("Fife", "S12000047"), ("Nowhere", "")],
)
def test_councils_by_the_names_of_the_register(
    database: sa.orm.Session, tmp_path: Path, council: str, code: str
) -> None:
    bring_in(lay_book(tmp_path, row(5200121, "A", council=council)), "scotland")
    assert entry("5200121", "scotland").authority_code == code


def test_without_titles_and_with_bad_rows(database: sa.orm.Session, tmp_path: Path) -> None:
    summary = bring_in(lay_book(tmp_path, row(5200121, "A"), row(52, "B"), row(5200122, "."), titles=False), "scotland")
    refused = [(r.sheet, r.line, r.reason) for r in summary.refused.first]
    assert [(sheet, line) for sheet, line, _r in refused] == [
        ("Open at 30 September 2026", 8),
        ("Open at 30 September 2026", 9),
    ]
    assert "SEED code" in refused[0][2]
    assert reasons(summary)[1][1] == "the school has no name"


def test_a_workbook_without_such_a_sheet(database: sa.orm.Session, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Closed": [["SeedCode"]], "Other": []})
    with pytest.raises(UnreadableFile, match="Its sheets: Closed, Other"):
        bring_in(path, "scotland")


def test_a_sheet_with_another_header_is_told_by_its_name(database: sa.orm.Session, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open at May 2026": [["Seed", "Name"], [1, 2]]})
    with pytest.raises(UnreadableFile, match=r"^Sheet “Open at May 2026”, row 1: the header lacks columns .*SeedCode"):
        bring_in(path, "scotland")
