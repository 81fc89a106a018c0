"""Mails to the other audiences: exactly who is listed, refused when the list has changed, nobody twice within a day, nothing for who is tied to a cluster."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications.models import Application, ApplicationVersion
from portal.applying.awards.models import Outcome
from portal.applying.mailings import audiences, queries, services
from portal.applying.mailings.models import Audience, RoundMail, RoundMailPerson
from portal.applying.programmes.models import Round
from portal.applying.reviews import services as reviews
from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.oversight.notifications.models import Notification
from tests.applying import desk, support
from tests.applying.desk import Inside
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
SECRET = "MARKDRAFT what we plan"


def told(kind: str) -> list[Any]:
    session().commit()
    return list(
        session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind).order_by("person_id"))
    )


def listed(cast: Cast, round_id: Any, audience: Audience, who: str = "officer", section: Any = None) -> list[Any]:
    session().commit()
    session().expire_all()
    return audiences.list_lines(session().get_one(Round, round_id), audience, section, cast.signed_in(who))


def people(lines: list[Any]) -> list[Any]:
    return sorted(queries.people_of(lines))


def send(cast: Cast, round_id: Any, audience: Audience, who: str = "officer", **words: Any) -> RoundMail:
    digest = words.pop("digest", None) or queries.digest_of(listed(cast, round_id, audience, who, words.get("section")))
    planned = session().get_one(Round, round_id)
    return perform(services.send, planned, by=cast.signed_in(who), audience=audience, digest=digest, **words)


def coordinators(cast: Cast) -> list[Any]:
    """Of River: its contact teacher and the deputy."""
    return sorted([cast.coordinator.id, cast.vale_contact.id])


def tie_the_officer(cast: Cast) -> None:
    """Who started a cluster is tied to it for ever."""

    def deed(*, by: Any) -> None:
        session().get_one(Cluster, cast.river).started_by_id = cast.officer.id

    perform(deed, by=SYSTEM)


def test_the_list_of_drafts_is_exactly_who_is_written_to_and_shows_no_word_of_them(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    made = within(support.start, cast, round_id)
    within(support.write_all, cast, made, text=SECRET)
    path = f"/rounds/{round_id}/write-to/in-progress"
    for who in ("coordinator", "outsider", "reviewer", "moderator", "auditor"):
        reader_for(getattr(cast, who)).get(path, expect=403)
    desk_reader = reader_for(cast.officer)
    desk_reader.get(f"/rounds/{round_id}/pictures").sees("Write to all applicants", "Remind reviewers who are late now")
    desk_reader.get(f"/rounds/{round_id}/pictures/conditions").sees("Remind of conditions whose day has passed")
    desk_reader.get(f"/rounds/{round_id}/pictures/completeness").sees("Remind those who lack one section")
    desk_reader.get(path).sees("Nothing is sent yet", "River schools", cast.coordinator.name).does_not_see("MARKDRAFT")
    assert within(told, "applicants_written") == []
    desk_reader.press("Send the mail")
    assert within(told, "applicants_written") == within(coordinators, cast)
    desk_reader.get(path).sees("Nobody is to be written to now", "2 people were written to within the last day")
    desk_reader.get(f"/rounds/{round_id}/write-to/ready").sees("Nobody is to be written to now")
    desk_reader.get(f"/rounds/{round_id}/write-to/everybody", expect=404)
    desk_reader.get(f"/rounds/{round_id}/write-to").sees("fewer than five drafts")
    news = f"/rounds/{round_id}/write-to/applicants"
    desk_reader.get(news)
    desk_reader.press("Send the mail", expect=422).sees("Write what you want to tell them")
    assert within(told, "applicants_written") == within(coordinators, cast)


def test_who_went_on_meanwhile_is_not_written_to_and_two_who_press_write_once(
    database: Any, cast: Cast, clock: Any
) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)
    support.write_all(cast, made)
    assert people(listed(cast, round_id, Audience.IN_PROGRESS)) == coordinators(cast)
    assert listed(cast, round_id, Audience.IN_PROGRESS, "coordinator") == []  # their own cluster is absent
    support.ask(cast, made)
    shown = queries.digest_of(listed(cast, round_id, Audience.IN_PROGRESS))
    support.sign(cast, made, "hill", "vale", "ford")
    with pytest.raises(NotAllowedNow, match="Nobody is left"):
        send(cast, round_id, Audience.IN_PROGRESS, digest=shown)
    ready = queries.digest_of(listed(cast, round_id, Audience.READY))
    with pytest.raises(NotAllowedNow, match="list has changed"):
        send(cast, round_id, Audience.READY, digest="0" * 64)
    assert send(cast, round_id, Audience.READY, digest=ready).sent_at is not None
    with pytest.raises(NotAllowedNow, match="Nobody is left"):
        send(cast, round_id, Audience.READY, "manager", digest=ready)
    mails = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.text.contains("Ready, but not submitted")))
    assert len(mails.all()) == 2
    assert sorted(session().scalars(sa.select(RoundMailPerson.person_id))) == coordinators(cast)
    clock.hold(clocks.now() + timedelta(days=1))
    assert people(listed(cast, round_id, Audience.READY)) == coordinators(cast)
    support.submit(cast, made)
    assert listed(cast, round_id, Audience.READY) == []
    assert people(listed(cast, round_id, Audience.APPLICANTS)) == coordinators(cast)


def test_a_draft_that_can_no_longer_come_in_is_not_hurried(database: Any, cast: Cast, clock: Any) -> None:
    round_id = support.make_round()
    support.start(cast, round_id)
    tie_the_officer(cast)
    for audience in (Audience.IN_PROGRESS, Audience.APPLICANTS):
        assert listed(cast, round_id, audience) == []  # the officer has a tie
        assert people(listed(cast, round_id, audience, "manager")) == coordinators(cast)
    clock.hold(support.later(hours=1))
    assert listed(cast, round_id, Audience.IN_PROGRESS, "manager") == []


def test_news_to_all_applicants_by_two_people_and_the_same_words_once(
    database: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ALONE_UP_TO", 1)
    round_id = support.make_round()
    support.start(cast, round_id)
    with pytest.raises(RuleBroken, match="Write what"):
        send(cast, round_id, Audience.APPLICANTS)
    assert send(cast, round_id, Audience.APPLICANTS, words="The hall is open.").sent_at is None
    assert (told("applicants_written"), cast.manager.id in told("round_mail_asked")) == ([], True)
    with pytest.raises(NotAllowedNow, match="second person"):
        send(cast, round_id, Audience.APPLICANTS, words="The hall is open.")
    changed = send(cast, round_id, Audience.APPLICANTS, "manager", words="The hall is shut.")
    assert (changed.sent_at, changed.asked_by_id) == (None, cast.manager.id)  # other words have to be read by the other
    sent = send(cast, round_id, Audience.APPLICANTS, words="The hall is shut.")
    assert (sent.confirmed_by_id, told("applicants_written")) == (cast.officer.id, coordinators(cast))
    texts = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.text.contains("The hall is"))).all()
    assert len(texts) == 2
    assert all("The hall is shut." in text for text in texts)
    with pytest.raises(NotAllowedNow, match="went to them already"):
        send(cast, round_id, Audience.APPLICANTS, words="The hall is shut.")


def test_a_list_that_is_cut_goes_on_with_who_was_not_written_to(
    database: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first of two clusters fills the list; the same words, or the same reminder, then go to the second one, and to nobody twice."""
    monkeypatch.setattr(audiences, "MOST", 1)
    round_id = support.make_round()
    support.start(cast, round_id)

    def deed(*, by: Any) -> None:
        made = Cluster(name="Zebra schools", theme="Water", started_by_school_id=cast.school["brook"])
        session().add(made)
        session().flush()
        office = {"cluster_id": made.id, "kind": OfficeKind.CONTACT_TEACHER, "status": OfficeStatus.ACCEPTED}
        session().add(Office(**office, person_id=cast.outsider.id, school_id=cast.school["brook"]))
        application = Application(round_id=round_id, cluster_id=made.id)
        session().add(application)
        session().flush()
        session().add(ApplicationVersion(application_id=application.id, number=1))

    perform(deed, by=SYSTEM)
    for audience, words in ((Audience.APPLICANTS, {"words": "The hall is open."}), (Audience.IN_PROGRESS, {})):
        for first in (coordinators(cast), [cast.outsider.id]):
            shown = audiences.list_lines(
                session().get_one(Round, round_id), audience, None, cast.signed_in("officer"), **words
            )
            assert people(shown) == first
            assert send(cast, round_id, audience, digest=queries.digest_of(shown), **words).people == len(first)
        with pytest.raises(NotAllowedNow, match=r"already|Nobody is left"):
            send(cast, round_id, audience, digest="0" * 64, **words)
    assert people(listed(cast, round_id, Audience.APPLICANTS)) == coordinators(cast), "other words go to all"


