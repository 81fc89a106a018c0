"""Making something read-only, and ending that: one step each, with the reason."""

import uuid
from collections.abc import Collection

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, NotPermitted, RuleBroken
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change
from portal.identity.accounts.models import OneTimeLink, Person
from portal.identity.people import queries as people
from portal.identity.schools.models import School
from portal.oversight.freezes import events, queries
from portal.oversight.freezes.models import Freeze, FrozenKind
from portal.oversight.freezes.queries import Thing
from portal.oversight.freezes.services.hiding import hide_everything, show_everything
from portal.policy.people import Role


def make_read_only(thing: Thing, *, by: Actor, reason: str, hides: bool = False) -> Freeze:
    """From the next request on nobody whom it binds changes anything there. They read the reason. Nothing is deleted; with `hides`, of a person alone,
    everything that they wrote is out of sight in the same step."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. Those whom it is about read it."))
    if thing.kind == FrozenKind.PERSON:
        _check_person(thing, by)
    if queries.live_freeze(thing.kind, thing.id) is not None:
        raise NotAllowedNow(_("This is read-only already."))
    made = Freeze(
        kind=thing.kind,
        person_id=thing.person_id,
        school_id=thing.school_id,
        cluster_id=thing.cluster_id,
        reason=clean(reason),
        set_by_id=by.id,
    )
    session().add(made)
    session().flush()
    _mark_school(thing.school_id, is_frozen=True)
    record(_fact(events.MadeReadOnly, made, by))
    if hides and thing.kind == FrozenKind.PERSON and queries.live_hiding(thing.id) is None:
        hide_everything(session().get_one(Person, thing.id), by=by, reason=reason)
    return made


def _check_person(thing: Thing, by: Actor) -> None:
    if thing.id == by.id:
        raise RuleBroken(None, _("Nobody makes their own account read-only."))
    role = Role.SYSTEM_ADMINISTRATOR
    if people.has_live_role(thing.id, role) and not people.other_holders(role, but=thing.id):
        raise NotAllowedNow(_("This is the last administrator. Make another one first."))


def end_read_only(freeze: Freeze, *, by: Actor, reason: str, shows: bool = False) -> None:
    """Everything goes on as before, from the next request on; with `shows` what the person wrote is in sight again, if it was hidden together."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write why it goes on. Those whom it is about read it."))
    if freeze.lifted_at is not None:
        raise NotAllowedNow(_("This is not read-only any more."))
    change(
        freeze,
        {"lifted_at": None},
        {"lifted_at": clock.now(), "lifted_by_id": by.id, "lift_reason": clean(reason)},
    )
    _mark_school(freeze.school_id, is_frozen=False)
    record(_fact(events.ReadOnlyEnded, freeze, by))
    hiding = queries.live_hiding(freeze.person_id) if shows and freeze.person_id is not None else None
    if hiding is not None:
        show_everything(hiding, by=by, reason=reason)


def _fact(kind: type[events.MadeReadOnly | events.ReadOnlyEnded], freeze: Freeze, by: Actor) -> Event:
    return kind(
        by_id=by.id,
        person_id=freeze.person_id,
        school_id=freeze.school_id,
        cluster_id=freeze.cluster_id,
        subject_id=freeze.id,
        thing=freeze.kind.value,
        frozen_id=freeze.thing_id,
    )


def _mark_school(school_id: object, *, is_frozen: bool) -> None:
    if school_id is not None:
        school = session().get_one(School, school_id)
        school.frozen_at = clock.now() if is_frozen else None
        session().flush()


def keep_as_it_is(cluster_ids: Collection[uuid.UUID]) -> None:
    """A cluster that is read-only neither becomes part of another one nor two: what it holds would go where it can be changed."""
    if queries.any_frozen(cluster_ids):
        raise NotAllowedNow(
            _("A cluster that this is about is read-only for the time being. It can be done afterwards.")
        )


def check_link(subject: object) -> None:
    """A link that was mailed does nothing where its school or cluster is read-only. It works again afterwards, if it is not too old by then."""
    if isinstance(subject, OneTimeLink) and queries.freeze_on_link(subject) is not None:
        raise NotPermitted(
            _(
                "Nothing can be changed here for the time being. Please try this link again later. Nothing you typed is lost: it is below."
            )
        )
