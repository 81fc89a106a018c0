"""The queue, and the programme's decision."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as the_clock
from portal.core import duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.identity.schools import services
from portal.identity.schools.models import (
    Function,
    MemberStatus,
    School,
    SchoolFunction,
    SchoolMember,
    SchoolStatus,
    Verification,
)
from portal.identity.verification import services as verification
from portal.identity.verification.models import FlagKind, SchoolFlag, Vouch
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

EVIDENCE = {
    "level": "document_seen",
    "register_evidence": "The letter of the district office.",
    "person_evidence": "Telephoned the office.",
}


def test_it_is_verified_with_two_pieces_of_evidence(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any, mails: Any
) -> None:
    reader = reader_for(cast.manager).get("/verification").follow("Quiet Lane School")
    assert "Quinn Lee" in reader.text
    reader.fill(**EVIDENCE).press("Verify the school")
    assert reader.path == "/verification"
    school = read(sa.select(School).where(School.id == quiet))
    assert (school.status, school.verification_level) == (SchoolStatus.VERIFIED, "document_seen")
    decision = read(sa.select(Verification).where(Verification.school_id == quiet))
    assert (decision.decided_by_id, decision.outcome, decision.register_evidence, decision.person_evidence) == (
        cast.manager.id,
        "verified",
        "The letter of the district office.",
        "Telephoned the office.",
    )
    duty = read(sa.select(Duty).where(Duty.subject_id == quiet, Duty.kind == DutyKind.VERIFY_SCHOOL))
    assert (duty.closed_by_id, duty.outcome) == (cast.manager.id, "verified")
    assert "is verified" in mails("notice", cast.waiting.email)[-1].subject
    assert "Quiet Lane School" in reader_for(cast.nobody).get("/schools?q=quiet").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"level": ""}, "Choose how the school was checked"),
        ({"level": "none"}, "This choice is not there any more"),
        ({"level": "register_match"}, "not found in a register"),
        ({"register_evidence": ""}, "Write down what you looked at"),
        ({"register_evidence": " \x00\u200b "}, "Write down what you looked at"),
        ({"person_evidence": ""}, "Write down what you looked at"),
        ({"person_evidence": "x" * 2001}, "2000 characters or fewer"),
    ],
)
def test_it_is_not_verified_without_evidence(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any, changed: dict[str, str], words: str
) -> None:
    reader = reader_for(cast.admin).post(f"/verification/{quiet}", {**EVIDENCE, **changed}, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert read(sa.select(School.status).where(School.id == quiet)) == SchoolStatus.CONFIRMED_BY_HEAD
    assert read(sa.select(Verification)) is None


def test_it_is_rejected_with_a_reason(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any, mails: Any
) -> None:
    reader = reader_for(cast.manager).get(f"/verification/{quiet}")
    reader.press("Reject the school", expect=422)
    assert any("Write the reason" in error for error in reader.errors())
    reader.fill(reason="The office does not know of it.").press("Reject the school")
    assert read(sa.select(School.status).where(School.id == quiet)) == SchoolStatus.REJECTED
    assert "The office does not know of it." in mails("notice", cast.waiting.email)[-1].text
    assert read(sa.select(Duty.outcome).where(Duty.subject_id == quiet)) == "rejected"


def test_a_second_decision_is_refused(reader_for: Callable[..., Reader], cast: Cast, quiet: Any) -> None:
    one, two = reader_for(cast.manager), reader_for(cast.manager2)
    two.get(f"/verification/{quiet}")
    one.post(f"/verification/{quiet}", EVIDENCE, expect=303)
    two.fill(reason="Too late").press("Reject the school", expect=422)
    assert "A decision about this school has been made already." in two.errors()


def test_nobody_verifies_their_own_school(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, app: Flask, read: Any
) -> None:
    commit(
        app,
        lambda: session().add(SchoolMember(school_id=quiet, person_id=cast.manager.id, status=MemberStatus.MEMBER)),
    )
    reader = reader_for(cast.manager)
    reader.get(f"/verification/{quiet}", expect=403)
    reader.post(f"/verification/{quiet}", EVIDENCE, expect=403)
    reader.post(f"/verification/{quiet}/reject", {"reason": "x"}, expect=403)
    assert read(sa.select(School.status).where(School.id == quiet)) == SchoolStatus.CONFIRMED_BY_HEAD


@pytest.mark.parametrize(
    ("who", "queue", "show"),
    [
        ("nobody", 403, 404),
        ("outsider", 403, 404),
        ("waiting", 403, 403),
        ("officer", 403, 404),
        ("reviewer", 403, 404),
        ("authority", 403, 404),
        ("manager", 200, 200),
        ("admin", 200, 200),
    ],
)
def test_who_sees_the_queue(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, who: str, queue: int, show: int
) -> None:
    reader = reader_for(getattr(cast, who))
    reader.get("/verification", expect=queue)
    reader.get(f"/verification/{quiet}", expect=show)
    if show != 200:
        reader.post(f"/verification/{quiet}", EVIDENCE, expect=show)
        reader.post(f"/verification/{quiet}/reject", {"reason": "no"}, expect=show)


def test_a_school_that_is_not_there(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader_for(cast.manager).get(f"/verification/{uuid.uuid4()}", expect=404)


def put_into_queue(app: Flask, numbers: range, **values: Any) -> list[uuid.UUID]:
    """Schools that wait, the later ones in the list for longer; their ids."""

    def make() -> list[uuid.UUID]:
        made = []
        for number in numbers:
            school = School(
                **{
                    "name": f"Queue {number:03}",
                    "status": SchoolStatus.CONFIRMED_BY_HEAD,
                    "head_email": "head@queue.example",
                    **values,
                }
            )
            session().add(school)
            session().flush()
            services.ask_for_verification(school)
            owed = duty.open_duties(DutyKind.VERIFY_SCHOOL, school.id)[0]
            owed.created_at = the_clock.now() - timedelta(days=number)
            owed.due_at = owed.created_at + timedelta(days=7)
            made.append(school.id)
        return made

    made: list[uuid.UUID] = commit(app, make)
    return made


def test_the_queue_is_oldest_first_and_costs_the_same(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask
) -> None:
    reader, counts, have = reader_for(cast.manager), [], 0
    for wanted in (1, 3, 30, 60):
        new = put_into_queue(app, range(have, wanted), proposed_by_id=cast.nobody.id)
        commit(app, lambda new=new: session().add_all(_flags_and_vouches(new)))
        have = wanted
        reader.get("/verification")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 6
    names = [str(a.get_text()) for a in reader.page.select("main .app-list a")]
    assert names == [f"Queue {number:03}" for number in range(59, 9, -1)]
    assert "60 schools wait." in reader.text
    assert "1 vouch" in reader.text
    assert "Queue 000" in reader.follow("Next page").text


def _flags_and_vouches(school_ids: list[uuid.UUID]) -> list[Any]:
    found: list[Any] = []
    for school_id in school_ids:
        found.append(SchoolFlag(school_id=school_id, kind=FlagKind.HEAD_ADDRESS, open_key=str(school_id)))
        found.append(Vouch(school_id=school_id, voucher_name="V", how_known="Met", given_on=the_clock.today()))
    return found


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Queue 000", "Queue 003", "Queue 009", "Queue 020", "Shule 004", "Quiet Lane School"}),
        ("?since=two_days", {"Queue 003", "Queue 009", "Queue 020", "Shule 004"}),
        ("?since=late", {"Queue 009", "Queue 020"}),
        ("?since=two_weeks", {"Queue 020"}),
        ("?country=KE", {"Shule 004"}),
        ("?country=KE&since=late", set()),
        ("?flagged=y", {"Queue 009"}),
        ("?sort=again", {"Hill Primary School"}),
        ("?sort=first&since=late&flagged=y&country=GB", {"Queue 009"}),
        ("?since=evil&country=%00%00&flagged=x&sort=1", {"Queue 000", "Queue 020", "Shule 004"}),
    ],
)
def test_the_queue_shows_what_was_asked_for(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, app: Flask, query: str, shown: set[str]
) -> None:
    for number in (0, 3, 9, 20):
        keys = put_into_queue(app, range(number, number + 1))
        if number == 9:
            flag = SchoolFlag(school_id=keys[0], kind=FlagKind.REGISTER, detail="closed", open_key="x")
            commit(app, lambda flag=flag: session().add(flag))
    put_into_queue(app, range(4, 5), name="Shule 004", country="KE")

    def again() -> None:
        verification.ask_to_see_again(session().get_one(School, cast.school["hill"]), by=SYSTEM, why="staff_asked")

    commit(app, again)
    reader = reader_for(cast.manager).get("/verification" + query)
    names = {str(a.get_text()) for a in reader.page.select("main .app-list a")}
    if not query or "evil" in query:
        assert shown | {"Hill Primary School"} <= names
    else:
        assert names == shown


def test_late_ones_say_so(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    put_into_queue(app, range(9, 10))
    put_into_queue(app, range(1, 2))
    rows = reader_for(cast.manager).get("/verification").page.select("main .app-list li")
    assert ["(late)" in row.get_text() for row in rows] == [True, False]


def test_a_function_is_not_enough_to_verify(cast: Cast, app: Flask, reader_for: Callable[..., Reader]) -> None:
    commit(
        app,
        lambda: session().add(
            SchoolFunction(school_id=cast.school["quiet"], person_id=cast.nobody.id, function=Function.CONTACT)
        ),
    )
    reader_for(cast.nobody).get(f"/verification/{cast.school['quiet']}", expect=404)
