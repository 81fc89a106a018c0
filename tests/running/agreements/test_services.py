"""Versions, signatures bound to the text, reviews; the agreement outlives the people and the names of schools."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.identity.accounts.links import hash_of
from portal.identity.accounts.models import OneTimeLink
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification
from portal.running.agreements import services
from portal.running.agreements.content import content_of, digest_of
from portal.running.agreements.jobs import remind_of_agreements
from portal.running.agreements.models import Agreement, AgreementSignature
from portal.running.partnerships import services as partnerships
from tests.support.cast import Cast, commit

Act, Rows = Callable[..., Any], Callable[..., Any]
YEAR = date(2028, 3, 2)
HEADS = {"hill": "head", "vale": "vale_head", "ford": "ford_head", "tumaini": "abroad_head"}


@pytest.fixture
def asked(act: Act, partnership: Any, newest: Any, write: Any) -> None:
    """Version 1 waits for signatures."""
    act("coordinator", services.begin_version, partnership)
    act(
        "coordinator", services.change_agreement, newest, aims="Know the lake", objectives="", review_on=YEAR, version=1
    )
    act("coordinator", services.ask_signatures, newest, write=write)


def digest(rows: Rows) -> str:
    found: str = rows(sa.select(Agreement.digest).order_by(Agreement.number.desc()))[0][0]
    return found


def sign_all(act: Act, rows: Rows, signature_of: Any) -> None:
    for school, head in HEADS.items():
        act(head, services.sign, signature_of(school), digest=digest(rows))


def states(rows: Rows) -> Any:
    return [tuple(row) for row in rows(sa.select(Agreement.number, Agreement.status).order_by(Agreement.number))]


def owed(rows: Rows, kind: DutyKind) -> Any:
    query = sa.select(Duty.school_id, Duty.office, Duty.outcome).where(Duty.kind == kind).order_by(Duty.id)
    return [tuple(row) for row in rows(query)]


def test_a_version_is_written_by_the_schools(cast: Cast, act: Act, rows: Rows, partnership: Any, newest: Any) -> None:
    act("coordinator", services.begin_version, partnership)
    with pytest.raises(RuleBroken):
        act("coordinator", services.begin_version, partnership)
    with pytest.raises(RuleBroken) as refused:
        act("coordinator", services.ask_signatures, newest, write=lambda *given: None)
    assert "aims" in str(refused.value)
    for day in (date(2027, 3, 2), date(2033, 1, 1)):
        with pytest.raises(RuleBroken):
            act("coordinator", services.change_agreement, newest, aims="A", objectives="", review_on=day, version=1)
    act("coordinator", services.change_agreement, newest, aims="A", objectives="B", review_on=None, version=1)
    with pytest.raises(Stale):
        act("coordinator", services.change_agreement, newest, aims="C", objectives="B", review_on=None, version=1)

    def part() -> Any:
        return next(part for part in newest().parts if part.school_id == cast.school["vale"])

    act("vale_teacher", services.change_part, part, contribution="Songs", version=1)
    with pytest.raises(Stale):
        act("vale_teacher", services.change_part, part, contribution="Bells", version=1)


def test_every_head_signs_exactly_the_text(
    app: Flask, cast: Cast, act: Act, rows: Rows, asked: None, newest: Any, signature_of: Any, links: Any
) -> None:
    assert {school for _address, _token, school in links} == {cast.school[key] for key in HEADS}
    assert [office for _school, office, _outcome in owed(rows, DutyKind.SIGN_AGREEMENT)] == ["signatory"] * 4
    with pytest.raises(NotAllowedNow):
        act("coordinator", services.change_agreement, newest, aims="X", objectives="", review_on=None, version=2)
    with pytest.raises(RuleBroken):
        act("head", services.sign, signature_of("hill"), digest="0" * 64)
    act("head", services.sign, signature_of("hill"), digest=digest(rows))
    assert states(rows) == [(1, "signed_by_one")]
    with pytest.raises(NotAllowedNow):
        act("head", services.sign, signature_of("hill"), digest=digest(rows))
    for school in ("vale", "ford", "tumaini"):
        act(HEADS[school], services.sign, signature_of(school), digest=digest(rows))
    assert states(rows) == [(1, "in_force")]
    assert {outcome for _school, _office, outcome in owed(rows, DutyKind.SIGN_AGREEMENT)} == {"signed"}
    told = rows(sa.select(Notification.title).where(Notification.kind == "agreement_in_force"))
    assert (f"Every head has signed: version 1 of the agreement of {'River and lake'} is in force",) in told

    def rename() -> None:
        session().get_one(School, cast.school["vale"]).name = "Another name"

    commit(app, rename)
    with app.app_context():
        agreement = newest()
        assert [school["name"] for school in content_of(agreement)["schools"]].count("Vale Primary School") == 1
        assert digest_of(content_of(agreement)) == agreement.digest
        assert {one.digest for one in agreement.signatures} == {agreement.digest}


def test_the_mailed_link_signs_once(
    app: Flask, cast: Cast, act: Act, rows: Rows, asked: None, signature_of: Any, links: Any, write: Any
) -> None:
    address, token, _school = next(link for link in links if link[2] == cast.school["vale"])

    def link(of: str) -> Any:
        return lambda: session().scalars(sa.select(OneTimeLink).where(OneTimeLink.token_hash == hash_of(of))).one()

    def follow(of: str, **words: Any) -> None:
        with app.app_context():
            perform(services.sign_by_link, link(of)(), by=SYSTEM, **words)

    assert address == "head@vale.example"
    with pytest.raises(RuleBroken):
        follow(token, name=" ", digest=digest(rows))
    with pytest.raises(RuleBroken):
        follow(token, name="Val", digest="1" * 64)
    act("coordinator", services.write_again, signature_of("vale"), write=write)
    with pytest.raises(RuleBroken):
        follow(token, name="Val", digest=digest(rows))
    newer = links[-1][1]
    follow(newer, name="Val Hughes", digest=digest(rows))
    with pytest.raises(RuleBroken):
        follow(newer, name="Val Hughes", digest=digest(rows))
    signed = sa.select(AgreementSignature.signer_name, AgreementSignature.by_link, AgreementSignature.status)
    assert rows(signed.where(AgreementSignature.school_id == cast.school["vale"])) == [("Val Hughes", True, "signed")]
    with pytest.raises(NotAllowedNow):
        act("coordinator", services.write_again, signature_of("vale"), write=write)


def test_a_no_says_what_would_have_to_change_and_the_text_is_opened_again(
    cast: Cast, act: Act, rows: Rows, asked: None, newest: Any, signature_of: Any, write: Any
) -> None:
    act("head", services.sign, signature_of("hill"), digest=digest(rows))
    with pytest.raises(RuleBroken):
        act("vale_head", services.decline, signature_of("vale"), reason=" ")
    act("vale_head", services.decline, signature_of("vale"), reason="Not in June")
    assert (cast.coordinator.id,) in rows(
        sa.select(Notification.person_id).where(Notification.kind == "agreement_signature_declined")
    )
    before = digest(rows)
    act("coordinator", services.reopen, newest)
    assert states(rows) == [(1, "draft")]
    assert {row[0] for row in rows(sa.select(AgreementSignature.status))} == {"void"}
    act("coordinator", services.change_agreement, newest, aims="In May", objectives="", review_on=None, version=3)
    act("coordinator", services.ask_signatures, newest, write=write)
    assert digest(rows) != before
    with pytest.raises(RuleBroken):
        act("head", services.sign, signature_of("hill"), digest=before)
    sign_all(act, rows, signature_of)
    assert states(rows) == [(1, "in_force")]
    kept = sa.select(AgreementSignature.digest).where(
        AgreementSignature.status == "void", AgreementSignature.signed_at.is_not(None)
    )
    assert rows(kept) == [(before,)]


def test_the_version_before_holds_until_the_new_one_is_signed_and_stays_readable(
    app: Flask, act: Act, rows: Rows, asked: None, partnership: Any, newest: Any, signature_of: Any, write: Any
) -> None:
    sign_all(act, rows, signature_of)
    act("coordinator", services.begin_version, partnership)
    assert states(rows) == [(1, "in_force"), (2, "draft")]
    with app.app_context():
        assert newest().aims == "Know the lake"
    act(
        "coordinator", services.change_agreement, newest, aims="And the river", objectives="", review_on=None, version=1
    )
    act("coordinator", services.ask_signatures, newest, write=write)
    assert states(rows)[0] == (1, "in_force")
    sign_all(act, rows, signature_of)
    assert states(rows) == [(1, "superseded"), (2, "in_force")]
    with app.app_context():
        first = session().scalars(sa.select(Agreement).where(Agreement.number == 1)).one()
        assert content_of(first)["aims"] == "Know the lake"
        assert digest_of(content_of(first)) == first.digest


def test_two_weeks_before_its_day_it_asks_to_be_looked_at(
    app: Flask, act: Act, rows: Rows, asked: None, partnership: Any, newest: Any, signature_of: Any, clock: Any
) -> None:
    sign_all(act, rows, signature_of)

    def look() -> None:
        with app.app_context():
            remind_of_agreements()

    clock.hold(clocks.now() + timedelta(days=351))
    look()
    assert owed(rows, DutyKind.REVIEW_AGREEMENT) == []
    clock.hold(clocks.now() + timedelta(days=1))
    look()
    look()
    assert owed(rows, DutyKind.REVIEW_AGREEMENT) == [(None, "contact_teacher", None)]
    with pytest.raises(RuleBroken):
        act("coordinator", services.review_agreement, newest, next_review_on=clocks.today())
    before = digest(rows)
    act("coordinator", services.review_agreement, newest, next_review_on=date(2029, 3, 2))
    look()
    assert owed(rows, DutyKind.REVIEW_AGREEMENT) == [(None, "contact_teacher", "reviewed")]
    assert digest(rows) == before
    clock.hold(clocks.now() + timedelta(days=366))
    look()
    act("coordinator", partnerships.end_partnership, partnership, reason="Done")
    assert owed(rows, DutyKind.REVIEW_AGREEMENT)[-1][-1] == "ended"
    with pytest.raises(NotAllowedNow):
        act("coordinator", services.begin_version, partnership)
