"""The part of the scale world that is told to people: what every account was told and mailed, what waits for the mail of the day, and how they want it.

Every school but those of the two measured clusters owes something this week, so that the mail of the morning goes to every account.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from portal.commands.scale_world import World
from portal.core.duty import Duty, DutyKind
from portal.core.outbox import OutboxMail
from portal.oversight.notifications.models import MailStop, NoticeRhythm, Notification

NOTICES_EACH, MAILS_EACH, MEASURED_CLUSTERS = 4, 2, 2


def tables(world: World) -> Iterator[tuple[str, Any, Iterable[dict[str, Any]]]]:
    """Notices, mails that left, rhythms and stops; a thing to do for each school."""
    yield "notices", Notification, _notices(world)
    yield "mails that left", OutboxMail, _mails(world)
    yield "rhythms of mail", NoticeRhythm, _rhythms(world)
    yield "mail that was stopped", MailStop, _stops(world)
    yield "a thing to do for each school", Duty, _duties(world)


def _people(world: World) -> range:
    return range(world.schools * 2)


def _notices(world: World) -> Iterable[dict[str, Any]]:
    """Four for each account: two read, two not; one of them waits for the mail of the day of every second account."""
    clusters = [world.record("cluster", n)["id"] for n in range(world.clusters) for _school in world.schools_of(n)]
    for person in _people(world):
        cluster = clusters[person // 2]
        for n in range(NOTICES_EACH):
            at = world.at - timedelta(days=n + 1)
            yield world.record("notification", person * NOTICES_EACH + n, at) | {
                "person_id": world.record("person", person)["id"], "kind": "post_added", "title": f"A school wrote in “Conversation {person}”",
                "path": f"/clusters/{cluster}/board", "cluster_id": cluster, "read_at": at if n > 1 else None,
                "gathered": "daily" if n == 0 and person % 2 else None, "subject_id": None, "post_id": None, "passes_on_at": None, "once": None,
            }  # fmt: skip


def _mails(world: World) -> Iterable[dict[str, Any]]:
    words = "A school wrote in a conversation. Open it on the page. " * 12
    for person in _people(world):
        for n in range(MAILS_EACH):
            at = world.at - timedelta(days=n + 1)
            yield world.record("outbox_mail", person * MAILS_EACH + n, at) | {
                "kind": "notice", "person_id": world.record("person", person)["id"], "address": f"teacher{person}@scale.example",
                "subject": "A school wrote", "text": words, "html": None, "headers": {"Auto-Submitted": "auto-generated"},
                "message_id": f"<scale.{person}.{n}@portal.example>", "once": None, "subject_kind": None, "subject_id": None, "path": "/notices",
                "about": None, "due_at": at, "lease_until": None, "attempts": 1, "sent_at": at, "failed_at": None, "last_error": None,
            }  # fmt: skip


def _rhythms(world: World) -> Iterable[dict[str, Any]]:
    """Every tenth account has said how often it wants what."""
    for person in _people(world)[::10]:
        often = ("daily", "weekly", "never")[person // 10 % 3]
        yield world.record("notice_rhythm", person) | {
            "person_id": world.record("person", person)["id"], "about": "board", "frequency": often,
        }  # fmt: skip


def _stops(world: World) -> Iterable[dict[str, Any]]:
    for person in _people(world)[::50]:
        yield world.record("mail_stop", person) | {
            "person_id": world.record("person", person)["id"], "about": f"board:{world.record('cluster', 0)['id'].hex}",
        }  # fmt: skip


def _duties(world: World) -> Iterable[dict[str, Any]]:
    for school in range(world.schools_of(MEASURED_CLUSTERS - 1)[-1] + 1, world.schools):
        school_id = world.record("school", school)["id"]
        yield world.record("thing_to_do", school) | {
            "kind": DutyKind.NAME_CONTACT, "subject_id": school_id, "school_id": school_id, "title": f"School {school}",
            "due_at": world.at + timedelta(days=school % 6 + 1), "open_key": f"scale:school:{school}",
        }  # fmt: skip
