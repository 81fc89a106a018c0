"""Reading a published register: made files in the published form, with the quirks that real ones were seen to have."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.errors import SomeoneWasFaster
from portal.identity.registers import cells, queries, services
from portal.identity.registers.dates import date_in
from portal.identity.registers.models import RegisterEntry, RegisterImport, RegisterRefusal
from portal.identity.registers.reading import UnreadableFile, tidy
from portal.identity.registers.services import imports
from tests.identity.registers.support import (
    DAY,
    SCHOOL,
    bring_in,
    entry,
    everything,
    lay,
    names,
    reasons,
    school,
    table,
)


def test_reads_windows_1252_by_column_name_and_keeps_what_is_needed(database: sa.orm.Session, tmp_path: Path) -> None:
    summary = bring_in(lay(tmp_path, table(SCHOOL)))

    kept = entry("900001")
    assert (summary.rows, summary.new, summary.refused.count, summary.extract_on) == (1, 1, 0, DAY)
    assert kept.name == "St Swithin\u2019s CE Primary School"
    assert (kept.status, kept.phase, kept.type_code) == ("open", "primary", "2")
    assert (kept.postcode, kept.website) == ("ZZ1 1AA", "http://www.swithins.example/")
    assert kept.opened_on is None
    assert kept.extract_on == DAY


def test_what_schools_are_compared_by(database: sa.orm.Session, tmp_path: Path) -> None:
    row = school("900001", "Vale School", **{
        "LA (code)": "878", "EstablishmentNumber": "106", "ReligiousCharacter (name)": "Does not apply", "Gender (name)": "Mixed",
        "PercentageFSM": "19.1", "Trusts (name)": "ONE TRUST~ANOTHER", "GOR (code)": "K", "GOR (name)": "South West",
        "UrbanRural (name)": "(England/Wales) Rural town and fringe", "Street": "30 Causton Street", "Locality": "London", "Town": "",
    })  # fmt: skip
    bring_in(lay(tmp_path, table(row)))
    kept = entry("900001")
    assert (kept.local_number, kept.faith, kept.gender, kept.free_meals) == ("8780106", "", "Mixed", 19.1)
    assert (kept.trust, kept.region, kept.urban_rural) == ("ONE TRUST, ANOTHER", "South West", "Rural town and fringe")
    assert (kept.street, kept.town) == ("30 Causton Street, London", "London")


@pytest.mark.parametrize(
    ("columns", "country"),
    [
        ({}, ("GB", "England")),
        ({"TypeOfEstablishment (code)": "30"}, ("GB", "Wales")),
        ({"GOR (code)": "W"}, ("GB", "Wales")),
        ({"LA (code)": "0", "TypeOfEstablishment (code)": "37", "Country (name)": "United Arab Emirates"}, ("AE", "United Arab Emirates")),
        ({"LA (code)": "0", "TypeOfEstablishment (code)": "37", "Country (name)": "Atlantis"}, ("", "Atlantis")),
        ({"LA (code)": "707"}, ("JE", "")),
        ({"LA (code)": "702"}, ("", "")),
    ],
)  # fmt: skip
def test_where_a_school_is(database: sa.orm.Session, tmp_path: Path, columns: dict[str, str], country: tuple[str, str]) -> None:  # fmt: skip
    bring_in(lay(tmp_path, table(school("900001", "A school", **columns))))
    kept = entry("900001")
    assert (kept.country, kept.country_name) == country
    assert columns.get("LA (code)") != "0" or (kept.authority_code, kept.local_number) == ("", "")


def test_again_changes_nothing_and_a_correction_changes_one(database: sa.orm.Session, tmp_path: Path) -> None:
    first = table(SCHOOL, school("900002", "Vale School"))
    bring_in(lay(tmp_path, first))
    again = bring_in(lay(tmp_path, first))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)

    corrected = bring_in(lay(tmp_path, table(SCHOOL, school("900002", "Vale Primary School"))))
    assert (corrected.new, corrected.changed, corrected.unchanged) == (0, 1, 1)
    assert names() == ["St Swithin\u2019s CE Primary School", "Vale Primary School"]
    assert [e.name for e in queries.find_entries("vale primary")] == ["Vale Primary School"]
    assert not queries.find_entries("vale school zz9").items


def test_more_rows_than_a_batch(database: sa.orm.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "BATCH", 7)
    rows = [school(str(900_100 + n), f"School {n}") for n in range(50)]
    assert bring_in(lay(tmp_path, table(*rows))).new == 50
    rows[20]["EstablishmentName"] = "Another name"
    again = bring_in(lay(tmp_path, table(*rows)))
    assert (again.new, again.changed, again.unchanged) == (0, 1, 49)
    assert [e.number for e in queries.find_entries("another name")] == ["900120"]


def test_the_newer_extract_wins_in_either_order(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(school("900001", "New Name"))), extract_on=date(2027, 3, 1))
    older = bring_in(lay(tmp_path, table(school("900001", "Old Name"))), extract_on=date(2015, 4, 1))
    assert (older.older, older.changed) == (1, 0)
    assert names() == ["New Name"]


def test_what_a_newer_file_confirmed_an_older_one_does_not_undo(database: sa.orm.Session, tmp_path: Path) -> None:
    """An unchanged row is as new as the last file that had it."""
    same = table(school("900001", "The Name"))
    bring_in(lay(tmp_path, same), extract_on=date(2025, 1, 1))
    bring_in(lay(tmp_path, same), extract_on=date(2027, 1, 1))
    between = bring_in(lay(tmp_path, table(school("900001", "Another"))), extract_on=date(2026, 1, 1))
    assert (between.older, names()) == (1, ["The Name"])


def test_an_older_whole_file_flags_nothing(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(SCHOOL, school("900002", "New school"))), extract_on=date(2027, 1, 1))
    older = bring_in(lay(tmp_path, table(SCHOOL)), extract_on=date(2026, 1, 1), force=True)
    assert older.missing == 0


def test_a_file_without_a_day_is_refused(database: sa.orm.Session, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="--extract-date"):
        bring_in(lay(tmp_path, table(SCHOOL), "register.csv"))
    assert bring_in(lay(tmp_path, table(SCHOOL), "register.csv"), extract_on=DAY).new == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("edubasealldata20240129.csv", date(2024, 1, 29)),
        ("schools-2024-01-29.xlsx", date(2024, 1, 29)),
        ("schools 29-01-2024.ods", date(2024, 1, 29)),
        ("Open at 30 September 2024", date(2024, 9, 30)),
        ("Open at Sept 2024", date(2024, 9, 1)),
        ("address-list-schools-wales-25-november-2024.ods", date(2024, 11, 25)),
        ("edubasealldata20241345.csv", None),
        ("register.csv", None),
    ],
)
def test_the_day_in_a_name(name: str, told: date | None) -> None:
    assert date_in(name) == told


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

    back = bring_in(lay(tmp_path, table(*(school(f"90000{i}", f"School {i}") for i in range(10)))))
    assert (back.changed, back.unchanged) == (9, 1)
    assert not database.scalars(sa.select(RegisterEntry.number).where(RegisterEntry.missing_since.is_not(None))).all()


def test_a_row_that_cannot_be_kept_is_refused_with_line_and_reason(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = (
        SCHOOL,
        school("12", "Too short"),
        school("900003", " "),
        school("900001", "Twice"),
        school("900005", "Odd", **{"EstablishmentStatus (code)": "7"}),
        school("900004", "Fine"),
    )
    summary = bring_in(lay(tmp_path, table(*rows)))
    refused = reasons(summary)
    assert [line for line, _reason in refused] == [3, 4, 5, 6]
    for (_line, reason), words in zip(refused, ("six digits", "no name", "twice", "status"), strict=True):
        assert words in reason
    assert names() == ["St Swithin\u2019s CE Primary School", "Fine"]
    kept = database.scalars(sa.select(RegisterRefusal).order_by(RegisterRefusal.line)).all()
    assert [(r.line, r.reason) for r in kept] == refused


def test_a_row_that_is_refused_has_not_vanished(database: sa.orm.Session, tmp_path: Path) -> None:
    rows = [school(f"90000{i}", f"School {i}") for i in range(10)]
    bring_in(lay(tmp_path, table(*rows)))
    rows[3]["EstablishmentName"] = ""
    summary = bring_in(lay(tmp_path, table(*rows)))
    assert (summary.refused.count, summary.missing) == (1, 0)


def test_a_row_whose_cells_do_not_fit_the_header_is_refused(database: sa.orm.Session, tmp_path: Path) -> None:
    """A comma without quotation marks moves every cell: such a row would be kept under wrong columns."""
    first, second = school("900001", "Vale School"), school("900002", "Ashford The School")
    content = table(first, second).replace('"', "").replace("Ashford The", "Ashford, The")
    content += "900003,990\r\n" + table(school("900004", "Last")).replace('"', "").split("\r\n")[1] + "\r\n"
    refused = reasons(bring_in(lay(tmp_path, content)))
    assert [line for line, _reason in refused] == [3, 4]
    assert "31 cells and the header 30" in refused[0][1]
    assert "ends after column 2 (LA (code))" in refused[1][1]
    assert names() == ["Vale School", "Last"]


def test_a_file_in_which_nothing_can_be_kept_imports_nothing(database: sa.orm.Session, tmp_path: Path) -> None:
    bring_in(lay(tmp_path, table(SCHOOL)))
    before = everything()
    with pytest.raises(UnreadableFile, match=r"Line 2.* not one of 2 rows"):
        bring_in(lay(tmp_path, table(school("1", "A"), school("2", "B"))), force=True)
    assert everything() == before


def test_of_two_imports_at_once_the_slower_writes_nothing(
    database: sa.orm.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = lay(tmp_path, table(SCHOOL), "a20270301.csv"), lay(tmp_path, table(SCHOOL), "b20270302.csv")
    write, done = imports.write_import, []

    def interrupted(**words: object) -> None:
        if not done:
            done.append(True)
            write(**words)
            database.commit()
        write(**words)

    monkeypatch.setattr(imports, "write_import", interrupted)
    with pytest.raises(SomeoneWasFaster, match="Another import"):
        bring_in(slow)
    monkeypatch.setattr(imports, "write_import", write)
    assert bring_in(quick).unchanged == 1
    assert len(database.scalars(sa.select(RegisterImport)).all()) == 2


@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_encodings_and_delimiters(database: sa.orm.Session, tmp_path: Path, written: str, delimiter: str) -> None:
    plain = table(SCHOOL, delimiter=delimiter)
    bring_in(lay(tmp_path, (plain.replace('"', "") if delimiter == "\t" else plain).encode(written)))
    assert names() == ["St Swithin\u2019s CE Primary School"]


def test_a_file_in_two_encodings(database: sa.orm.Session, tmp_path: Path) -> None:
    whole = table(SCHOOL).encode("cp1252") + table(school("900002", "Ysgol Ŵyr à")).encode("utf-8").split(b"\r\n")[1] + b"\r\n"  # fmt: skip
    bring_in(lay(tmp_path, whole))
    assert names() == ["St Swithin\u2019s CE Primary School", "Ysgol Ŵyr à"]


@pytest.mark.parametrize("ends", ["\n", "\r"])
def test_other_line_ends(database: sa.orm.Session, tmp_path: Path, ends: str) -> None:
    content = table(SCHOOL, school("1", "Bad"), school("900002", "Vale")).replace("\r\n", ends)
    assert [line for line, _reason in reasons(bring_in(lay(tmp_path, content)))] == [3]
    assert names() == ["St Swithin\u2019s CE Primary School", "Vale"]


def test_a_zip_as_it_is_downloaded(database: sa.orm.Session, tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "extract20270301.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("edubasealldata20270301.csv", table(SCHOOL).encode("cp1252"))
        archive.writestr("readme.html", "<p>Hello</p>")
    assert bring_in(path).new == 1


def test_the_tab_separated_extract_of_2015(database: sa.orm.Session, tmp_path: Path) -> None:
    header = "urn name start_date end_date religious_character min_age max_age website post_town postcode establishment_type establishment_type_group"
    rows = (
        "900011|Ysgol y Bont||| |3|10||Pontfach|ZZ2 1AA|Welsh Establishment|Other",
        "900012|Closed School||31-08-2012||3|10|mail@x.example|Marlbury|ZZ2 1AB|Community School|LA maintained schools",
    )
    content = "\n".join([header.replace(" ", "\t"), *(r.replace("|", "\t") for r in rows)]) + "\n"
    bring_in(lay(tmp_path, content.encode(), "extract.tsv"), partial=True, extract_on=date(2015, 4, 30))
    welsh, closed = entry("900011"), entry("900012")
    assert (welsh.country_name, welsh.phase, welsh.high_age) == ("Wales", "primary", 11)
    assert (closed.status, closed.website) == ("closed", "")


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


def test_the_first_hundred_refusals_are_shown_and_all_are_written(app: Flask, tmp_path: Path) -> None:
    rows = [school("900001", "Fine"), *(school(f"7{n}", "Bad") for n in range(150))]
    path, chosen = lay(tmp_path, table(*rows)), tmp_path / "refused.tsv"
    said = app.test_cli_runner().invoke(args=["register", "import", "gias", str(path), "--refused", str(chosen)]).output
    assert said.count("six digits") == 100
    assert "and 50 more" in said
    lines = chosen.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 150
    assert lines[0].split("\t")[0] == "3"

    said = app.test_cli_runner().invoke(args=["register", "import", "gias", str(path)]).output
    where = Path(said.rpartition("Every refused row is in ")[2].strip())
    assert len(where.read_text(encoding="utf-8").splitlines()) == 150
    with app.app_context():
        assert len(services.imports.queries.session().scalars(sa.select(RegisterRefusal)).all()) == 200


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
    assert cells.website(written) == kept


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" St Mary\u0092s\u00a0 School\u00a0", "St Mary\u2019s School"),
        ("Fiert\u00c3\u00a9 Trust", "Fierté Trust"),
        ("Ân Ã", "Ân Ã"),
        ("e\u0301cole", "école"),
        ("a\u202eb\u200bc\x07", "abc"),
        ("two\nlines", "two lines"),
    ],
)
def test_tidy_mends_what_real_files_hold(written: str, kept: str) -> None:
    assert tidy(written) == kept


@pytest.mark.parametrize(
    ("written", "kept", "suggested"),
    [
        ("bt4 2ag", "BT4 2AG", ""),
        ("BT42AG", "BT4 2AG", ""),
        ("BT4 2A G", "BT4 2AG", ""),
        ("BT1 OAB", "BT1 OAB", "BT1 0AB"),
        ("BT4 2A0", "BT4 2A0", "BT4 2AO"),
        ("BTI 1AB", "BTI 1AB", "BT1 1AB"),
        ("BT4O 1AB", "BT4O 1AB", ""),
        ("BTO 1AB", "BTO 1AB", "BT0 1AB"),
        ("EC1A 1BB", "EC1A 1BB", ""),
        ("nonsense", "NONSENSE", ""),
        ("", "", ""),
    ],
)
def test_postcodes_are_kept_and_repairs_only_suggested(written: str, kept: str, suggested: str) -> None:
    assert cells.postcode(written) == kept
    assert cells.suggested_postcode(written) == suggested
