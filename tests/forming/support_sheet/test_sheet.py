"""The support sheet: five answers, one row for each school, a colleague's change is not lost; read among the evidence."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.errors import RuleBroken, Stale
from portal.forming.support import queries
from portal.forming.support.models import Backing, Share
from portal.forming.support.services import Answers, fill_sheet
from portal.identity.profiles.models import Devices, SchoolProfile
from portal.identity.schools.queries import get_school
from tests.forming.support import act
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def answers(**more: object) -> Answers:
    words = {"head": Backing.YES, "governors": Backing.NOT_YET, "staff": 1, "classes": 1, "share": Share.FEW}
    return Answers(**{**words, **more})  # type: ignore[arg-type]


def test_it_is_filled_once_and_changed_by_version(database: sa.orm.Session, cast: Cast) -> None:
    hill = cast.school["hill"]
    act(cast, "teacher", fill_sheet, get_school(hill), version=0, answers=answers())
    with pytest.raises(Stale):
        act(cast, "head", fill_sheet, get_school(hill), version=0, answers=answers(staff=3))
    act(cast, "head", fill_sheet, get_school(hill), version=1, answers=answers(staff=3))
    with pytest.raises(RuleBroken):
        act(cast, "head", fill_sheet, get_school(hill), version=2, answers=answers(classes=-1))
    sheet = queries.sheet_of(hill)
    assert sheet is not None
    assert (sheet.staff, sheet.version, set(queries.sheets_of([hill]))) == (3, 2, {hill})


def test_the_pages_and_the_evidence(app: Flask, cast: Cast, reader_for: Readers) -> None:
    teacher = reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}").follow("Whole-school support")
    teacher.sees("Five short answers").follow("Fill the sheet").press("Save the sheet", expect=422)
    assert len(teacher.errors()) == 5
    teacher.label("The head stands behind it", "").label("Not yet, or we have none", "").label("About half", "")
    teacher.fill(staff="x", classes="2").press("Save the sheet", expect=422)
    assert len(teacher.errors()) == 1
    teacher.fill(staff="4").press("Save the sheet").sees("The head stands behind it", "About half", "2 March 2027")
    reader_for(cast.vale_teacher).get(teacher.path, expect=404)
    reader_for(cast.officer).get(teacher.path)

    def phone() -> None:
        from portal.core.database import session

        session().add(SchoolProfile(school_id=cast.school["vale"], devices=Devices.ONE_PHONE))

    commit(app, phone)
    shown = reader_for(cast.abroad).get(f"/clusters/{cast.river}/evidence")
    shown.sees("Hill Primary School: The head stands behind it", "4 colleagues; 2 classes; About half")
    shown.sees("Vale Primary School: sheet not filled yet", "nothing said yet; a phone alone is a good answer")
    assert shown.text.count("Has it") == 2
