"""Reading a published register: made files in the published form, with the quirks that real ones were seen to have."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.identity.registers import gias, queries, services
from portal.identity.registers.models import RegisterEntry, RegisterImport, RegisterLink
from portal.identity.registers.reading import UnreadableFile, tidy

FULL = [
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)", "EstablishmentStatus (code)", "OpenDate", "CloseDate", "PhaseOfEducation (code)",
    "StatutoryLowAge", "StatutoryHighAge", "NumberOfPupils", "Street", "Locality", "Address3", "Town", "County (name)",
    "Postcode", "SchoolWebsite", "UrbanRural (name)", "Country (name)", "AColumnThatNobodyKnows",
]  # fmt: skip
SCHOOL = {
    "URN": "900001", "LA (code)": "990", "LA (name)": "Marlbury", "EstablishmentName": "St Swithin\u2019s CE Primary School",
    "TypeOfEstablishment (code)": "02", "TypeOfEstablishment (name)": "Voluntary aided school", "EstablishmentStatus (code)": "1",
    "PhaseOfEducation (code)": "2", "StatutoryLowAge": "4", "StatutoryHighAge": "11", "NumberOfPupils": "212", "Town": "Marlbury",
    "Postcode": "zz11aa", "SchoolWebsite": "http:www.Swithins.example/", "OpenDate": "01-01-1900",
}  # fmt: skip


def table(*rows: dict[str, str], columns: list[str] | None = None, delimiter: str = ",") -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, columns or FULL, delimiter=delimiter, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def school(urn: str, name: str, **more: str) -> dict[str, str]:
    return {**SCHOOL, "URN": urn, "EstablishmentName": name, **{k.replace("_", " "): v for k, v in more.items()}}


def lay(folder: Path, content: str | bytes, name: str = "edubasealldata20270301.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    return path


def bring_in(path: Path, **options: Any) -> services.Summary:
    return services.import_gias(path, by=SYSTEM, **options)


def names() -> list[str]:
    found = session().scalars(sa.select(RegisterEntry.name).order_by(RegisterEntry.number)).all()
    session().commit()
    return list(found)


def test_reads_windows_1252_by_column_name_and_keeps_what_is_needed(database: sa.orm.Session, tmp_path: Path) -> None:
    summary = bring_in(lay(tmp_path, table(SCHOOL)))

    entry = database.scalars(sa.select(RegisterEntry)).one()
    assert (summary.rows, summary.new, summary.refused) == (1, 1, [])
    assert entry.name == "St Swithin\u2019s CE Primary School"
    assert (entry.register, entry.number, entry.status, entry.phase) == ("gias", "900001", "open", "primary")
    assert (entry.postcode, entry.website, entry.type_code) == ("ZZ1 1AA", "http://www.swithins.example/", "2")
    assert entry.opened_on is None
    assert entry.extract_on == date(2027, 3, 1)


def test_again_changes_nothing_and_a_correction_changes_one(database: sa.orm.Session, tmp_path: Path) -> None:
    first = table(SCHOOL, school("900002", "Vale School"))
    bring_in(lay(tmp_path, first))
    again = bring_in(lay(tmp_path, first))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)

    corrected = bring_in(lay(tmp_path, table(SCHOOL, school("900002", "Vale Primary School"))))
    assert (corrected.new, corrected.changed, corrected.unchanged) == (0, 1, 1)
    assert names() == ["St Swithin\u2019s CE Primary School", "Vale Primary School"]
    assert [e.name for e in queries.find_entries("vale primary")] == ["Vale Primary School"]


def test_the_newer_extract_wins_in_either_order(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(school("900001", "New Name"))), extract_on=date(2027, 3, 1))
    older = bring_in(lay(tmp_path, table(school("900001", "Old Name"))), extract_on=date(2015, 4, 1))
    assert (older.older, older.changed) == (1, 0)
    assert names() == ["New Name"]


def test_a_whole_file_flags_what_is_missing_and_a_partial_one_does_not(
    database: sa.orm.Session, tmp_path: Path
) -> None:
    bring_in(lay(tmp_path, table(*(school(f"90000{i}", f"School {i}") for i in range(10)))))
    partial = bring_in(lay(tmp_path, table(school("900001", "School 1"))), partial=True)
    assert partial.missing == 0

    with pytest.raises(UnreadableFile, match="--partial"):
        bring_in(lay(tmp_path, table(school("900001", "School 1"))))

    forced = bring_in(lay(tmp_path, table(school("900001", "School 1"))), force=True)
    assert forced.missing == 9
    missing = database.scalars(sa.select(RegisterEntry.number).where(RegisterEntry.missing_since.is_not(None))).all()
    assert len(missing) == 9
    assert len(names()) == 10


def test_a_row_that_cannot_be_kept_is_refused_with_line_and_reason(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = (
        SCHOOL,
        school("12", "Too short"),
        school("900003", " "),
        school("900001", "Twice"),
        school("900004", "Fine"),
    )
    summary = bring_in(lay(tmp_path, table(*rows)))
    assert [line for line, _reason in summary.refused] == [3, 4, 5]
    assert "six digits" in summary.refused[0][1]
    assert "no name" in summary.refused[1][1]
    assert "twice" in summary.refused[2][1]
    assert names() == ["St Swithin\u2019s CE Primary School", "Fine"]


OPEN_QUOTE = table(SCHOOL) + '"900009","990"\r\n"9000'
MALFORMED = {
    "other table": ("Reference,Postcode\r\n123-4567,ZZ1 1AA\r\n", "EstablishmentName"),
    "only a header": (table(), "no rows"),
    "empty": ("", "empty"),
    "utf-16": (table(SCHOOL).encode("utf-16"), "UTF-16"),
    "open quote": (OPEN_QUOTE, "Line 4"),
    "header twice": (table(SCHOOL).replace('"AColumnThatNobodyKnows"', '"Postcode"'), "twice"),
    "ten thousand columns": (",".join(f"c{i}" for i in range(10_000)) + "\r\n1\r\n", "10000 columns"),
    "nul": (table(SCHOOL).replace("900001", "90\x000001"), "Line 2"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_gives_a_sentence_and_imports_nothing(
    database: sa.orm.Session, tmp_path: Path, case: str
) -> None:
    content, words = MALFORMED[case]
    with pytest.raises(UnreadableFile, match=words):
        bring_in(lay(tmp_path, content))
    assert names() == []
    assert database.scalars(sa.select(RegisterImport)).all() == []


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(database: sa.orm.Session, tmp_path: Path, written: str, delimiter: str) -> None:
    plain = table(SCHOOL, delimiter=delimiter)
    bring_in(lay(tmp_path, (plain.replace('"', "") if delimiter == "\t" else plain).encode(written)))
    assert names() == ["St Swithin\u2019s CE Primary School"]


def test_the_tab_separated_extract_of_2015(database: sa.orm.Session, tmp_path: Path) -> None:
    header = "urn name start_date end_date religious_character min_age max_age website post_town postcode establishment_type establishment_type_group"
    rows = (
        "900011|Ysgol y Bont||| |3|10||Pontfach|ZZ2 1AA|Welsh Establishment|Other",
        "900012|Closed School||31-08-2012||3|10|mail@x.example|Marlbury|ZZ2 1AB|Community School|LA maintained schools",
    )
    content = "\n".join([header.replace(" ", "\t"), *(r.replace("|", "\t") for r in rows)]) + "\n"
    bring_in(lay(tmp_path, content.encode(), "extract-2015.tsv"), partial=True)
    found = {e.number: e for e in database.scalars(sa.select(RegisterEntry))}
    assert (found["900011"].country_name, found["900011"].phase, found["900011"].high_age) == ("Wales", "primary", 11)
    assert (found["900012"].status, found["900012"].website) == ("closed", "")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("swithin's", ["900001"]),
        ("SWITHINS", ["900001"]),
        ("st swith", ["900001"]),
        ("marlbury", ["900001", "900002"]),
        ("zz1 1aa", ["900001", "900002"]),
        ("zz11aa", ["900001", "900002"]),
        ("900002", ["900002"]),
        ("wyr", ["900002"]),
        ("Ŵyr marlbury", ["900002"]),
        ("nowhere", []),
        ("' OR 1=1 --", []),
        ('"*', []),
        ("", []),
    ],
)
def test_search_by_name_town_postcode_and_number(
    database: sa.orm.Session, tmp_path: Path, query: str, found: list[str]
) -> None:
    content = table(SCHOOL, school("900002", "Ysgol Gyfun Ŵyr")).encode()
    bring_in(lay(tmp_path, content))
    assert [e.number for e in queries.find_entries(query)] == found


def test_links_keep_circles_and_successors_are_followed_once(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = (("900001", "900002"), ("900002", "900003"), ("900003", "900001"), ("900002", "900004"))
    content = "".join(f'{a},{b},"A school","Successor",""\r\n' for a, b in rows)
    path = lay(
        tmp_path, "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n" + content, "links_edubasealldata20270301.csv"
    )
    assert services.import_gias_links(path, by=SYSTEM).new == 4
    assert services.import_gias_links(path, by=SYSTEM).unchanged == 4
    assert len(database.scalars(sa.select(RegisterLink)).all()) == 4
    assert queries.list_successors("gias", "900001") == ["900002", "900003", "900004"]


def test_the_command_says_what_it_did_and_fails_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    good = runner.invoke(args=["register", "import", "gias", str(lay(tmp_path, table(SCHOOL, school("1", "Bad"))))])
    assert good.exit_code == 0, good.output
    assert "2 rows: 1 new, 0 changed, 0 unchanged, 1 refused" in good.output
    assert "line 3" in good.output

    bad = runner.invoke(args=["register", "import", "gias", str(lay(tmp_path, "Reference,Postcode\r\n1,2\r\n"))])
    assert bad.exit_code == 1
    assert "needed" in bad.output
    assert "Traceback" not in bad.output


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("http://www.x.example", "http://www.x.example"),
        ("https://X.example/Home", "https://x.example/Home"),
        ("www.x.example", "http://www.x.example"),
        ("http:www.x.example/", "http://www.x.example/"),
        ("head@x.example", ""),
        ("javascript:alert(1)", ""),
        ("none", ""),
    ],
)
def test_only_web_addresses_that_may_be_linked_are_kept(written: str, kept: str) -> None:
    assert gias.website(written) == kept


def test_tidy_mends_what_real_files_hold() -> None:
    assert tidy(" St Mary\u0092s\u00a0 School\u00a0") == "St Mary\u2019s School"


REAL = Path(__file__).parents[4] / "shared" / "data" / "gias"
COUNTS = {"edubase-register-2015-a.tsv": 3350, "edubasealldata-2024-8rows.csv": 8}

if REAL.is_dir():  # published extracts lie beside the project where it is built; they are not part of it

    @pytest.mark.parametrize("name", COUNTS)
    def test_published_extracts_import_whole(database: sa.orm.Session, name: str) -> None:
        summary = bring_in(REAL / name, partial=True)
        assert (summary.rows, summary.new, summary.refused) == (COUNTS[name], COUNTS[name], [])

    def test_published_links_import_whole(database: sa.orm.Session) -> None:
        summary = services.import_gias_links(REAL / "links_edubasealldata20240129.csv", by=SYSTEM)
        assert (summary.rows, summary.new + summary.unchanged, summary.refused) == (32_197, 32_197, [])
