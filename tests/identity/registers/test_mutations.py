"""Files that chance has changed: either they are read, or one sentence says why not. Nothing else ever comes out."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.identity.registers.kinds import KINDS
from portal.identity.registers.kinds.kind import complete
from portal.identity.registers.models import RegisterEntry
from portal.identity.registers.reading import RefusedRow, UnreadableFile, open_table
from tests.identity.registers.sheets import document, workbook
from tests.identity.registers.support import DAY, SCHOOL, bring_in, everything, school, table

TEXT = table(SCHOOL, *(school(str(900_002 + n), f"School {n}, Ŵyr", Town="Old Town") for n in range(6))).encode()
SPICES = [b'"', b",", b";", b"\t", b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x92", b"\xa0", b"URN", b"a" * 5_000, b'""', b"\xc3\xa9"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with a few cuts, repeats and spices at random places."""
    content = bytearray(whole)
    for _n in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        match draw(st.sampled_from(["cut", "spice", "repeat", "end", "flip"])):
            case "cut":
                del content[start:end]
            case "spice":
                content[start:start] = draw(st.sampled_from(SPICES))
            case "repeat":
                content[start:start] = content[start:end]
            case "end":
                del content[start:]
            case _ if start < len(content):
                content[start] = draw(st.integers(0, 255))
    return bytes(content)


def read(kind: str, content: bytes) -> int:
    """How many rows can be kept; every row is read and completed."""
    kept = 0
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with open_table(Path(file.name), KINDS[kind].shape) as found:
            for row in found.rows:
                try:
                    values = complete(KINDS[kind].entry(row, DAY))
                except RefusedRow as reason:
                    assert str(reason)  # noqa: PT017 - most rows are kept
                    continue
                kept += 1
                assert values["number"]
                assert values["name"] == values["name"].strip()
                assert "\x00" not in "".join(v for v in values.values() if isinstance(v, str))
    return kept


def fine_or_a_sentence(kind: str, content: bytes) -> None:
    try:
        read(kind, content)
    except UnreadableFile as refusal:
        assert str(refusal.message).endswith("Nothing was imported.")  # noqa: PT017 - many are read


QUICK = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(content=mutated(TEXT))
def test_text_that_chance_has_changed(the_app: Any, content: bytes) -> None:
    with the_app.app_context():
        fine_or_a_sentence("gias", content)


@QUICK
@given(content=st.binary(max_size=400))
def test_any_bytes(the_app: Any, content: bytes) -> None:
    with the_app.app_context():
        fine_or_a_sentence("northern-ireland", content)


def _workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        header = ["SeedCode", "LA Name", "School Name"]
        return workbook(Path(folder) / "a.xlsx", {"Open at May 2026": [["Words"], [], header, [5200121, "Fife", "A school"]]}).read_bytes()  # fmt: skip


def _document() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return document(Path(folder) / "a.ods", {"Maintained": [["School Number", "School Name"], [6732130, "Ysgol"]]}).read_bytes()  # fmt: skip


WHOLE = {"scotland": _workbook(), "wales": _document()}


@pytest.mark.parametrize("kind", WHOLE)
def test_the_whole_ones_are_read(the_app: Any, kind: str) -> None:
    with the_app.app_context():
        assert read(kind, WHOLE[kind]) == 1


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_workbooks_and_documents_that_chance_has_changed(the_app: Any, kind: str, data: st.DataObject) -> None:
    with the_app.app_context():
        fine_or_a_sentence(kind, data.draw(mutated(WHOLE[kind])))


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(content=mutated(TEXT))
def test_all_or_nothing(database: sa.orm.Session, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "edubasealldata20270301.csv"
        path.write_bytes(content)
        before = everything()
        try:
            summary = bring_in(path, partial=True)
        except UnreadableFile:
            assert everything() == before
        else:
            known = database.scalar(sa.select(sa.func.count()).select_from(RegisterEntry)) or 0
            assert summary.kept == summary.new + summary.changed + summary.unchanged
            assert known >= summary.kept
        database.rollback()


def test_the_text_is_read_whole_unchanged(the_app: Any) -> None:
    """The mutations start from something good."""
    with the_app.app_context():
        assert read("gias", TEXT) == 7
