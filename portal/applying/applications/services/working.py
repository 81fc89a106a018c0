"""Who is asked to write a section, and who is in it now."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.applying.applications import at_work, checks, events
from portal.applying.applications.content import Draft, DraftSection
from portal.applying.applications.models import Application, SectionPresence, SectionWriter
from portal.applying.applications.services import open_versions
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotFound, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

STAYS = timedelta(minutes=3)
STAYS_WITHOUT_A_SCRIPT = timedelta(minutes=20)


def name_writer(
    application: Application,
    *,
    by: Actor,
    section_id: uuid.UUID,
    person_id: uuid.UUID | None,
    for_school_id: uuid.UUID | None = None,
) -> Application:
    """Ask a person to write a section, or (None) nobody in particular. Everyone who may write there still may."""
    draft = open_versions.drafting(application)
    held = draft.section(section_id, for_school_id)
    if held is None:
        raise NotFound
    before = _writer_of(application, held)
    if person_id is not None and person_id not in {
        found[0] for found in at_work.who_may_write(application, held.section, held.school_id)
    }:
        raise RuleBroken("person_id", _("Choose somebody of a school that writes this section."))
    if person_id == (before.person_id if before is not None else None):
        return application
    freed = before.person_id if before is not None else None
    if before is not None:
        session().delete(before)
        session().flush()
    if person_id is not None:
        session().add(
            SectionWriter(
                application_id=application.id, section_id=section_id, for_school_id=for_school_id, person_id=person_id
            )
        )
        session().flush()
    for touched in {freed, person_id} - {None}:
        _owe_or_settle(draft, touched, by=by)
    record(
        events.WriterNamed(
            by_id=by.id,
            cluster_id=application.cluster_id,
            application_id=application.id,
            subject_id=application.id,
            section_id=section_id,
            person_id=person_id,
        )
    )
    return application


def _writer_of(application: Application, held: DraftSection) -> SectionWriter | None:
    school = SectionWriter.for_school_id
    query = sa.select(SectionWriter).where(
        SectionWriter.application_id == application.id,
        SectionWriter.section_id == held.section.id,
        school.is_(None) if held.for_school_id is None else school == held.for_school_id,
    )
    return session().scalars(query).one_or_none()


def look_at_duties(draft: Draft, *, by: Actor) -> None:
    """After something was written: who has written all that they were asked for owes nothing any more; who has an open part again owes it."""
    query = sa.select(SectionWriter.person_id).where(SectionWriter.application_id == draft.application.id).distinct()
    for person_id in session().scalars(query).all():
        _owe_or_settle(draft, person_id, by=by)


def _owe_or_settle(draft: Draft, person_id: uuid.UUID | None, *, by: Actor) -> None:
    if person_id is None:
        return
    application = draft.application
    mine = at_work.sections_of_writer(application, person_id)
    is_open = any(
        state.state != "complete" and (state.held.section.id, state.held.for_school_id) in mine
        for state in checks.section_states(draft)
    )
    owed = [d for d in duty.open_duties(DutyKind.WRITE_SECTION, application.id) if d.person_id == person_id]
    if is_open and not owed:
        duty.owe(
            DutyKind.WRITE_SECTION,
            subject_id=application.id,
            title=open_versions.title_of(application),
            cluster_id=application.cluster_id,
            person_id=person_id,
            due_at=application.closes_at,
        )
    elif not is_open:
        for one in owed:
            duty.close(one, by=by, outcome="written")


def be_in_section(
    application: Application,
    *,
    by: Actor,
    section_id: uuid.UUID,
    for_school_id: uuid.UUID | None = None,
    stays: timedelta = STAYS,
) -> None:
    """Say that this person is in the section, for a few minutes. What has run out in this application goes."""
    if by.id is None:
        return
    held, now = session(), clock.now()
    here, has_run_out = SectionPresence.application_id == application.id, SectionPresence.until <= now
    mine = _presence(application, by.id, section_id, for_school_id)
    rows = held.scalars(sa.select(SectionPresence).where(here, sa.or_(has_run_out, mine))).all()
    over = [one for one in rows if one.until <= now]
    if over:
        held.execute(sa.delete(SectionPresence).where(here, has_run_out).execution_options(synchronize_session=False))
    for one in over:
        held.expunge(one)
    found = next((one for one in rows if one.until > now), None)
    if found is None:
        found = SectionPresence(
            application_id=application.id,
            section_id=section_id,
            for_school_id=for_school_id,
            person_id=by.id,
        )
        found.until = clock.now() + stays
        held.add(found)
    found.until = max(found.until, clock.now() + stays)
    held.flush()


def leave_section(
    application: Application, *, by: Actor, section_id: uuid.UUID, for_school_id: uuid.UUID | None = None
) -> None:
    """The person has saved and gone."""
    if by.id is None:
        return
    mine = _presence(application, by.id, section_id, for_school_id)
    for found in session().scalars(sa.select(SectionPresence).where(mine)):
        session().delete(found)


def _presence(
    application: Application, person_id: uuid.UUID, section_id: uuid.UUID, for_school_id: uuid.UUID | None
) -> sa.ColumnElement[bool]:
    school = SectionPresence.for_school_id
    return sa.and_(
        SectionPresence.application_id == application.id,
        SectionPresence.section_id == section_id,
        SectionPresence.person_id == person_id,
        school.is_(None) if for_school_id is None else school == for_school_id,
    )
