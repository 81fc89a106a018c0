"""Noting that it was read, and changing what holds for a country."""

import uuid

from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim
from portal.identity.schools.models import School
from portal.policy.people import SignedIn
from portal.running.transfers import events, queries
from portal.running.transfers.models import TransferNote, TransferRule
from portal.running.transfers.queries import Transfer


def note_transfer(transfer: Transfer, *, by: SignedIn) -> None:
    """The person has read, for their school, what is shared with schools in the country. Reading it twice is reading it once."""
    if transfer.read_at is None:
        _note(transfer.school_id, transfer.rule, by)


def note_before_sharing(*, by: SignedIn, school_id: uuid.UUID, other_id: uuid.UUID) -> None:
    """A request is sent or accepted from a page that said what is shared: the person has read it, for their school. Part of that deed."""
    country = session().get_one(School, other_id).country
    for owed in queries.owed_between([school_id], country):
        _note(owed.school_id, queries.get_rule(owed.rule_id), by)


def _note(school_id: uuid.UUID, rule: TransferRule, by: SignedIn) -> None:
    session().add(TransferNote(school_id=school_id, rule_id=rule.id, rule_version=rule.version, person_id=by.id))
    session().flush()
    record(
        events.TransferNoted(
            by_id=by.id, person_id=by.id, school_id=school_id, subject_id=rule.id, country=rule.country
        )
    )


def change_rule(rule: TransferRule, *, by: Actor, version: int, is_covered: bool, words: str) -> None:
    """What holds for a country, from now on. Schools that have partners there read it again."""
    values = {"is_covered": is_covered, "words": words, "version": version + 1}
    if not claim(rule, {"version": version}, values):
        session().refresh(rule)
        raise Stale(_("Someone else changed this since you opened the page."), {"words": rule.words})
    record(events.TransferRuleChanged(by_id=by.id, subject_id=rule.id, country=rule.country))
