"""Sending the mail to all who have not signed: exactly to the list that was shown, once a day at most, to many people by two of the programme."""

import uuid
from datetime import datetime, timedelta

from portal.applying.mailings import events, queries
from portal.applying.mailings.models import ALONE_UP_TO, SigningMail
from portal.applying.programmes.models import Round
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn

REST = timedelta(hours=20)


def rests_until(planned: Round) -> datetime | None:
    """Nobody is written to twice within a day: from when on the mail can go again; None when it can go now."""
    last = queries.last_sent_at(planned)
    return last + REST if last is not None and last > clock.now() - REST else None


def send_to_unsigned(planned: Round, *, by: SignedIn, digest: str) -> SigningMail:
    """Write to everybody whose signature is awaited, when `digest` is that of the list as it stands. More than twenty people: the first to ask leaves it
    to a second person, who confirms the same list."""
    found = queries.list_unsigned(planned, by)
    if not found:
        raise NotAllowedNow(_("No signature is awaited now. Nobody was written to."))
    if queries.digest_of(found) != digest:
        raise NotAllowedNow(_("The list has changed since you opened the page. Please read it again."))
    if rests_until(planned) is not None:
        raise NotAllowedNow(_("They were written to within the last day. Please wait until tomorrow."))
    mail, people = queries.waiting(planned), len(queries.people_of(found))
    if mail is None:
        mail = SigningMail(round_id=planned.id, asked_by_id=by.id, digest=digest, people=people)
        session().add(mail)
    elif mail.digest != digest:
        mail.asked_by_id, mail.digest, mail.people = by.id, digest, people
    elif mail.asked_by_id == by.id:
        raise NotAllowedNow(_("You asked for this mail. A second person of the programme has to confirm it."))
    session().flush()
    if people > ALONE_UP_TO and mail.asked_by_id == by.id:
        record(_fact(events.SigningMailAsked, planned, mail, by.id))
        return mail
    mail.sent_at, mail.confirmed_by_id = clock.now(), by.id if mail.asked_by_id != by.id else None
    for one in found:
        record(
            events.SignatureReminded(
                by_id=by.id,
                cluster_id=one.cluster_id,
                application_id=one.application_id,
                subject_id=mail.id,
                schools=tuple(one.schools),
                people=tuple(one.people),
            )
        )
    record(_fact(events.SigningMailSent, planned, mail, by.id))
    return mail


def _fact(
    kind: type[events.SigningMailAsked] | type[events.SigningMailSent], planned: Round, mail: SigningMail, by: uuid.UUID
) -> events.SigningMailAsked | events.SigningMailSent:
    return kind(by_id=by, subject_id=mail.id, round_id=planned.id, people=mail.people)
