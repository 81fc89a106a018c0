"""Rules 7 and 8: what was sealed stays as signed and is checked every night; the receipt comes with the submission, to everyone, or not at all."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import jobs, queries, sealed
from portal.applying.applications.models import ApplicationVersion, Stage
from portal.applying.programmes.models import Question, RoundSection
from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.oversight.runner import housekeeping
from tests.applying import support
from tests.support.cast import Cast


def addresses(kind: str) -> set[str]:
    return set(session().scalars(sa.select(OutboxMail.address).where(OutboxMail.kind == kind)))


def told(kind: str) -> set[Any]:
    return set(session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind)))


def tamper(database: Any, **values: Any) -> None:
    def deed(*, by: Any) -> None:
        session().execute(sa.update(ApplicationVersion).values(**values))

    perform(deed, by=SYSTEM)


def test_rule_07_the_sealed_version_stays_as_signed_after_the_form_changed(database: Any, cast: Cast) -> None:
    made = support.make_submitted(cast)
    before = sealed.read(queries.get_sealed_version(made, 1))
    text, raw = before.as_text(sees_money=True), before.canonical()

    def rewrite(*, by: Any) -> None:
        session().execute(sa.update(Question).values(text="Another question?", guidance="Other", max_words=1))
        session().execute(sa.update(RoundSection).values(title="Another title", is_budget=False))

    perform(rewrite, by=SYSTEM)
    session().expire_all()
    after = sealed.read(queries.get_sealed_version(made, 1))
    assert after.is_intact
    assert (after.as_text(sees_money=True), after.canonical()) == (text, raw)
    assert jobs.check_seals() == 0
    assert told("seal_broken") == set()


@pytest.mark.parametrize("what", ["content", "digest"])
def test_rule_07_the_nightly_check_finds_a_changed_version_and_tells(database: Any, cast: Cast, what: str) -> None:
    made = support.make_submitted(cast)
    facts = dict(queries.get_sealed_version(made, 1).sealed_content or {})
    if what == "content":
        tamper(database, sealed_content={**facts, "theme": "Gold"})
    else:
        tamper(database, sealed_digest="0" * 64)
    assert jobs.check_seals() == 1
    assert cast.manager.id in told("seal_broken")
    assert cast.coordinator.id not in told("seal_broken")
    assert cast.manager.email in addresses("notice")
    entry = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "seal_broken")).one()
    assert entry.facts["number"] == 1
    assert jobs.check_seals() == 1, "an alarm that is heard once is forgotten"


def test_rule_07_what_lost_its_words_by_age_is_no_alarm(database: Any, cast: Cast) -> None:
    made = support.make_submitted(cast)
    facts = dict(queries.get_sealed_version(made, 1).sealed_content or {})
    tamper(database, sealed_content={**facts, "sections": [], "removed_on": "2030-01-01"})
    assert jobs.check_seals() == 0


def test_rule_08_the_receipt_goes_to_everyone_at_the_member_schools(database: Any, cast: Cast) -> None:
    support.make_submitted(cast)
    members = sa.select(SchoolMember.person_id).where(
        SchoolMember.school_id.in_([cast.school[name] for name in ("hill", "vale", "ford")]),
        SchoolMember.status == MemberStatus.MEMBER,
    )
    people = set(session().scalars(members))
    mails = session().scalars(sa.select(OutboxMail.person_id).where(OutboxMail.kind == "application_receipt")).all()
    assert people <= set(mails)
    assert len(mails) == len(set(mails)), "one receipt each"


def test_rule_08_no_receipt_without_a_commit_and_no_commit_without_a_receipt(
    database: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.subscriptions import applying_applications

    made = support.make_ready(cast)

    def fails(*_arguments: Any, **_words: Any) -> None:
        raise RuntimeError("the outbox cannot be written")

    monkeypatch.setattr(applying_applications, "tell", fails)
    with pytest.raises(RuntimeError, match="outbox"):
        support.submit(cast, made)
    found = support.application(made)
    assert (found.stage, found.receipt_number) == (Stage.DRAFT, None)
    assert addresses("application_receipt") == set()
    monkeypatch.undo()
    assert support.submit(cast, made).receipt_number
    assert cast.coordinator.email in addresses("application_receipt")


def test_rule_08_a_receipt_that_waits_for_more_than_five_minutes_sounds_the_alarm(
    cast: Cast, reader_for: Any, within: Any, app: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    made = within(support.make_submitted, cast)
    sent = clock.now()
    for waited, is_late in ((timedelta(minutes=5), False), (timedelta(minutes=5, seconds=1), True)):
        clock.hold(sent + waited)
        assert within(housekeeping.watch_the_post) is is_late
        assert app.test_client().get("/health/mail").status_code == (503 if is_late else 200)
        page = reader_for(cast.coordinator).get(f"/applications/{made}/receipt")
        assert ("Our mail is slow at the moment. This page is your receipt" in page.text) is is_late
    assert [entry.levelname for entry in caplog.records if "mail waits" in entry.message] == ["ERROR"]
    within(all_is_sent)
    assert within(housekeeping.watch_the_post) is False
    assert app.test_client().get("/health/mail").status_code == 200


def all_is_sent() -> None:
    session().execute(sa.update(OutboxMail).values(sent_at=clocks.now()))
    session().commit()