def test_who_lacks_one_section_and_nothing_of_fewer_than_five_drafts(
    database: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = support.make_round()
    made = support.start(cast, round_id)
    section = audiences.list_sections(session().get_one(Round, round_id))[0]
    assert listed(cast, round_id, Audience.SECTION, section=section) == []
    monkeypatch.setattr(audiences, "LEAST", 1)
    assert people(listed(cast, round_id, Audience.SECTION, section=section)) == coordinators(cast)
    assert send(cast, round_id, Audience.SECTION, section=section).section_id == section.id
    assert listed(cast, round_id, Audience.SECTION, section=section) == []
    other = audiences.list_sections(session().get_one(Round, round_id))[1]
    assert people(listed(cast, round_id, Audience.SECTION, section=other)) == coordinators(cast)
    support.write_all(cast, made)
    assert listed(cast, round_id, Audience.SECTION, section=other) == []


def test_reviewers_are_reminded_of_what_is_left_and_never_twice_a_day(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.in_review(cast, clock)
    round_id = desk.read(made).round_id
    both = sorted([cast.people["reviewer"].id, cast.people["reviewer2"].id])
    assert people(listed(cast, round_id, Audience.OPEN_REVIEWS)) == both
    assert listed(cast, round_id, Audience.LATE_REVIEWS) == []
    shown = queries.digest_of(listed(cast, round_id, Audience.OPEN_REVIEWS))
    desk.send(cast, made, "reviewer")
    with pytest.raises(NotAllowedNow, match="list has changed"):
        send(cast, round_id, Audience.OPEN_REVIEWS, digest=shown)
    assert told("reviewer_prompted") == []
    clock.hold(clocks.now() + timedelta(days=90))
    (late,) = listed(cast, round_id, Audience.LATE_REVIEWS)
    assert (list(late.people), late.reviews, late.late) == ([cast.people["reviewer2"].id], 1, 1)
    assert send(cast, round_id, Audience.LATE_REVIEWS).people == 1
    assert told("reviewer_prompted") == [cast.people["reviewer2"].id]
    for audience in (Audience.LATE_REVIEWS, Audience.OPEN_REVIEWS):  # the one mail stands for the other
        with pytest.raises(NotAllowedNow, match="Nobody is left"):
            send(cast, round_id, audience, "manager", digest=shown)
    clock.hold(clocks.now() + timedelta(hours=21))
    assert len(listed(cast, round_id, Audience.OPEN_REVIEWS)) == 1
    perform(reviews.chase, desk.review_of(cast, made, "reviewer2"), by=SYSTEM)
    assert listed(cast, round_id, Audience.OPEN_REVIEWS) == []  # the portal has reminded them today
    clock.hold(clocks.now() + timedelta(hours=21))
    tie_the_officer(cast)
    assert listed(cast, round_id, Audience.OPEN_REVIEWS) == []
    assert len(listed(cast, round_id, Audience.OPEN_REVIEWS, "manager")) == 1


def test_schools_are_reminded_of_their_conditions(database: Any, cast: Cast, clock: Any) -> None:
    made, held = desk.decided(cast, clock, Outcome.CONDITIONAL, conditions="MARKCONDITION name a second contact")
    round_id = desk.read(made).round_id
    assert listed(cast, round_id, Audience.OPEN_CONDITIONS) == []  # nothing of a decision that is held
    desk.release(cast, held)
    (one,) = listed(cast, round_id, Audience.OPEN_CONDITIONS)
    assert set(one.people) >= set(coordinators(cast)) | {cast.head.id}
    assert listed(cast, round_id, Audience.LATE_CONDITIONS) == []
    clock.hold(clocks.now() + timedelta(days=200))
    shown = listed(cast, round_id, Audience.LATE_CONDITIONS)
    assert send(cast, round_id, Audience.LATE_CONDITIONS).sent_at is not None
    assert told("condition_chased") == people(shown) == people([one])
    assert listed(cast, round_id, Audience.OPEN_CONDITIONS) == []
    clock.hold(clocks.now() + timedelta(days=1))
    tie_the_officer(cast)
    assert listed(cast, round_id, Audience.OPEN_CONDITIONS) == []
    assert len(listed(cast, round_id, Audience.OPEN_CONDITIONS, "manager")) == 1


def test_one_head_alone_is_written_to_once_a_day(
    inside: Inside, cast: Cast, clock: Any, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    made = within(support.start, cast, round_id)
    within(support.write_all, cast, made, text=SECRET)
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill")
    path = f"/applications/{made}/sign/{cast.school['vale']}/nudge"

    def links() -> int:
        query = sa.select(sa.func.count()).select_from(OutboxMail).where(OutboxMail.address == cast.vale_head.email)
        return session().scalar(query) or 0

    before = within(links)
    reader_for(cast.coordinator).get(path, expect=403)
    reader_for(cast.outsider).get(path, expect=404)
    reader = reader_for(cast.officer).get(f"/rounds/{round_id}/not-signed").sees("write to its head alone")
    reader.get(path).sees(cast.vale_head.name).does_not_see("MARKDRAFT")
    assert within(links) == before
    reader.press("Send the head a new link", follow=True).sees("We have written to the head of Vale")
    assert within(links) == before + 1
    reader.get(path)
    reader.press("Send the head a new link", follow=True).sees("reminded within the last day")
    assert within(links) == before + 1
    signed = f"/applications/{made}/sign/{cast.school['hill']}/nudge"
    reader.get(signed).sees("No signature is asked of this school now").does_not_see("Send the head a new link")
    inside.do(lambda: tie_the_officer(cast))
    reader_for(cast.officer).get(path, expect=404)
