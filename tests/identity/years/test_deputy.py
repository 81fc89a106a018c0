"""The head lets somebody else answer the yearly yes: named by the head alone, for that one thing, until it is taken back or the head changes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.identity.accounts.models import OneTimeLink
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.identity.years import services
from portal.identity.years.jobs import turn_school_years
from portal.oversight.audit.models import AuditEntry
from portal.policy import Action, allows
from tests.identity.years.test_years import FIRST, link, year_of
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def asked(cast: Cast, clock: Any, app: Flask) -> None:
    """The school year has begun, and the head has been written to."""
    clock.hold(FIRST)
    with app.app_context():
        turn_school_years()


def page(cast: Cast) -> str:
    return f"/schools/{cast.school['hill']}/year"


def deputy_link(mails: Any, cast: Cast) -> str:
    found = re.search(r"http://[^/\s]+(/link/year/\S+)", mails("yearly_yes_deputy", cast.teacher.email)[-1].text)
    assert found is not None
    return found.group(1)


def deputy(app: Flask, cast: Cast) -> Any:
    with app.app_context():
        query = sa.select(SchoolFunction.person_id).where(
            SchoolFunction.school_id == cast.school["hill"],
            SchoolFunction.function == Function.HEAD_DEPUTY,
            SchoolFunction.ended_on.is_(None),
        )
        return session().scalar(query)


def test_signed_in_and_taken_back(
    asked: None, reader_for: Readers, cast: Cast, app: Flask, mails: Any, clock: Any
) -> None:
    head = reader_for(cast.head).get(page(cast)).sees("Somebody else may answer for you")
    head.fill(person_id=str(cast.teacher.id)).press("Let this person answer for me").sees(
        "Tom O'Neill may say the yearly yes"
    )
    assert deputy(app, cast) == cast.teacher.id
    letter = deputy_link(mails, cast)
    teacher = reader_for(cast.teacher).get(page(cast)).sees("Yes, this is right for this school year")
    teacher.does_not_see("I answer myself again")
    teacher.post(f"{page(cast)}/deputy", {"person_id": str(cast.teacher.id)}, expect=403)
    head.press("I answer myself again").sees("Somebody else may answer for you")
    assert deputy(app, cast) is None
    reader_for().get(letter, expect=404)
    reader_for(cast.teacher).post(f"{page(cast)}/yes", {}, expect=403)
    with app.app_context():
        kinds = sa.select(AuditEntry.kind).where(AuditEntry.kind.in_(["function_given", "function_ended"]))
        assert sorted(session().scalars(kinds)) == ["function_ended", "function_given"]


def test_by_the_heads_own_link_without_an_account(
    asked: None, reader_for: Readers, cast: Cast, app: Flask, mails: Any
) -> None:
    head = reader_for().get(link(mails)).sees("Somebody else may answer for you")
    head.press("Let this person answer for me", expect=422)
    assert head.errors() == ["Choose a person."]
    head.fill(person_id=str(cast.teacher.id)).press("Let this person answer for me")
    head.sees("Tom O'Neill may answer for you until you take it back")
    answer = reader_for().get(deputy_link(mails, cast)).sees("You answer for the head.")
    answer.does_not_see("Somebody else may answer for you")
    answer.press("Yes, this is right for this school year")
    found = year_of(app, cast)
    assert found.agreed_by_id == cast.teacher.id
    with app.app_context():
        signs = sa.select(SchoolFunction.person_id).where(
            SchoolFunction.school_id == cast.school["hill"],
            SchoolFunction.function == Function.SIGNATORY,
            SchoolFunction.ended_on.is_(None),
        )
        assert list(session().scalars(signs)) == [cast.head.id]


def test_a_deputys_link_names_nobody(asked: None, reader_for: Readers, cast: Cast, app: Flask, mails: Any) -> None:
    reader_for(cast.head).get(page(cast)).fill(person_id=str(cast.teacher.id)).press("Let this person answer for me")
    deputy_link(mails, cast)
    with app.app_context():
        found = session().scalars(sa.select(OneTimeLink).where(OneTimeLink.person_id == cast.teacher.id)).one()
        with pytest.raises(RuleBroken, match="Only the head"):
            perform(services.end_deputy_by_link, found, by=SYSTEM)


def test_the_head_takes_it_back_by_link(asked: None, reader_for: Readers, cast: Cast, app: Flask, mails: Any) -> None:
    head = reader_for().get(link(mails)).fill(person_id=str(cast.teacher.id)).press("Let this person answer for me")
    head.press("I answer myself again").sees("Somebody else may answer for you")
    assert deputy(app, cast) is None


def test_it_ends_with_the_head(asked: None, reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader_for(cast.head).get(page(cast)).fill(person_id=str(cast.teacher.id)).press("Let this person answer for me")

    def new_head(school: School, *, by: Any) -> None:
        person = school_services.person_of_head("new.head@hill.example", "Nell Newhead", school)
        school_services.make_signatory(school, person, FIRST.date())

    with app.app_context():
        perform(new_head, schools.get_school(cast.school["hill"]), by=SYSTEM)
    assert deputy(app, cast) is None


def test_nobody_confirms_themselves(asked: None, reader_for: Readers, cast: Cast, app: Flask) -> None:
    head = reader_for(cast.head)
    form = {"person_id": str(cast.coordinator.id)}
    head.get(page(cast)).post(f"{page(cast)}/deputy", form, expect=422)
    head.get(page(cast)).fill(person_id=str(cast.teacher.id)).press("Let this person answer for me")
    with app.app_context():
        school = schools.get_school(cast.school["hill"])
        perform(school_services.name_contact, school, by=cast.signed_in("coordinator"), person_id=cast.teacher.id)
    assert deputy(app, cast) is None


def test_the_deputy_signs_nothing_else(asked: None, reader_for: Readers, cast: Cast, database: sa.orm.Session) -> None:
    school = session().get_one(School, cast.school["hill"])
    session().add(SchoolFunction(school_id=school.id, person_id=cast.teacher.id, function=Function.HEAD_DEPUTY))
    session().commit()
    person = cast.signed_in("teacher")
    allowed = {a for a in (Action.YEAR_SAY_YES, Action.YEAR_CONFIRM_MEMBERS, Action.YEAR_NAME_DEPUTY, Action.SCHOOL_EDIT,
                           Action.DECLARATION_MAKE, Action.SCHOOL_NAME_CONTACT) if allows(person, a, school)}  # fmt: skip
    assert allowed == {Action.YEAR_SAY_YES, Action.YEAR_CONFIRM_MEMBERS}


def test_the_yes_names_the_clusters_and_what_was_agreed(
    asked: None, reader_for: Readers, cast: Cast, mails: Any
) -> None:
    page_of_the_yes = reader_for().get(link(mails)).sees("River schools")
    page_of_the_yes.sees(
        "We agreed to the theme, that Hill Primary School leads and that Carys Okoro is the coordinator."
    )
    reader_for(cast.head).get(page(cast)).sees("River schools")
