"""A round and applications for the tests of this wing."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.applying.applications import content, queries, services
from portal.applying.applications.models import Application, VersionStatus
from portal.applying.programmes import defaults
from portal.applying.programmes import services as programmes
from portal.applying.programmes.models import Round, RoundStatus
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from tests.support.cast import Cast
from tests.support.worlds import world

OPENS = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 20, 23, 59, tzinfo=UTC)
SIGNERS = {"hill": "head", "vale": "vale_head", "ford": "ford_head"}


@world
def make_round(**rules: Any) -> uuid.UUID:
    """A published round with the default form: open from 1 to 20 March 2027, three schools, no heading required."""

    def deed(*, by: Any) -> uuid.UUID:
        programme = programmes.make_programme(by=by, name="Young Links")
        wanted = {
            "name": "Spring round",
            "status": RoundStatus.PUBLISHED,
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "required_headings": [],
            "lead_signs_first": False,
            **rules,
        }
        made = Round(programme_id=programme.id, **wanted)
        session().add(made)
        session().flush()
        programmes.fill_with_defaults(made)
        return made.id

    return perform(deed, by=SYSTEM)


def change_round(round_id: uuid.UUID, **values: Any) -> None:
    def deed(planned: Round, *, by: Any) -> None:
        for name, value in values.items():
            setattr(planned, name, value)

    perform(deed, session().get(Round, round_id), by=SYSTEM)


def start(cast: Cast, round_id: uuid.UUID, *, by: str = "coordinator") -> uuid.UUID:
    """River's application, started by its coordinator."""
    person = cast.signed_in(by)
    cluster = session().get(Cluster, cast.river)
    return perform(services.start_application, cluster, by=person, round_id=round_id).id


def application(application_id: uuid.UUID) -> Application:
    """The application, read afresh."""
    session().commit()
    session().expire_all()
    return queries.get_application(application_id)


def write_all(cast: Cast, application_id: uuid.UUID, *, by: str = "coordinator", text: str = "We do this.") -> None:
    """Answer every question."""
    person = cast.signed_in(by)
    draft = queries.load_draft(application(application_id))
    assert draft is not None
    for held in draft.sections:
        answers = {q.id: (text, draft.version_of(q)) for q in held.questions}
        perform(
            services.save_section,
            application(application_id),
            by=person,
            section_id=held.section.id,
            answers=answers,
            school_id=cast.school["hill"],
        )


def write_text(cast: Cast, application_id: uuid.UUID, *, by: str = "coordinator", text: str = "We do this.") -> None:
    """Answer every question of the default form that asks for words and is shared by all."""
    person = cast.signed_in(by)
    draft = queries.load_draft(application(application_id))
    assert draft is not None
    for held in draft.sections:
        if held.section.title in {str(s.title) for s in defaults.SECTIONS}:
            answers = {q.id: (text, draft.version_of(q)) for q in held.questions}
            perform(
                services.save_section,
                application(application_id),
                by=person,
                section_id=held.section.id,
                answers=answers,
                school_id=cast.school["hill"],
            )


def withdraw(cast: Cast, application_id: uuid.UUID, **words: str) -> None:
    """The coordinator takes the application back."""
    perform(services.withdraw, application(application_id), by=cast.signed_in("coordinator"), **words)


def ask(cast: Cast, application_id: uuid.UUID) -> None:
    perform(services.ask_signatures, application(application_id), by=cast.signed_in("coordinator"))


def sign(cast: Cast, application_id: uuid.UUID, *schools: str) -> None:
    """These schools sign what stands."""
    for school in schools:
        person = cast.signed_in(SIGNERS[school])
        digest = queries.get_sign_off(application_id, cast.school[school]).digest
        perform(services.sign, application(application_id), by=person, school_id=cast.school[school], digest=digest)


def submit(cast: Cast, application_id: uuid.UUID, **moments: Any) -> Application:
    """The coordinator submits the version that is open."""
    from portal.core import clock

    found = application(application_id)
    queries.list_versions(found)
    version = found.open_version or found.standing_version
    assert version is not None
    number = version.number
    moments.setdefault("arrived_at", clock.now())
    perform(services.submit, application(application_id), by=cast.signed_in("coordinator"), number=number, **moments)
    return application(application_id)


@world
def make_ready(cast: Cast, round_id: uuid.UUID | None = None) -> uuid.UUID:
    """An application that every school has signed."""
    made = start(cast, round_id or make_round())
    write_all(cast, made)
    ask(cast, made)
    sign(cast, made, "hill", "vale", "ford")
    return made


@world
def make_submitted(cast: Cast, round_id: uuid.UUID | None = None) -> uuid.UUID:
    """An application with a receipt."""
    made = make_ready(cast, round_id)
    submit(cast, made)
    return made


def status_of(application_id: uuid.UUID) -> VersionStatus | None:
    """Where the open version is."""
    found = application(application_id)
    queries.list_versions(found)
    return found.open_version.status if found.open_version else None


def open_draft(application_id: uuid.UUID) -> content.Draft:
    draft = queries.load_draft(application(application_id))
    assert draft is not None
    return draft


def later(**delta: int) -> datetime:
    return CLOSES + timedelta(**delta)
