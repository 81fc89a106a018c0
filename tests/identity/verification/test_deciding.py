"""Decisions about a school: levels, another look, rejecting and proposing again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind, open_duties
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School, SchoolStatus, Verification, VerificationLevel
from portal.identity.verification import services
from portal.identity.verification.models import Vouch
from tests.identity.schools.conftest import enter
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

SEEN = {"register_evidence": "The register.", "person_evidence": "Telephoned the office."}


def test_the_look_is_due_in_five_working_days(quiet: Any, read: Any, clock: Any) -> None:
    owed = read(sa.select(Duty).where(Duty.kind == DutyKind.VERIFY_SCHOOL))
    assert owed.role == "programme_manager"
    assert owed.due_at == clock.now() + timedelta(days=7)  # a Tuesday to the Tuesday after


@pytest.mark.parametrize(
    ("level", "status", "missing", "words"),
    [
        (VerificationLevel.REGISTER_MATCH, "open", False, None),
        (VerificationLevel.REGISTER_MATCH, "closing", False, None),
        (VerificationLevel.REGISTER_MATCH, "closed", False, "closed or gone"),
        (VerificationLevel.REGISTER_MATCH, "open", True, "closed or gone"),
        (VerificationLevel.REGISTER_MATCH, None, False, "not found in a register"),
        (VerificationLevel.DOCUMENT_SEEN, None, False, None),
        (VerificationLevel.VOUCHED, None, False, "Nobody vouches"),
        (VerificationLevel.NONE, None, False, "Choose how"),
    ],
)
def test_each_level_has_its_condition(
    app: Flask,
    act: Callable[..., Any],
    quiet: Any,
    clock: Any,
    level: VerificationLevel,
    status: str | None,
    missing: bool,
    words: str | None,
) -> None:
    def link() -> None:
        school = session().get_one(School, quiet)
        gone = clock.now().date() if missing else None
        school.register_entry_id = enter("Quiet", "900777", status=status, missing_since=gone) if status else None

    commit(app, link)
    verify = lambda: act("manager", services.verify_school, lambda: schools.get_school(quiet), level=level, **SEEN)  # noqa: E731
    if words is None:
        verify()
    else:
        with pytest.raises(RuleBroken, match=words):
            verify()
    with app.app_context():
        school = session().get_one(School, quiet)
        assert (school.status == SchoolStatus.VERIFIED) is (words is None)
        assert school.verification_level == (level if words is None else VerificationLevel.NONE)


def test_ones_own_vouch_is_no_ground_for_ones_own_decision(
    app: Flask, act: Callable[..., Any], cast: Cast, quiet: Any, clock: Any
) -> None:
    made = Vouch(
        school_id=quiet, voucher_id=cast.manager.id, voucher_name="Maya", how_known="Met", given_on=clock.now().date()
    )
    commit(app, lambda: session().add(made))
    words = {"level": VerificationLevel.VOUCHED, **SEEN}
    with pytest.raises(RuleBroken, match="Nobody vouches"):
        act("manager", services.verify_school, lambda: schools.get_school(quiet), **words)
    act("manager2", services.verify_school, lambda: schools.get_school(quiet), **words)


def test_who_registered_it_does_not_verify_it(app: Flask, act: Callable[..., Any], cast: Cast, quiet: Any) -> None:
    def own() -> None:
        session().get_one(School, quiet).proposed_by_id = cast.manager.id

    commit(app, own)
    for deed, words in (
        (services.verify_school, {"level": VerificationLevel.DOCUMENT_SEEN, **SEEN}),
        (services.reject_school, {"reason": "no"}),
    ):
        with pytest.raises(RuleBroken, match="your own school"):
            act("manager", deed, lambda: schools.get_school(quiet), **words)


def test_another_look_at_a_verified_school(
    reader_for: Callable[..., Reader], app: Flask, act: Callable[..., Any], cast: Cast, read: Any, clock: Any
) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.manager).get(f"/verification/{hill}")
    reader.press("Put it into the queue for another look").sees("is in the queue for another look", "Look again")
    act("manager", services.ask_to_see_again, lambda: schools.get_school(hill), why="staff_asked")
    with app.app_context():
        assert len(open_duties(DutyKind.RECHECK_SCHOOL, hill)) == 1
    reader.get("/verification").sees("another look")
    reader.get(f"/verification/{hill}").fill(level="document_seen", **SEEN).press("It is still what it says")
    school = read(sa.select(School).where(School.id == hill))
    assert (school.status, school.verified_at) == (SchoolStatus.VERIFIED, clock.now())
    reader.get(f"/verification/{hill}").sees("looked at again", "The register.")
    quiet = cast.school["quiet"]
    words = {"level": VerificationLevel.DOCUMENT_SEEN, **SEEN}
    with pytest.raises(NotAllowedNow):
        act("manager", services.see_school_again, lambda: schools.get_school(quiet), **words)


def test_a_first_look_that_comes_late_is_no_second_one(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any
) -> None:
    late = reader_for(cast.admin).get(f"/verification/{quiet}")
    first = reader_for(cast.manager).get(f"/verification/{quiet}")
    first.fill(level="document_seen", **SEEN).press("Verify the school").sees("is verified")
    late.fill(level="vouched", register_evidence="I heard so.", person_evidence="I heard so.")
    assert late.press("Verify the school", expect=422).path == f"/verification/{quiet}"
    late.sees("Somebody has looked at this school meanwhile.")
    assert read(sa.select(sa.func.count()).select_from(Verification).where(Verification.school_id == quiet)) == 1
    assert read(sa.select(School.verification_level).where(School.id == quiet)) == VerificationLevel.DOCUMENT_SEEN


def test_a_rejected_school_is_proposed_again_and_its_head_is_not_asked_twice(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, read: Any, mails: Any
) -> None:
    manager = reader_for(cast.manager).get(f"/verification/{quiet}")
    manager.fill(reason="The office does not know of it.").press("Reject the school")
    reader = reader_for(cast.waiting).get(f"/schools/{quiet}/verification")
    reader.sees("The office does not know of it.").follow("Propose the school again")
    assert reader.press("Propose the school again", expect=422).errors() == ["Write what is different now."]
    reader.fill(changed="The office has our letter now.").press("Propose the school again")
    school = read(sa.select(School).where(School.id == quiet))
    assert school.status == SchoolStatus.CONFIRMED_BY_HEAD
    assert school.evidence_named.endswith("The office has our letter now.")
    assert not mails("confirm_school")
    manager.get("/verification").sees("Quiet Lane School")
    manager.get(f"/verification/{quiet}").sees("The office has our letter now.", "not accepted")
    manager.fill(level="document_seen", **SEEN).press("Verify the school").sees("is verified")


def test_a_head_who_said_no_is_asked_again(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, read: Any, mails: Any, link_in: Any
) -> None:
    def declined() -> None:
        school = schools.get_school(cast.school["quiet"])
        school.proposed_by_id, school.head_confirmed_at = cast.waiting.id, None
        session().execute(sa.update(School).where(School.id == school.id).values(status=SchoolStatus.REJECTED.value))

    commit(app, declined)
    quiet = cast.school["quiet"]
    reader = reader_for(cast.waiting).get(f"/schools/{quiet}/propose-again")
    reader.fill(changed="We talked to our head.").press("Propose the school again").sees("waits for the head")
    assert len(mails("confirm_school")) == 1
    reader_for().get(link_in("confirm_school")).fill(name="Hal").press("acts for our school")
    assert read(sa.select(School.status).where(School.id == quiet)) == SchoolStatus.CONFIRMED_BY_HEAD
    reader.post(f"/schools/{quiet}/propose-again", {"changed": "again"}, expect=403)


@pytest.mark.parametrize(("who", "status"), [("manager", 403), ("nobody", 404), ("coordinator", 404)])
def test_nobody_else_proposes_it_again(
    reader_for: Callable[..., Reader], cast: Cast, quiet: Any, who: str, status: int
) -> None:
    reader_for(getattr(cast, who)).post(f"/schools/{quiet}/propose-again", {"changed": "x"}, expect=status)


def test_its_clusters_hear_that_it_was_rejected(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, quiet: Any, mails: Any
) -> None:
    from portal.forming.clusters.models import ClusterMembership, MembershipStatus

    membership = ClusterMembership(cluster_id=cast.river, school_id=quiet, status=MembershipStatus.JOINED)
    commit(app, lambda: session().add(membership))
    reader_for(cast.manager).post(f"/verification/{quiet}/reject", {"reason": "We could not reach it."}, expect=303)
    assert "is away for now" in mails("notice", cast.coordinator.email)[-1].subject
    assert "We could not reach it." not in mails("notice", cast.coordinator.email)[-1].text
    reader_for(cast.waiting).get(f"/clusters/{cast.river}", expect=404)


def test_the_page_of_a_school_costs_the_same_for_many(
    reader_for: Callable[..., Reader], app: Flask, cast: Cast, quiet: Any, clock: Any
) -> None:
    reader, counts = reader_for(cast.manager), []
    for wanted in (1, 3, 30):
        new = [
            Vouch(school_id=quiet, voucher_name=f"V {wanted} {n}", how_known="Met", given_on=clock.now().date())
            for n in range(wanted)
        ]
        commit(app, lambda new=new: session().add_all(new))
        reader.get(f"/verification/{quiet}")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
