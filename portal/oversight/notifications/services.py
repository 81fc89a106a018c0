"""Telling people: a notice on their page, and a mail where one is due."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock
from portal.core.actors import Actor
from portal.core.bilingual import ENGLISH
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.oversight.incoming.queries import unreachable
from portal.oversight.notifications import queries, rhythm, stops
from portal.oversight.notifications import told as told_table
from portal.oversight.notifications.events import MailStarted, MailStopped
from portal.oversight.notifications.models import MailStop, NoticeRhythm, Notification
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.stops import Stop

GATHERED = (Frequency.DAILY, Frequency.WEEKLY)


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to."""

    id: uuid.UUID
    name: str
    email: str
    language: str
    zone: str


@dataclass(frozen=True)
class About:
    """What a notice is about: a conversation, a stand-in (`subject_id`), a message (`post_id`). `group`: where its kind alone does not say it;
    `group_for`: for whom it is another one."""

    subject_id: uuid.UUID | None = None
    post_id: uuid.UUID | None = None
    group: Group | None = None
    group_for: Mapping[uuid.UUID, Group] = field(default_factory=dict)


NOTHING = About()


class Hooks:
    """How a letter is written, and how long something urgent may wait, is known above; put in at assembly. The tests put in `check`, which holds every
    notice against the table of what is told to whom."""

    def __init__(self) -> None:
        self.write_letter: Callable[..., None] = lambda kind, recipient, **words: None
        self.urgent_for: Callable[[], timedelta] = lambda: timedelta(hours=24)
        self.check: Callable[..., None] = lambda kind, *, mailed: None


hooks = Hooks()


def tell(
    person_ids: Iterable[uuid.UUID | None],
    *,
    kind: str,
    title: Any,
    path: str,
    cluster_id: uuid.UUID | None = None,
    letter: str | None = None,
    once: str | None = None,
    about: About = NOTHING,
    **context: Any,
) -> int:
    """Put a notice on the page of each of these people, in the running transaction. Returns how many were told.

    `title` is the whole sentence; a lazy one is put into words for each reader, in their language and on their clocks. `path` leads to what it is about.
    With `letter` ("notice" suits most) each also gets that mail; `context` goes to its template (`words`: further sentences). Mail comes as often as the
    person wants it, and never in their quiet hours; what keeps the account safe comes at once. With `once` nobody is told the same thing twice. People
    without an active account are passed over. `about`: more of what it is about.
    """
    told = queries.active_people(person_ids)
    if once is not None:
        known = queries.known_once([_once(once, person.id) for person in told])
        told = [person for person in told if _once(once, person.id) not in known]
    if not told:
        return 0
    hooks.check(kind, mailed=letter is not None)
    passes_on_at = clock.now() + hooks.urgent_for() if told_table.is_urgent(kind) else None
    group = about.group or rhythm.group_of(kind)
    groups = {person.id: about.group_for.get(person.id, group) for person in told}
    mailed = _Mailed(groups, cluster_id) if letter is not None else None
    said = _in_their_words(told, title)
    for person in told:
        key = _once(once, person.id) if once is not None else None
        frequency = mailed.frequency(person) if mailed is not None else Frequency.NEVER
        made = Notification(
            person_id=person.id,
            kind=kind[:60],
            title=said[person.id][0],
            language=said[person.id][1],
            path=path,
            cluster_id=cluster_id,
            once=key,
            gathered=frequency if frequency in GATHERED else None,
            subject_id=about.subject_id,
            post_id=about.post_id,
            passes_on_at=passes_on_at,
        )
        session().add(made)
        if mailed is not None and letter is not None and frequency == Frequency.AT_ONCE:
            more = {**context, **mailed.envelope(person, kind)}
            recipient = Recipient(person.id, person.name, person.email, person.language, person.zone)
            hooks.write_letter(letter, recipient, title=said[person.id][0], path=path, once=key, is_new=True, **more)
    counted = sa.update(Person).where(Person.id.in_([person.id for person in told]))
    session().execute(counted.values(unread=Person.unread + 1))
    session().flush()
    return len(told)


class _Mailed:
    """How often each of these people wants mail of their group, and what they have stopped. Four statements, however many they are."""

    def __init__(self, groups: Mapping[uuid.UUID, Group | None], cluster_id: uuid.UUID | None) -> None:
        self.groups, ids = groups, list(groups)
        given = sorted({group for group in groups.values() if group is not None})
        self.abouts = {group: stops.of_notice(group, cluster_id) or group.value for group in given}
        self.silent = unreachable(ids)
        self.board, self.chosen, self.stopped = "", queries.frequencies(ids, given) if given else {}, set()
        if given:
            self.stopped = queries.stops_among(ids, {*self.abouts.values(), *(group.value for group in given)})
            if cluster_id is not None and any(about != group.value for group, about in self.abouts.items()):
                self.board = queries.cluster_names({cluster_id}).get(cluster_id, "")

    def frequency(self, person: Person) -> Frequency:
        """How often mail about this comes to the person."""
        group = self.groups[person.id]
        if person.id in self.silent:
            return Frequency.NEVER
        if group is None:
            return Frequency.AT_ONCE
        if self.stopped & {(person.id, self.abouts[group]), (person.id, group.value)}:
            return Frequency.NEVER
        return self.chosen.get((person.id, group), rhythm.usual(group))

    def envelope(self, person: Person, kind: str) -> dict[str, Any]:
        """When the letter may leave; how its reader can stop such mail, or why they cannot."""
        group = self.groups[person.id]
        if group is None:
            return {"always": rhythm.why_always(kind)}
        return {"due_at": rhythm.due_for(person, clock.now()), "about": self.abouts[group], "board": self.board}


