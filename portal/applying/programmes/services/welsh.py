"""Giving the words of a round in Welsh."""

from collections.abc import Mapping

from portal.applying.programmes import events
from portal.applying.programmes.models import Criterion, Question, Round, RoundSection
from portal.applying.programmes.services.freezing import check_version
from portal.core.actors import Actor
from portal.core.bilingual import Bilingual
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean

LISTS = ("options", "themes", "entry_questions")


def give_welsh(
    planned: Round, *, by: Actor, read_version: int, thing: Bilingual, words: Mapping[str, str]
) -> Bilingual:
    """Keep these Welsh texts of the round, its programme, or something in it; empty words take a text away.

    Once clusters answer a question (or reviewers use a criterion), Welsh that was missing can still be given, and what was given stays: nobody's
    questions change under them.
    """
    check_version(planned, read_version, {name: thing.welsh(name) for name in words})
    session().refresh(thing, ["in_welsh"], with_for_update=True)  # a programme is written through each of its rounds
    for name, typed in words.items():
        said = _tidy(thing, name, clean(typed))
        if said == thing.welsh(name) and thing.welsh_state(name) in ("there", "missing", "empty"):
            continue
        if is_kept(planned, thing) and thing.welsh_state(name) == "there":
            raise NotAllowedNow(
                _("This text is in use, so its Welsh stays as it is. Welsh that is missing can still be given.")
            )
        thing.give_welsh(name, said)
    planned.version += 1
    record(events.RoundFormEdited(by_id=by.id, subject_id=planned.id, round_id=planned.id, what="welsh_given"))
    return thing


def is_kept(planned: Round, thing: Bilingual) -> bool:
    """Whether the words of this are in use by those who answer or score."""
    if isinstance(thing, Criterion):
        return planned.criteria_frozen_at is not None
    if isinstance(thing, RoundSection):
        return thing.form_number != planned.edited_form_number
    return isinstance(thing, Question) and thing.section.form_number != planned.edited_form_number


def _tidy(thing: Bilingual, name: str, typed: str) -> str:
    if len(typed) > thing.WELSH_FIELDS[name]:
        raise RuleBroken(name, _("Use %(most)s characters or fewer.", most=thing.WELSH_FIELDS[name]))
    if name not in LISTS or not typed:
        return typed
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    wanted = len(getattr(thing, name))
    if len(lines) != wanted or len(set(lines)) != wanted:
        raise RuleBroken(name, _("Give %(wanted)s different lines, in the same order as in English.", wanted=wanted))
    return "\n".join(line.replace("|", "/") for line in lines)
