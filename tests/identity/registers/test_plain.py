"""The plain table for any other country. No country's own list is in hand: every row is invented."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.identity.registers.reading import UnreadableFile
from tests.identity.registers.support import bring_in, entry, lay, names, reasons

NAME = "schools-2027-03-01.csv"
HEADER = "country;number;name;town;status;phase;low_age;high_age;pupils;opened_on;website;language"


def plain(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def test_a_country_is_a_register(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = plain(
        "KE;P-0017;Shule ya Msingi Tumaini;Kisumu;open;primary;6;14;412;1968-01-15;www.tumaini.example;Swahili",
        "ke;P-0018;Shule Nyingine",
    )
    summary = bring_in(lay(tmp_path, rows, NAME), "plain")
    assert (summary.register, summary.new, summary.refused.count) == ("ke", 2, 0)
    kept = entry("P-0017", "ke")
    assert (kept.country, kept.country_name, kept.town, kept.status, kept.phase) == (
        "KE",
        "Kenya",
        "Kisumu",
        "open",
        "primary",
    )
    assert (kept.low_age, kept.high_age, kept.pupils, kept.opened_on) == (6, 14, 412, date(1968, 1, 15))
    assert (kept.website, kept.teaching_language) == ("http://www.tumaini.example", "Swahili")
    assert entry("P-0018", "ke").status == "open"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("KENYA;1;A", "no code of two letters"),
        ("ZQ;1;A", "no code of two letters"),
        ("GB;1;A", "its own kind: gias"),
        ("FR;1;A", "its own kind: france"),
        ("UG;1;A", "another register"),
        ("KE;;A", "1 to 20 characters"),
        ("KE;123456789012345678901;A", "1 to 20 characters"),
        ("KE;2;", "no name"),
        ("KE;2;A;Town;shut", "status is 'shut'; it can be open, closing"),
        ("KE;2;A;Town;open;college", "phase is 'college'"),
        ("KE;2;A;Town;open;primary;six", "low_age is 'six', which cannot be read"),
        ("KE;2;A;Town;open;primary;6;14;412;yesterday", "opened_on is 'yesterday'"),
    ],
)
def test_what_means_nothing_refuses_the_row(database: sa.orm.Session, tmp_path: Path, row: str, words: str) -> None:
    summary = bring_in(lay(tmp_path, plain("KE;1;First", row), NAME), "plain")
    assert [line for line, _reason in reasons(summary)] == [3]
    assert words in reasons(summary)[0][1]
    assert names() == ["First"]


def test_a_number_whose_first_0_a_spreadsheet_dropped(database: sa.orm.Session, tmp_path: Path) -> None:
    summary = bring_in(lay(tmp_path, plain("IN;09010100101;Kiran Vidyalaya", "IN;9010100102;Second"), NAME), "plain")
    assert names("in") == ["Kiran Vidyalaya"]
    assert "drop its first 0" in reasons(summary)[0][1]


def test_two_countries_do_not_flag_each_other(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, plain("KE;1;A"), NAME), "plain")
    summary = bring_in(lay(tmp_path, plain("UG;1;B"), NAME), "plain")
    assert (summary.register, summary.missing) == ("ug", 0)
    assert names() == ["A", "B"]


def test_letters_of_every_kind(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, plain("KH;1;សាលាបឋមសិក្សា", "KH;2;مدرسة", "KH;3;=1+1"), NAME), "plain")
    assert names() == ["សាលាបឋមសិក្សា", "مدرسة", "=1+1"]


def test_without_its_header(database: sa.orm.Session, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^Line 1: the header lacks columns that are needed: country, number"):
        bring_in(lay(tmp_path, plain("KE;1;A", header="land;nummer;name"), NAME), "plain")
