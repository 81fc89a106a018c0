"""Malformed files: one sentence that says where, and nothing imported."""

import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.identity.registers.reading import UnreadableFile
from tests.identity.registers.support import SCHOOL, bring_in, everything, lay, names, school, table

PLAIN = table(SCHOOL, school("900002", "Vale School"))
MALFORMED = {
    "other table": ("Reference,Postcode\r\n123-4567,ZZ1 1AA\r\n", r"^Line 1: .*EstablishmentName"),
    "only a header": (table(), "no rows"),
    "only a header, no line end": (table().strip(), "no rows"),
    "empty": ("", r"^Line 1, column 1: the file is empty"),
    "blank lines": ("\r\n\r\n", "empty"),
    "utf-16": (table(SCHOOL).encode("utf-16"), r"^Line 1, column 1: this is UTF-16"),
    "utf-16 without mark": (table(SCHOOL).encode("utf-16-le"), r"^Line 1, column 1: .*UTF-16"),
    "utf-16 big": (b"\xfe\xff" + table(SCHOOL).encode("utf-16-be"), "UTF-16"),
    "open quote at the end": (table(SCHOOL) + '"900009","990"\r\n"9000', r"^Line 4, column 1: the quotation mark"),
    "open quote in the last cell": (PLAIN.rstrip()[:-1], r"^Line 3, column 30: the quotation mark"),
    "open quote in the middle": (PLAIN.replace('"Marlbury","","900002"', "x").replace('"St Sw', '"St "Sw'), r"^Line 2, column 5: there is text"),
    "quote not closed before others": (PLAIN.replace('"900001"', '"900001'), r"^Line 2, column 1: there is text after"),
    "header twice": (PLAIN.replace('"AColumnThatNobodyKnows"', '"Postcode"'), r"^Line 1, column 30 \(Postcode\): .*twice, first in column 24"),
    "read column twice": (PLAIN.replace('"AColumnThatNobodyKnows"', '"Town"'), r"column 30 \(Town\)"),
    "ten thousand columns": (",".join(f"c{i}" for i in range(10_000)) + "\r\n1\r\n", r"^Line 1, column 1001: 10000 columns"),
    "nul": (PLAIN.replace("900002", "90\x000002"), r"^Line 3, column 1: a NUL"),
    "nul in a later column": (PLAIN.replace("Vale School", "Vale\x00School"), r"^Line 3, column 5: a NUL"),
    "nul everywhere": (b"\x00" * 5_000, "NUL"),
    "a cell without end": (PLAIN.replace("Vale School", "x" * 200_001), r"^Line 3, column 5: a cell has more than 200000"),
    "a line without end": (b"URN," + b"x" * 4_100_000, "more than"),
    "cut off in a row": (PLAIN[: PLAIN.rindex('"990"') + 5], r"^Line 3, column 2 \(LA \(code\)\): the file ends in the middle"),
    "cut off in a cell": (PLAIN[: PLAIN.index("Vale") + 2], r"^Line 3, column 5: the quotation mark"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "NUL|lacks"),
    "a page": ("<!doctype html><html><body>Not found</body></html>", "lacks columns"),
    "xml": ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "lacks columns"),
}  # fmt: skip


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_file_gives_a_sentence_and_imports_nothing(
    database: sa.orm.Session, tmp_path: Path, case: str
) -> None:
    bring_in(lay(tmp_path, table(school("900007", "Here before"))))
    content, words = MALFORMED[case]
    before = everything()
    with pytest.raises(UnreadableFile, match=words) as refused:
        bring_in(lay(tmp_path, content), partial=True)
    assert str(refused.value.message).endswith("Nothing was imported.")
    assert everything() == before


def test_a_column_that_nobody_reads_may_stand_there_twice(database: sa.orm.Session, tmp_path: Path) -> None:
    columns = [*SCHOOL, "Spare"]
    content = table(SCHOOL, columns=columns).replace('"Spare"', '"Spare","Spare"').replace('""\r\n', '"","x"\r\n')
    assert bring_in(lay(tmp_path, content)).new == 1


ZIPS = {
    "cut off": (lambda whole: whole[: len(whole) // 2], "cut off or damaged"),
    "damaged": (lambda whole: whole[:40] + b"\x00\xff" * 20 + whole[80:], "cut off|damaged"),
    "only its first bytes": (lambda whole: whole[:4], "cut off or damaged"),
}


@pytest.mark.parametrize("case", ZIPS)
def test_broken_zips(database: sa.orm.Session, tmp_path: Path, case: str) -> None:
    path = tmp_path / "a20270301.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", table(*(school(str(900_001 + n), f"School {n * 7919}") for n in range(200))))
    mutate, words = ZIPS[case]
    path.write_bytes(mutate(path.read_bytes()))
    with pytest.raises(UnreadableFile, match=words):
        bring_in(path)
    assert names() == []


def test_a_zip_of_several_tables_or_none(database: sa.orm.Session, tmp_path: Path) -> None:
    for number, members in ((2, ["a.csv", "b.csv"]), (0, ["a.pdf"])):
        path = tmp_path / f"a{number}20270301.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for member in members:
                archive.writestr(member, table(SCHOOL))
        with pytest.raises(UnreadableFile, match=f"holds {number} tables"):
            bring_in(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(database: sa.orm.Session, tmp_path: Path) -> None:
    path = tmp_path / "bomb20270301.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _n in range(60):
            member.write(b"\x00" * 1_000_000)
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableFile, match="Unpacked it would have 60 MB"):
        bring_in(path)
