"""Writing a version: aims and objectives by the coordinator, what each school brings by the school itself."""

import uuid
from datetime import date, timedelta

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import Event, record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.running.agreements import events, queries
from portal.running.agreements.models import Agreement, AgreementPart, AgreementStatus
from portal.running.partnerships.models import Partnership, PartnershipStatus
from portal.running.partnerships.queries import get_network

LONGEST = timedelta(days=366 * 5)


def begin_version(partnership: Partnership, *, by: Actor) -> Agreement:
    """Begin a new version: a copy of the one in force, or an empty one. The one in force holds until every head has signed the new one."""
    if partnership.status == PartnershipStatus.ENDED:
        raise NotAllowedNow(_("This partnership has ended."))
    if queries.list_open(partnership.id):
        raise RuleBroken(None, _("A new version has been begun already. Please look again."))
    before = queries.in_force(partnership.id)
    made = Agreement(
        partnership_id=partnership.id,
        number=queries.latest_number(partnership.id) + 1,
        aims=before.aims if before is not None else "",
        objectives=before.objectives if before is not None else "",
        written_by_id=by.id,
    )
    session().add(made)
    session().flush()
    brought = {part.school_id: part.contribution for part in before.parts} if before is not None else {}
    add_parts(made, partnership.cluster_id, brought)
    record(fact(events.AgreementBegun, made, partnership.cluster_id, by))
    return made


def add_parts(agreement: Agreement, cluster_id: uuid.UUID, brought: dict[uuid.UUID, str]) -> None:
    """A part for every school that has joined and has none yet."""
    here = {part.school_id for part in agreement.parts}
    for school in get_network(cluster_id).schools:
        if not school.is_invited and school.id not in here:
            part = AgreementPart(
                agreement_id=agreement.id, school_id=school.id, contribution=brought.get(school.id, "")
            )
            session().add(part)
    session().flush()
    session().expire(agreement, ["parts"])


def fact(
    kind: type[Event], agreement: Agreement, cluster_id: uuid.UUID, by: Actor | None, school_id: uuid.UUID | None = None
) -> Event:
    """What has become true of a version."""
    return kind(
        by_id=by.id if by is not None else None,
        cluster_id=cluster_id,
        school_id=school_id,
        subject_id=agreement.partnership_id,
        agreement_id=agreement.id,  # type: ignore[call-arg]
        number=agreement.number,
    )


def change_agreement(
    agreement: Agreement, *, by: Actor, aims: str, objectives: str, review_on: date | None, version: int
) -> None:
    """Write down aims, objectives and the day of the review."""
    check_draft(agreement)
    if version != agreement.version:
        current = {"aims": agreement.aims, "objectives": agreement.objectives}
        raise Stale(_("Someone else changed this since you opened the page."), current)
    today = clock.today(agreement.partnership.cluster.zone)
    if review_on is not None and not today < review_on <= today + LONGEST:
        raise RuleBroken("review_on", _("Choose a day in the future, within five years."))
    values = {"aims": aims, "objectives": objectives, "review_on": review_on, "version": version + 1}
    change(agreement, {"version": version, "status": AgreementStatus.DRAFT}, values)
    record(fact(events.AgreementChanged, agreement, agreement.cluster_id, by))


def check_draft(agreement: Agreement) -> None:
    """Only a draft can be written on."""
    if agreement.status != AgreementStatus.DRAFT:
        raise NotAllowedNow(_("The heads have been asked to sign this text. Open it again, or begin a new version."))


def change_part(part: AgreementPart, *, by: Actor, contribution: str, version: int) -> None:
    """Write down what a school brings."""
    check_draft(part.agreement)
    if version != part.version:
        raise Stale(_("Someone else changed this since you opened the page."), {"contribution": part.contribution})
    change(part, {"version": version}, {"contribution": contribution, "version": version + 1})
    record(fact(events.AgreementChanged, part.agreement, part.cluster_id, by, part.school_id))