def _in_their_words(people: Iterable[Person], title: Any) -> dict[uuid.UUID, tuple[str, str]]:
    """The sentence as each of these people reads it: in their language (or in English where it has no words in theirs), on their clocks; and which language
    that is. Said once for all who share both."""
    said: dict[tuple[str, str], tuple[str, str]] = {}
    for key in {(person.language, person.zone) for person in people}:
        words = _said(title, *key)
        english = words if key[0] == ENGLISH else _said(title, ENGLISH, key[1])
        said[key] = (words, ENGLISH if words == english else key[0])
    return {person.id: said[(person.language, person.zone)] for person in people}


def _said(title: Any, language: str, zone: str) -> str:
    with speaking_to(language, zone):
        return str(title)[:300]


def _once(once: str, person_id: uuid.UUID) -> str:
    return f"{once[:160]}:{person_id}"


def mark_all_read(*, by: Actor) -> None:
    """The person has read their notices."""
    unread = sa.update(Notification).where(Notification.person_id == by.id, Notification.read_at.is_(None))
    session().execute(unread.values(read_at=clock.now()))
    session().execute(sa.update(Person).where(Person.id == by.id).values(unread=0))


def mark_read_about(person_id: uuid.UUID | None, subject_id: uuid.UUID) -> None:
    """Who has answered has read: what they were told of this conversation is no longer new. As part of the running transaction."""
    unread = sa.update(Notification).where(
        Notification.person_id == person_id, Notification.subject_id == subject_id, Notification.read_at.is_(None)
    )
    read: Any = session().execute(unread.values(read_at=clock.now()))
    if read.rowcount:
        left = sa.case((Person.unread > read.rowcount, Person.unread - read.rowcount), else_=0)
        session().execute(sa.update(Person).where(Person.id == person_id).values(unread=left))


def note_opened(*, by: Actor, subject_id: uuid.UUID) -> None:
    """The person has opened the page that was news to them. A deed for `perform`."""
    mark_read_about(by.id, subject_id)


def stop_mail(*, by: Actor, stop: Stop) -> bool:
    """No more mail about this to this person, until they say otherwise. Stopping twice is as good as once: False then. A deed for `perform`."""
    if queries.find_stop(stop.person_id, stop.about) is not None:
        return False
    session().add(MailStop(person_id=stop.person_id, about=stop.about))
    session().flush()
    record(MailStopped(by_id=stop.person_id, person_id=stop.person_id, cluster_id=stop.cluster_id, about=stop.about))
    return True


def stop_mail_about(*, by: Actor, person_id: uuid.UUID, about: str) -> bool:
    """The same, asked for by mail. A deed for `perform`."""
    return stop_mail(by=by, stop=Stop(person_id, about))


def start_mail(*, by: Actor, stop: Stop) -> bool:
    """Mail about this comes again, as often as the person has chosen. A deed for `perform`."""
    found = queries.find_stop(stop.person_id, stop.about)
    if found is None:
        return False
    session().delete(found)
    session().flush()
    record(MailStarted(by_id=stop.person_id, person_id=stop.person_id, cluster_id=stop.cluster_id, about=stop.about))
    return True


def set_rhythm(
    person: Person,
    *,
    by: Actor,
    frequencies: Mapping[Group, Frequency],
    quiet_from: time | None,
    quiet_until: time | None,
) -> None:
    """How often the person wants mail about what, and when not. What was gathered already comes in the mail it was gathered for."""
    if (quiet_from is None) != (quiet_until is None):
        if quiet_until is None:
            raise RuleBroken("quiet_until", _("Quiet until: enter when the quiet hours end, or leave both empty."))
        raise RuleBroken("quiet_from", _("Quiet from: enter when the quiet hours begin, or leave both empty."))
    person.quiet_from, person.quiet_until = quiet_from, quiet_until
    known = queries.rhythm_of(person.id)
    for group, frequency in frequencies.items():
        if group in known:
            known[group].frequency = frequency
        else:
            session().add(NoticeRhythm(person_id=person.id, group=group, frequency=frequency))
    _forget_stops(person.id, frequencies)
    session().flush()


def _forget_stops(person_id: uuid.UUID, frequencies: Mapping[Group, Frequency]) -> None:
    """Who chooses mail again has it again. What was stopped for one board stays so."""
    wanted = {group.value for group, frequency in frequencies.items() if frequency != Frequency.NEVER}
    if any(frequency in GATHERED for group, frequency in frequencies.items() if group != Group.NEEDS):
        wanted.add(stops.DIGEST)
    for found in queries.stops_of(person_id):
        if found.about in wanted:
            session().delete(found)
