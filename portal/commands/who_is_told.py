"""`flask --app wsgi permissions write` also writes this: what is told to whom, as a document that anyone can read."""

from pathlib import Path

from portal import subscriptions
from portal.oversight.notifications import rhythm
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.told import TABLE
from portal.subscriptions.told import lines_for

FILE = Path(__file__).parents[2] / "docs" / "who-is-told.md"
HEAD = """# What is told to whom

Written by `make permissions` from `portal/oversight/notifications/told.py`; do not edit it by hand. Everyone has what they are told on their page *Notices*, at
once, in their own language, once. Who did something is never told of it. Mail comes as often as its reader has chosen for its group, and not in their quiet
hours; what always comes says why. What is urgent and was not looked at for some hours (`PORTAL_URGENT_UNREAD_HOURS`, 24), by someone who has not been here
since, is told to the deputy.

| when | notice | who is told | mail | if nobody looks |
|---|---|---|---|---|
"""
GROUPS = {
    Group.NEEDS: "what needs me",
    Group.BOARD: "conversations of the school",
    Group.TALK: "other messages",
    Group.CALENDAR: "activities and stand-ins",
    Group.SCHOOLS: "schools and clusters",
    Group.PROGRAMME: "applications",
}
USUAL = {Frequency.AT_ONCE: "at once", Frequency.DAILY: "once a day"}


def document() -> str:
    """The whole document."""
    facts = {event.kind() for event in (*subscriptions.IN_TRANSACTION, *subscriptions.AT_LAST)}
    return HEAD + "".join(_row(when, kind) for when, kind in lines_for(sorted(facts)))


def _row(when: str, kind: str) -> str:
    line = TABLE.get(kind)
    if line is None:
        return f"| {when} | {kind} | not said in portal/oversight/notifications/told.py yet | | |\n"
    urgent = "the deputy is told" if line.urgent else ""
    return f"| {when} | {kind} | {line.who} | {_mail(kind) if line.mail else 'none'} | {urgent} |\n"


def _mail(kind: str) -> str:
    group = rhythm.group_of(kind)
    if group is None:
        return "always: " + str(rhythm.why_always(kind)).removeprefix("This mail cannot be stopped: ").removesuffix(".")
    return f"{GROUPS[group]}, {USUAL[rhythm.usual(group)]} unless they choose otherwise"
