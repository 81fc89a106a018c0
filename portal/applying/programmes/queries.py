"""Finding programmes, rounds and what is in them."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.programmes.models import (
    Criterion,
    Kind,
    Programme,
    Question,
    Round,
    RoundExtension,
    RoundMilestone,
    RoundSection,
    RoundStatus,
)
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.policy.people import STAFF, SignedIn


def get_programme(programme_id: uuid.UUID) -> Programme:
    """Raises NotFound."""
    found = session().get(Programme, programme_id)
    if found is None:
        raise NotFound
    return found


def get_round(round_id: uuid.UUID) -> Round:
    """The round with its programme. Raises NotFound."""
    found = session().scalar(sa.select(Round).where(Round.id == round_id).options(joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found


def get_round_whole(round_id: uuid.UUID) -> Round:
    """The round with programme, sections, questions and criteria. Raises NotFound."""
    query = sa.select(Round).where(Round.id == round_id)
    query = query.options(
        joinedload(Round.programme),
        selectinload(Round.sections).selectinload(RoundSection.questions),
        selectinload(Round.criteria),
    )
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def sections_of_form(planned: Round, form_number: int) -> list[RoundSection]:
    """The sections of a version of a round's form, with their questions, in order."""
    query = sa.select(RoundSection).where(RoundSection.round_id == planned.id, RoundSection.form_number == form_number)
    query = query.options(selectinload(RoundSection.questions)).order_by(RoundSection.position, RoundSection.id)
    return list(session().scalars(query.limit(200)))


def questions_of(section: RoundSection) -> Sequence[Question]:
    """The questions of a section, in order."""
    query = sa.select(Question).where(Question.section_id == section.id)
    return session().scalars(query.order_by(Question.position, Question.id).limit(200)).all()


def conditions_for(section: RoundSection, question: Question | None = None) -> list[tuple[Question, str]]:
    """What a question of this section can depend on: (earlier question with choices, one of its options). Answers of one school each count in their own
    section alone."""
    found: list[tuple[Question, str]] = []
    for other in sections_of_form(section.round, section.form_number):
        is_here = other.id == section.id
        for one in other.questions:
            if question is not None and one.id == question.id:
                return found
            if one.kind in (Kind.CHOICE, Kind.SEVERAL) and (is_here or not other.per_school):
                found += [(one, option) for option in one.options]
        if is_here:
            break
    return found


def dependants_of(question: Question) -> Sequence[Question]:
    """The questions that are asked only after an answer to this one."""
    query = sa.select(Question).where(Question.shown_if_id == question.id).order_by(Question.id).limit(100)
    return session().scalars(query).all()


def get_section(round_id: uuid.UUID, section_id: uuid.UUID) -> RoundSection:
    """A section of this very round, with its questions. Raises NotFound."""
    query = sa.select(RoundSection).where(RoundSection.id == section_id, RoundSection.round_id == round_id)
    query = query.options(joinedload(RoundSection.round), selectinload(RoundSection.questions))
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def get_question(round_id: uuid.UUID, question_id: uuid.UUID) -> Question:
    """A question of this very round. Raises NotFound."""
    query = sa.select(Question).join(RoundSection).where(Question.id == question_id, RoundSection.round_id == round_id)
    found = session().scalar(query.options(joinedload(Question.section).joinedload(RoundSection.round)))
    if found is None:
        raise NotFound
    return found


def get_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID) -> Criterion:
    """A criterion of this very round. Raises NotFound."""
    query = sa.select(Criterion).where(Criterion.id == criterion_id, Criterion.round_id == round_id)
    found = session().scalar(query.options(joinedload(Criterion.round)))
    if found is None:
        raise NotFound
    return found


def list_programmes() -> Sequence[Programme]:
    """All programmes, by name."""
    return session().scalars(sa.select(Programme).order_by(Programme.name, Programme.id).limit(200)).all()


def rounds_visible_to(person: SignedIn) -> sa.Select[Round]:
    """Published rounds; programme staff see drafts and archived ones as well."""
    query = sa.select(Round)
    return query if person.has(*STAFF) else query.where(Round.status == RoundStatus.PUBLISHED)


def page_of_rounds(person: SignedIn, *, after: str | None = None) -> Page[Round]:
    """The rounds this person sees, the one that closes last first."""
    query = rounds_visible_to(person).options(joinedload(Round.programme))
    return page_by_key(query, Round.closes_at, Round.id, after=after, newest_first=True)


def clusters_coordinated_by(person: SignedIn) -> Sequence[Cluster]:
    """The clusters for which this person can apply, with their schools. At most two statements."""
    mine = [place.cluster_id for place in person.places.values() if place.offices]
    if not mine:
        return []
    query = sa.select(Cluster).where(Cluster.id.in_(mine)).order_by(Cluster.name, Cluster.id).limit(50)
    query = query.options(selectinload(Cluster.memberships).joinedload(ClusterMembership.school))
    return session().scalars(query).all()


def list_extensions(planned: Round) -> Sequence[RoundExtension]:
    """When the deadline was moved for everyone, newest first."""
    query = sa.select(RoundExtension).where(RoundExtension.round_id == planned.id)
    query = query.options(joinedload(RoundExtension.extended_by)).order_by(RoundExtension.id.desc())
    return session().scalars(query.limit(50)).all()


def list_criteria(planned: Round) -> Sequence[Criterion]:
    """The rubric of a round, in its order."""
    query = sa.select(Criterion).where(Criterion.round_id == planned.id)
    return session().scalars(query.order_by(Criterion.position, Criterion.id).limit(100)).all()


def list_milestones(planned: Round) -> Sequence[RoundMilestone]:
    """The milestones of a round, the first on top."""
    query = sa.select(RoundMilestone).where(RoundMilestone.round_id == planned.id)
    return session().scalars(query.order_by(RoundMilestone.at, RoundMilestone.id).limit(100)).all()


def get_milestone(round_id: uuid.UUID, milestone_id: uuid.UUID) -> RoundMilestone:
    """A milestone of this very round. Raises NotFound."""
    query = sa.select(RoundMilestone).where(RoundMilestone.id == milestone_id, RoundMilestone.round_id == round_id)
    found = session().scalar(query.options(joinedload(RoundMilestone.round).joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found
