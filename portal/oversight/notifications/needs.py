"""What a person owes, ready to be shown: the same lines on the page *What needs me* and in the daily mail."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.core import clock
from portal.core.bilingual import WELSH
from portal.core.duty import Duty, DutyKind, OwedLine, Owner, list_owed
from portal.core.i18n import note_english, spoken
from portal.forming.clusters.outline import Outline
from portal.oversight.notifications import queries, sharing, ways, wording
from portal.policy import SignedIn

MOST = 100
WITH_A_DAY = (DutyKind.ANSWER_HANDOFF, DutyKind.CONFIRM_ACTIVITY, DutyKind.ANSWER_ACTIVITY)


@dataclass(frozen=True)
class Need:
    """One line of the list."""

    task: str
    otherwise: str
    path: str
    where: str
    due_at: datetime | None
    is_overdue: bool
    is_back_up: bool
    day: datetime | None = None  # when what a stand-in is asked for takes place, or an activity that repeats


def owner(person: SignedIn) -> Owner:
    """The person as the list of duties asks for them."""
    return Owner(
        person_id=person.id,
        schools=person.school_ids,
        functions=frozenset((m.school_id, f) for m in person.memberships.values() for f in m.functions),
        offices=frozenset((p.cluster_id, office) for p in person.places.values() for office in p.offices),
        roles=frozenset(role.value for role in person.roles),
        own_clusters=person.kept_from,
        shared=sharing.shared_by(person.roles),
    )


def list_needs(person: SignedIn) -> list[Need]:
    """Everything this person owes, dated things first. Four statements, however long the list; one more in Welsh, where an application is owed."""
    owed = list_owed(owner(person), limit=MOST)
    return as_needs(owed, person, names_for(owed, known=person.memberships, in_welsh=spoken() == WELSH))


def in_the_readers_language(title: str, rounds: Mapping[str, str]) -> str:
    """What a duty is about, with the name of its round in Welsh where the page is and the programme gave it. `rounds`: see `queries.rounds_in_welsh`."""
    if spoken() != WELSH:
        return title
    for english, welsh in rounds.items():
        if title.endswith(f": {english}"):
            if not welsh:
                note_english(english)
            return title.removesuffix(english) + (welsh or english)
    return title


@dataclass(frozen=True)
class Names:
    """What the clusters and schools of some duties are called, the days of what is called alike, and what the latest rounds are called in Welsh."""

    clusters: dict[uuid.UUID, str]
    schools: dict[uuid.UUID, str]
    days: dict[uuid.UUID, datetime]
    rounds: dict[str, str]


def words_of(owed: Duty) -> str:
    """What is to be done, on a page about a school or a cluster."""
    return _task(owed, {})


def words_of_one(owed: Duty) -> str:
    """What one duty alone asks, with its round in the reader's language. No statement; one in Welsh, where a round is named."""
    return _task(owed, _rounds_of([owed.kind]))


def _task(owed: Duty | OwedLine, rounds: Mapping[str, str]) -> str:
    title = in_the_readers_language(owed.title, rounds)
    return wording.task_of(owed.kind, title, school_id=owed.school_id, office=owed.office)


def _rounds_of(kinds: Iterable[DutyKind]) -> Mapping[str, str]:
    """What the latest rounds are called in Welsh, where that is spoken and one of these is called after a round."""
    return queries.rounds_in_welsh() if spoken() == WELSH and not wording.OF_A_ROUND.isdisjoint(kinds) else {}


def names_for(owed: Iterable[OwedLine], *, known: Collection[uuid.UUID] = (), in_welsh: bool = False) -> Names:
    """The names that the words of these duties need, but for the `known` schools. Three statements, however many duties; a fourth for who reads Welsh."""
    clusters, schools, dated, of_rounds = set(), set(), set(), False
    for duty in owed:
        dated |= {duty.subject_id} if duty.kind in WITH_A_DAY else set()
        of_rounds = of_rounds or duty.kind in wording.OF_A_ROUND
        clusters |= {duty.cluster_id} if duty.cluster_id is not None else set()
        schools |= {duty.school_id} if duty.school_id is not None and duty.school_id not in known else set()
    days = queries.days_of(dated)
    rounds = queries.rounds_in_welsh() if in_welsh and of_rounds else {}
    return Names(queries.cluster_names(clusters), queries.school_names(schools), days, rounds)


def as_needs(owed: Sequence[OwedLine], person: SignedIn, names: Names) -> list[Need]:
    """These duties in words."""
    at = clock.now()
    clusters = names.clusters
    schools = names.schools | {m.school_id: m.school_name for m in person.memberships.values()}
    return [
        Need(
            task=_task(duty, names.rounds),
            otherwise=wording.otherwise_of(duty.kind, school_id=duty.school_id, office=duty.office),
            path=ways.way_to(duty),
            where=_where(duty, clusters, schools),
            due_at=duty.due_at,
            is_overdue=duty.is_overdue(at),
            is_back_up=duty.understudy_id == person.id and duty.person_id != person.id,
            day=names.days.get(duty.subject_id) if duty.subject_id is not None else None,
        )
        for duty in owed
    ]


@dataclass(frozen=True)
class Share:
    """What one school of a cluster (or, without a name, its coordinator) owes: (what to do, until when, whether that has passed)."""

    school: str
    tasks: list[tuple[str, datetime | None, bool]]

    @property
    def overdue(self) -> int:
        return sum(1 for _task, _due_at, is_overdue in self.tasks if is_overdue)


def list_owed_by_school(cluster: Outline) -> list[Share]:
    """What is owed inside a cluster, by school, the coordinator's own first. One statement; one more in Welsh, where an application is owed."""
    at = clock.now()
    names: dict[uuid.UUID, str] = {membership.school_id: membership.school.name for membership in cluster.memberships}
    rounds = _rounds_of(duty.kind for duty in cluster.owed)
    found: dict[str, Share] = {}
    for duty in cluster.owed:
        school = names.get(duty.school_id, "") if duty.school_id is not None else ""
        found.setdefault(school, Share(school, [])).tasks.append(
            (_task(duty, rounds), duty.due_at, duty.is_overdue(at))
        )
    return [found[school] for school in sorted(found)]


def _where(duty: OwedLine, clusters: dict[uuid.UUID, str], schools: dict[uuid.UUID, str]) -> str:
    """The cluster and the school it is about, as far as its title does not say so itself."""
    names = [clusters.get(duty.cluster_id) if duty.cluster_id else None]
    names.append(schools.get(duty.school_id) if duty.school_id else None)
    return ", ".join(name for name in names if name and name != duty.title)
