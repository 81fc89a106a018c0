"""Each school of a joint project names a class: year group and number, never names."""

import uuid
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy import SignedIn
from portal.running.partnerships.models import Partnership, PartnershipStatus
from portal.running.partnerships.queries import get_network
from portal.running.partnerships.services.acting import acting_school
from portal.running.plans import events, queries
from portal.running.plans.models import ProjectClass

TO_NAME = timedelta(days=14)


def name_class(
    partnership: Partnership,
    *,
    by: SignedIn,
    year_group: str,
    pupil_count: int | None,
    words: str = "",
    school_id: uuid.UUID | None = None,
    version: int = 0,
) -> ProjectClass:
    """A school says with which class it takes part, or changes it. `version`: the one that was read, 0 while there is none."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    school = acting_school(partnership.cluster_id, by=by, school_id=school_id)
    known = get_network(partnership.cluster_id).school(school)
    if known is None or known.is_invited:
        raise RuleBroken("school", _("Your school can name a class as soon as it has joined."))
    if not year_group:
        raise RuleBroken("year_group", _("Say which year group it is."))
    if pupil_count is None or pupil_count < 1:
        raise RuleBroken("pupil_count", _("Say how many pupils take part."))
    named = queries.class_of(partnership.id, school)
    values = {"year_group": year_group, "pupil_count": pupil_count, "words": words}
    if named is None:
        named = ProjectClass(partnership_id=partnership.id, school_id=school, **values)
        session().add(named)
        session().flush()
    elif named.version != version:
        current = {"year_group": named.year_group, "words": named.words}
        raise Stale(
            _("Someone at your school has changed this since you opened the page."), current, str(named.version)
        )
    else:
        change(named, {"version": version}, {**values, "version": version + 1})
    duty.settle(DutyKind.NAME_CLASS, partnership.id, by=by, school_id=school, outcome="named")
    record(
        events.ClassNamed(by_id=by.id, cluster_id=partnership.cluster_id, school_id=school, subject_id=partnership.id)
    )
    return named


def ask_for_classes(partnership: Partnership, *, by: Actor) -> int:
    """Ask the contact of every school of a joint project that has not named a class; take back what is no longer asked. Answers how many were asked."""
    missing: dict[uuid.UUID, str] = {}
    if queries.needs_classes(partnership):
        by_school = queries.classes_by_school(partnership.id, get_network(partnership.cluster_id))
        missing = {one.school.id: one.school.name for one in by_school if one.named is None}
    asked = set()
    for owed in duty.open_duties(DutyKind.NAME_CLASS, partnership.id):
        if owed.school_id in missing:
            asked.add(owed.school_id)
        else:
            duty.close(owed, by=by, outcome="not asked any more")
    new = [school_id for school_id in missing if school_id not in asked]
    for school_id in new:
        duty.owe(
            DutyKind.NAME_CLASS,
            subject_id=partnership.id,
            title=partnership.name,
            cluster_id=partnership.cluster_id,
            school_id=school_id,
            office="contact",
            due_at=clock.now() + TO_NAME,
        )
    return len(new)
