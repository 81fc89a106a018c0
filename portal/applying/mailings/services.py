"""Sending a mail to many people of a round: exactly to the list that was shown, once a day at most, to more than twenty by two of the programme."""

import hashlib
from datetime import datetime
from typing import Any

from portal.applying.applications import services as applications
from portal.applying.applications.models import SignOff
from portal.applying.applications.services.by_link import WriteLink
from portal.applying.mailings import audiences, events, queries
from portal.applying.mailings.audiences import REST
from portal.applying.mailings.models import ALONE_UP_TO, Audience, RoundMail, RoundMailPerson
from portal.applying.mailings.queries import Line
from portal.applying.programmes.models import Round, RoundSection
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.policy.people import SignedIn


def rests_until(planned: Round) -> datetime | None:
    """Who has not signed is not written to twice within a day: from when on the mail can go again; None when it can go now."""
    last = queries.last_sent_at(planned)
    return last + REST if last is not None and last > clock.now() - REST else None


def send_to_unsigned(planned: Round, *, by: SignedIn, digest: str) -> RoundMail:
    """Write to everybody whose signature is awaited, when `digest` is that of the list as it stands. More than twenty people: the first to ask leaves it
    to a second person, who confirms the same list."""
    audiences.hold(planned, Audience.UNSIGNED)
    found = queries.list_unsigned(planned, by)
    if not found:
        raise NotAllowedNow(_("No signature is awaited now. Nobody was written to."))
    _is_as_shown(found, digest)
    if rests_until(planned) is not None:
        raise NotAllowedNow(_("They were written to within the last day. Please wait until tomorrow."))
    return _send(RoundMail(round_id=planned.id, audience=Audience.UNSIGNED), planned, found, by=by, digest=digest)


def send(
    planned: Round,
    *,
    by: SignedIn,
    audience: Audience,
    digest: str,
    section: RoundSection | None = None,
    words: str = "",
) -> RoundMail:
    """Write to one of the other audiences, by the same rules. `words`: what all applicants are told, nobody the same twice; the others get words of the
    portal."""
    if audience == Audience.APPLICANTS and not words:
        raise RuleBroken("words", _("Write what you want to tell them."))
    audiences.hold(planned, audience)
    found = audiences.list_lines(planned, audience, section, by, words=words)
    if not found and words and audiences.list_lines(planned, audience, section, by):
        raise NotAllowedNow(_("These words went to them already."))
    if not found:
        raise NotAllowedNow(_("Nobody is left to write to now. Nobody was written to."))
    _is_as_shown(found, digest)
    section_id = section.id if section is not None else None
    mail = RoundMail(round_id=planned.id, audience=audience, section_id=section_id, words=words)
    return _send(mail, planned, found, by=by, digest=digest)


def _is_as_shown(found: list[Line], digest: str) -> None:
    if queries.digest_of(found) != digest:
        raise NotAllowedNow(_("The list has changed since you opened the page. Please read it again."))


def _send(new: RoundMail, planned: Round, found: list[Line], *, by: SignedIn, digest: str) -> RoundMail:
    mail, people = queries.waiting(planned, new.audience, new.section_id), queries.people_of(found)
    if mail is None:
        mail = new
        mail.asked_by_id, mail.digest, mail.people = by.id, digest, len(people)
        session().add(mail)
    elif mail.digest != digest or mail.words != (new.words or ""):
        mail.asked_by_id, mail.digest, mail.people, mail.words = by.id, digest, len(people), new.words or ""
    elif mail.asked_by_id == by.id:
        raise NotAllowedNow(_("You asked for this mail. A second person of the programme has to confirm it."))
    session().flush()
    if len(people) > ALONE_UP_TO and mail.asked_by_id == by.id:
        record(_fact(mail, by, is_sent=False))
        return mail
    mail.sent_at, mail.confirmed_by_id = clock.now(), by.id if mail.asked_by_id != by.id else None
    session().add_all(RoundMailPerson(mail_id=mail.id, person_id=person_id) for person_id in people)
    for one in found:
        record(_written(mail, one, by))
    record(_fact(mail, by, is_sent=True))
    return mail


def _written(mail: RoundMail, one: Line, by: SignedIn) -> Event:
    """What happened for one line of the list."""
    if mail.audience in audiences.REVIEWERS:
        (reader_id,) = one.people
        return events.ReviewerPrompted(
            by_id=by.id, person_id=reader_id, subject_id=mail.id, round_id=mail.round_id, reviews=one.reviews, late=one.late
        )  # fmt: skip
    about: dict[str, Any] = {
        "by_id": by.id,
        "cluster_id": one.cluster_id,
        "application_id": one.application_id,
        "people": tuple(one.people),
    }
    if mail.audience in audiences.CONDITIONS:
        (school_id,) = one.schools
        return events.ConditionChased(subject_id=one.subject_id, school_id=school_id, **about)
    if mail.audience == Audience.UNSIGNED:
        return events.SignatureReminded(subject_id=mail.id, schools=tuple(one.schools), **about)
    return events.ApplicantsWritten(subject_id=mail.id, **about)


def _fact(mail: RoundMail, by: SignedIn, *, is_sent: bool) -> Event:
    about: dict[str, Any] = {"by_id": by.id, "subject_id": mail.id, "round_id": mail.round_id, "people": mail.people}
    if mail.audience == Audience.UNSIGNED:
        return events.SigningMailSent(**about) if is_sent else events.SigningMailAsked(**about)
    kind = events.RoundMailSent if is_sent else events.RoundMailAsked
    return kind(audience=str(mail.audience), **about)


def nudge_head(sign_off: SignOff, *, by: SignedIn, write: WriteLink) -> RoundMail:
    """Send the head of the one school that holds an application up a new link, as the coordinator can; once a day at most."""
    application = sign_off.application
    planned = application.round
    audiences.hold(planned, Audience.HEAD)
    digest = hashlib.sha256(str(sign_off.id).encode()).hexdigest()
    if queries.was_sent(planned, Audience.HEAD, digest, since=clock.now() - REST):
        raise NotAllowedNow(_("This head was reminded within the last day. Please wait until tomorrow."))
    applications.write_to_head(sign_off, by=by, write=write)
    head = applications.head_of(sign_off)
    mail = RoundMail(round_id=planned.id, audience=Audience.HEAD, words="", asked_by_id=by.id, digest=digest, people=1)
    mail.sent_at = clock.now()
    session().add(mail)
    session().flush()
    if head is not None:
        session().add(RoundMailPerson(mail_id=mail.id, person_id=head.id))
    record(
        events.HeadNudged(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            school_id=sign_off.school_id,
            subject_id=sign_off.id,
        )
    )
    return mail
