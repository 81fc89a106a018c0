"""The way in for mail: whose it is, whether it may be posted, and what its sender is told when it cannot. Called by the commands, one mail at a time."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask import current_app

from portal.core import clock, storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotPermitted, Refusal, SomeoneWasFaster
from portal.core.i18n import _l
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.core.second_look import concerns
from portal.core.text import fold_email
from portal.identity.accounts.models import Person
from portal.oversight.incoming import addresses, deeds, queries, reading, services
from portal.oversight.incoming.addresses import Addressed, Use
from portal.oversight.incoming.models import Outcome
from portal.oversight.incoming.queries import Asked
from portal.oversight.incoming.reading import Incoming
from portal.oversight.incoming.said import understood
from portal.running.activities.models import Activity, ActivityGuest
from portal.running.board.models import LONGEST_MESSAGE, Attached, Consent, Message, Thread
from portal.running.board.pictures import with_small
from portal.running.board.queries import get_board
from portal.running.handoffs.models import Handoff
from portal.web import login
from portal.web.mailing import write_letter

LONGEST_TITLE = 160
log = logging.getLogger(__name__)


class Reason(StrEnum):
    """Why an answer was not posted."""

    WRONG_SENDER = "wrong_sender"
    NOT_KEPT = "not_kept"
    NO_CONVERSATION = "no_conversation"
    SEVERAL = "several"
    EMPTY = "empty"
    NO_SUBJECT = "no_subject"
    TOO_LONG = "too_long"
    NOT_PERMITTED = "not_permitted"
    REFUSED = "refused"
    CONTACT_DETAILS = "contact_details"
    FILES = "files"
    PICTURES = "pictures"
    NOT_DONE = "not_done"


WORDS = {
    Reason.NOT_DONE: _l("Nothing was changed. This is why:"),
    Reason.WRONG_SENDER: _l(
        "It came from another address than the one of your account. Please send it again from that address, or sign in and write it there."
    ),
    Reason.NOT_KEPT: _l("The mail that you answered is too old. Please sign in and write it there."),
    Reason.NO_CONVERSATION: _l("That mail was about something that is answered on its page. Please open the page."),
    Reason.SEVERAL: _l(
        "That mail was about several conversations. Please write to the address below the message that you answer, or open the page."
    ),
    Reason.EMPTY: _l(
        "We found no words of yours above the text that was quoted. Please write above it and send it again."
    ),
    Reason.NO_SUBJECT: _l(
        "It had no subject. The subject is the title of the conversation: please send it again with one."
    ),
    Reason.TOO_LONG: _l(
        "It is longer than a message on the board can be. Please send it in two parts, or send the long part as a file."
    ),
    Reason.NOT_PERMITTED: _l(
        "You can no longer write in that conversation. Your school’s international contact can tell you more."
    ),
    Reason.REFUSED: _l("The board did not take it. Please open the page and write it there."),
    Reason.CONTACT_DETAILS: _l(
        "It seems to hold a phone number, an address, an account of another service or a list of names. Every school of the network would read it. "
        "Please send it again without, or open the page and write it there."
    ),
    Reason.FILES: _l(
        "Your message is on the board. These files are not, because of their kind or size, or because there were too many:"
    ),
    Reason.PICTURES: _l(
        "Your message is on the board. Nobody else sees the pictures in it until you say who can be seen in them. It takes a minute, on the page:"
    ),
}


class Hooks:
    """What the room of notices, which stands on this one, does here; put in at assembly."""

    def __init__(self) -> None:
        self.stop_mail: Callable[..., object] = lambda *, by, person_id, about: None


hooks = Hooks()


@dataclass(frozen=True)
class Taken:
    """What became of a mail."""

    outcome: Outcome
    reason: str = ""


class MailIsNotTaken(Exception):
    """This installation takes no mail in: no domain is set."""


def receive(raw: bytes, *, envelope: Sequence[str] = ()) -> Taken:
    """Take one mail in. Raises MailIsNotTaken, and TryLater when the database is too busy: the mail server is to bring it again."""
    settings = current_app.config["SETTINGS"]
    if settings.mail_in_domain is None:
        raise MailIsNotTaken
    incoming = reading.read(raw, envelope=envelope)
    keys = settings.secret_keys
    named = [(a, addresses.read(a, domain=settings.mail_in_domain, keys=keys)) for a in incoming.recipients]
    ours = next(((address, found) for address, found in named if found is not None), None)
    if ours is None:
        log.info("mail in: not ours")
        return Taken(Outcome.NOT_OURS)
    fingerprint = _fingerprint(incoming, raw, ours[0])
    if queries.was_taken(fingerprint):
        return Taken(Outcome.POSTED, "again")
    try:
        taken = _take(incoming, ours[1], fingerprint)
    except SomeoneWasFaster:  # the same mail, brought twice at once
        taken = Taken(Outcome.POSTED, "again")
    log.info("mail in: %s %s mail=%s", taken.outcome, taken.reason, ours[1].mail_id)
    return taken


def _fingerprint(incoming: Incoming, raw: bytes, address: str) -> str:
    name = incoming.message_id.encode() if incoming.message_id else raw
    return hashlib.sha256(name + b"\n" + address.casefold().encode()).hexdigest()


def _take(incoming: Incoming, addressed: Addressed, fingerprint: str) -> Taken:
    mail = queries.find_asked(addressed)
    person = queries.find_person(mail.person_id) if mail is not None and mail.person_id is not None else None
    about: dict[str, Any] = {
        "fingerprint": fingerprint,
        "outbox_mail_id": mail.mail_id if mail is not None else None,
        "person_id": person.id if person is not None else None,
    }
    if addressed.use == Use.BOUNCE and incoming.failures and mail is not None:
        session().rollback()
        worst = next((f for f in incoming.failures if f.permanent), incoming.failures[0])
        perform(services.note_bounce, by=SYSTEM, failure=worst, **about)
        return Taken(Outcome.CAME_BACK, worst.status)
    if (
        addressed.use == Use.STOP and not incoming.failures
    ):  # a mail program may send it by itself, so it may be automatic
        return _stop(mail, person, about)
    if addressed.use == Use.BOUNCE or incoming.is_automatic or incoming.failures:
        session().rollback()
        perform(services.note_mail, by=SYSTEM, outcome=Outcome.AUTOMATIC, **about)
        return Taken(Outcome.AUTOMATIC)
    if addressed.use == Use.NEW:
        return _begin(incoming, mail, person, about)
    return _answer(incoming, mail, person, about)


def _begin(incoming: Incoming, mail: Asked | None, person: Person | None, about: dict[str, Any]) -> Taken:
    """A mail to the address that begins a conversation: its subject is the title."""
    board = str(mail.about or "") if mail is not None else ""
    if mail is None or person is None or not board.startswith("board:"):
        return _refuse(incoming, Reason.NOT_KEPT, mail, person, about)
    reason = _reason_against(incoming, replace(mail, kind="thread"), person)
    title = incoming.subject[:LONGEST_TITLE]
    if reason is None and not title:
        reason = Reason.NO_SUBJECT
    if reason is None and concerns(title):
        reason = Reason.CONTACT_DETAILS
    if reason is not None:
        return _refuse(incoming, reason, mail, person, about)
    with speaking_to(person.language, person.zone):
        network = get_board(uuid.UUID(board.removeprefix("board:")))
        return _put_on_the_board(incoming, mail, person, about, services.begin_conversation, network, title=title)


def _stop(mail: Asked | None, person: Person | None, about: dict[str, Any]) -> Taken:
    """The other way to stop such mail: a mail to the address that its header names. The sealed address is the authority, as the link is."""
    session().rollback()
    if mail is None or mail.about is None or person is None:
        perform(services.note_mail, by=SYSTEM, outcome=Outcome.NOT_OURS, reason=Reason.NOT_KEPT.value, **about)
        return Taken(Outcome.NOT_OURS, Reason.NOT_KEPT)
    perform(services.note_mail, by=SYSTEM, outcome=Outcome.STOPPED, reason=mail.about[:40], **about)
    perform(hooks.stop_mail, by=SYSTEM, person_id=person.id, about=mail.about)
    return Taken(Outcome.STOPPED, mail.about)


def _answer(incoming: Incoming, mail: Asked | None, person: Person | None, about: dict[str, Any]) -> Taken:
    if mail is not None and mail.kind in deeds.KINDS and mail.subject_id is not None:
        return _do(incoming, mail, person, about)
    reason = _reason_against(incoming, mail, person)
    if reason is None and mail is not None and person is not None and mail.subject_id is not None:
        owed = queries.find_duty(mail.subject_id) if mail.kind == "reply_owed" else None
        thread = queries.find_thread(owed.subject_id if owed is not None else mail.subject_id)
        if thread is not None:
            with speaking_to(person.language, person.zone):
                return _post(incoming, mail, person, thread, about, for_school_id=owed.school_id if owed else None)
        reason = Reason.NOT_KEPT
    return _refuse(incoming, reason or Reason.NOT_KEPT, mail, person, about)


def _reason_against(incoming: Incoming, mail: Asked | None, person: Person | None) -> Reason | None:
    if mail is None or person is None:
        return Reason.NOT_KEPT
    if incoming.sender != person.email:
        return Reason.WRONG_SENDER
    if mail.kind not in ("thread", "reply_owed"):
        return Reason.SEVERAL if mail.is_digest else Reason.NO_CONVERSATION
    if not incoming.text and not incoming.files:
        return Reason.EMPTY
    if len(incoming.text) > LONGEST_MESSAGE:
        return Reason.TOO_LONG
    return Reason.CONTACT_DETAILS if concerns(incoming.text) else None


def _do(incoming: Incoming, mail: Asked, person: Person | None, about: dict[str, Any]) -> Taken:
    """An answer that does something. Nothing is half done: a refusal comes back as words, and the writer is thanked once it is done."""
    subject = deeds.find_subject(mail.kind or "", mail.subject_id) if mail.subject_id is not None else None
    if incoming.sender != fold_email(mail.address) or (mail.kind != "release" and person is None):
        return _refuse(incoming, Reason.WRONG_SENDER, mail, person, about)
    if subject is None or not incoming.text:
        return _refuse(incoming, Reason.EMPTY if subject is not None else Reason.NOT_KEPT, mail, person, about)
    language, zone = (person.language, person.zone) if person is not None else ("en", None)
    with speaking_to(language, zone):
        words: dict[str, Any] = {"answer": understood(incoming.text), "fingerprint": about["fingerprint"]}
        words["outbox_mail_id"] = about["outbox_mail_id"]
        session().rollback()
        try:
            done = _perform(subject, mail, person, words)
        except Refusal as refusal:
            return _refuse_deed(incoming, refusal, mail, person, about)
        _thank(incoming, done, mail, person)
    return Taken(Outcome.POSTED, "answer")


def _perform(
    subject: Handoff | Activity | ActivityGuest, mail: Asked, person: Person | None, words: dict[str, Any]
) -> str:
    if isinstance(subject, Handoff) and mail.kind == "release":
        return str(perform(deeds.answer_release, subject, by=SYSTEM, address=mail.address, **words))
    if person is None:
        raise NotPermitted(str(WORDS[Reason.NOT_KEPT]))
    deed: Any = deeds.answer_handoff
    if isinstance(subject, Activity):
        deed = deeds.answer_activity
    elif isinstance(subject, ActivityGuest):
        deed = deeds.answer_guest
    return str(perform(deed, subject, by=SYSTEM, writer_id=person.id, find=login.people.by_id, **words))


def _refuse_deed(
    incoming: Incoming, refusal: Refusal, mail: Asked, person: Person | None, about: dict[str, Any]
) -> Taken:
    session().rollback()
    perform(services.note_mail, by=SYSTEM, outcome=Outcome.REFUSED, reason=Reason.NOT_DONE.value, **about)
    _tell_sender(incoming, Reason.NOT_DONE, mail, person, more=str(refusal.message))
    return Taken(Outcome.REFUSED, Reason.NOT_DONE)


def _thank(incoming: Incoming, done: str, mail: Asked, person: Person | None) -> None:
    """Whoever answered by mail reads what became of it."""
    session().rollback()
    once = hashlib.sha256(f"{incoming.sender}:{incoming.message_id}".encode()).hexdigest()[:40]
    perform(
        _write_thanks,
        by=SYSTEM,
        key=f"answer_taken:{once}",
        address=incoming.sender,
        person_id=person.id if person is not None else None,
        language=person.language if person is not None else "en",
        done=done,
        link=str(current_app.config["PUBLIC_URL"]) + mail.path if mail.path else "",
        headers={"Auto-Submitted": "auto-replied", "In-Reply-To": incoming.message_id[:200]},
    )


def _write_thanks(*, by: object, language: str, key: str, **letter: Any) -> None:
    with speaking_to(language):
        write_letter("answer_taken", once=key, **letter)


def _post(
    incoming: Incoming,
    mail: Asked,
    person: Person,
    thread: Thread,
    about: dict[str, Any],
    *,
    for_school_id: uuid.UUID | None = None,
) -> Taken:
    return _put_on_the_board(incoming, mail, person, about, services.post_answer, thread, for_school_id=for_school_id)


def _put_on_the_board(
    incoming: Incoming,
    mail: Asked,
    person: Person,
    about: dict[str, Any],
    deed: Callable[..., object],
    subject: object,
    **more: Any,
) -> Taken:
    files, left = _files_of(incoming)
    words = incoming.text or ", ".join(one.upload.name for one in files)
    if not words:
        return _refuse(incoming, Reason.EMPTY, mail, person, about)
    message = Message(words, person.language, files=files)
    session().rollback()
    try:
        perform(
            deed,
            subject,
            by=SYSTEM,
            writer_id=person.id,
            find=login.people.by_id,
            message=message,
            **more,
            fingerprint=about["fingerprint"],
            outbox_mail_id=about["outbox_mail_id"],
        )
    except SomeoneWasFaster:
        raise
    except NotPermitted:
        return _refuse(incoming, Reason.NOT_PERMITTED, mail, person, about)
    except Refusal:
        return _refuse(incoming, Reason.REFUSED, mail, person, about)
    if any(one.small is not None for one in files):
        _tell_sender(incoming, Reason.PICTURES, mail, person)
    if left:
        _tell_sender(incoming, Reason.FILES, mail, person, more=", ".join(left))
    return Taken(Outcome.POSTED, Reason.FILES if left else "")


def _files_of(incoming: Incoming) -> tuple[tuple[Attached, ...], list[str]]:
    """The files that pass the rules for uploads, laid in the store, as many as a message holds; and the names of the others. Nobody but their sender sees a
    picture until they have said who can be seen in it, as on the page."""
    config = current_app.config
    taken: list[Attached] = []
    left: list[str] = []
    for attached in incoming.files:
        name = storage.safe_name(attached.name)
        if len(taken) >= config["MAX_MESSAGE_FILES"]:
            left.append(name)
            continue
        try:
            upload = storage.receive(
                attached.open(), attached.name, field="attachment", most_bytes=config["MAX_FILE_BYTES"]
            )
            taken.append(with_small(upload, Consent()))
        except Refusal:
            left.append(name)
    return tuple(taken), left


def _refuse(
    incoming: Incoming, reason: Reason, mail: Asked | None, person: Person | None, about: dict[str, Any]
) -> Taken:
    session().rollback()
    perform(services.note_mail, by=SYSTEM, outcome=Outcome.REFUSED, reason=reason.value, **about)
    _tell_sender(incoming, reason, mail, person)
    return Taken(Outcome.REFUSED, reason.value)


def _tell_sender(
    incoming: Incoming, reason: Reason, mail: Asked | None, person: Person | None, *, more: str = ""
) -> None:
    """Say kindly why. A stranger learns nothing of what the mail was about, and gets one such mail a day at most."""
    if "@" not in incoming.sender or len(incoming.sender) > 254:
        return
    is_theirs = person is not None and incoming.sender == person.email
    home = str(current_app.config["PUBLIC_URL"])
    path = mail.path if is_theirs and mail is not None and mail.path else "/what-needs-me"
    each = incoming.message_id if reason == Reason.NOT_DONE else ""  # another answer has another reason
    once = hashlib.sha256(f"{incoming.sender}:{reason.value}:{each}".encode()).hexdigest()[:40]
    session().rollback()
    perform(
        _write,
        by=SYSTEM,
        language=person.language if is_theirs and person is not None else "en",
        address=incoming.sender,
        person_id=person.id if is_theirs and person is not None else None,
        key=f"about_your_mail:{once}:{clock.now().date()}",
        reason=reason,
        link=home + path,
        more=more,
        headers={"Auto-Submitted": "auto-replied", "In-Reply-To": incoming.message_id[:200]},
    )


def _write(*, by: object, language: str, reason: Reason, key: str, **letter: Any) -> None:
    with speaking_to(language):
        why = str(WORDS[reason])
        write_letter(
            "about_your_mail",
            once=key,
            why=why,
            is_posted=reason in (Reason.FILES, Reason.PICTURES),
            is_answer=reason == Reason.NOT_DONE,
            **letter,
        )
