"""Who really gets in at each door of the applying wing, against what the design says of it (tests/policy/audiences.py).

The walk over all routes asks the policy with the action that a door itself names, so it cannot see that a door names the wrong one; this can. The guard
of every door is run as it is in the portal, for everyone of the cast, while the application stands in six ways; only the page behind it is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g
from werkzeug.exceptions import Forbidden

from portal.applying.appeals.models import Objection
from portal.applying.applications.models import Application, LatePermit, Stage
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import Round
from portal.applying.releases.models import Release
from portal.applying.rules.models import ReviewRules
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.oversight.journal.watched import reading_of
from portal.policy import SignedIn
from portal.web import access
from tests.policy import audiences
from tests.policy.audiences import BACK, BLIND, DOORS, PHASES, READ, TIED, TOLD, WRITTEN
from tests.support.cast import Cast, commit
from tests.support.objects import make_foreign, make_own
from tests.support.objects_alike import arguments_of

STAGES = {
    WRITTEN: Stage.DRAFT, READ: Stage.IN_REVIEW, BLIND: Stage.IN_REVIEW, TIED: Stage.IN_REVIEW, BACK: Stage.WITHDRAWN, TOLD: Stage.RELEASED,
}  # fmt: skip
LET_IN = "let in"


def in_the_wing(app: Flask) -> Iterator[Any]:
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].__module__.startswith("portal.applying."):
            yield rule


def name_of(rule: Any) -> str:
    """The door’s name in the table: two addresses of one page are two doors where one is of a school’s own part."""
    return f"{rule.endpoint} for a school" if "/for/<uuid:school_id>" in str(rule) else str(rule.endpoint)


def is_guarded(app: Flask, rule: Any) -> bool:
    return getattr(app.view_functions[rule.endpoint], "access", None) != "public"


def test_every_door_of_the_wing_has_a_row(app: Flask) -> None:
    there = {name_of(rule) for rule in in_the_wing(app) if is_guarded(app, rule)}
    assert sorted(there - DOORS.keys()) == [], "say in tests/policy/audiences.py whom they are for, from the design"
    assert sorted(DOORS.keys() - there) == [], "these doors are no more"


class Doors:
    """The doors with their guards, and no pages behind them."""

    def __init__(self, app: Flask, cast: Cast, patch: pytest.MonkeyPatch) -> None:
        self.app, self.patch = app, patch
        with app.test_request_context():
            self.people: dict[str, SignedIn] = {key: cast.signed_in(key) for key in cast.people}
        for rule in in_the_wing(app):
            if is_guarded(app, rule):
                self._take_the_page_away(app.view_functions[rule.endpoint])

    def _take_the_page_away(self, door: Any) -> None:
        self.patch.setattr(_cell(door, "view"), "cell_contents", lambda *_subject, **_ids: LET_IN)

    def who(self, rule: Any, method: str, ids: dict[str, Any], people: dict[str, SignedIn]) -> set[str]:
        """Whom the guard lets in."""
        door = self.app.view_functions[rule.endpoint]
        given = arguments_of(rule, ids)
        load = door.subject_by  # type: ignore[attr-defined]
        found: set[str] = set()
        with self.app.test_request_context(str(rule), method=method), pytest.MonkeyPatch.context() as once:
            if load is not None:
                once.setattr(_cell(door, "of"), "cell_contents", _kept(load, given))
            for key, person in people.items():
                g.person_again = person
                try:
                    if door(**given) == LET_IN:
                        found.add(key)
                except (NotFound, Forbidden):
                    pass
            session().rollback()
        return found


def _cell(door: Any, name: str) -> Any:
    """The place in which a guard keeps its page (`view`), or what finds its subject (`of`)."""
    return dict(zip(door.__code__.co_freevars, door.__closure__, strict=True))[name]


def _kept(load: Callable[..., Any], given: dict[str, Any]) -> Callable[..., Any]:
    """The subject, looked for once for everyone."""
    try:
        there = load(**given)
    except NotFound:

        def missing(**_ids: Any) -> Any:
            raise NotFound

        return missing
    return lambda **_ids: there


def stand(app: Flask, cast: Cast, phase: str) -> None:
    """Every application stands so, and the first of two did what the second has to confirm."""
    manager, officer = cast.manager.id, cast.officer.id

    def put() -> None:
        sent = None if phase == WRITTEN else "R"
        for number, one in enumerate(session().scalars(sa.select(Application))):
            one.stage, one.receipt_number = STAGES[phase], sent and f"R-{number}"
        for round_id in session().scalars(sa.select(Round.id)):
            rules = session().scalars(sa.select(ReviewRules).where(ReviewRules.round_id == round_id)).first()
            rules = rules or ReviewRules(round_id=round_id)
            rules.is_blind = phase == BLIND
            session().add(rules)
        session().execute(sa.update(LatePermit).values(asked_by_id=manager))
        session().execute(sa.update(Release).values(asked_by_id=manager))
        session().execute(sa.update(Objection).values(officer_id=officer))
        if phase == TOLD:
            at, by = clock.now(), cast.manager2.id
            letter = {"letter_read_at": at, "letter_read_by_id": by}
            session().execute(sa.update(Decision).values(released_at=at, released_by_id=by, **letter))

    commit(app, put)


@pytest.mark.either
def test_who_gets_in_at_each_door(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    own, foreign = make_own(app, cast), make_foreign(app, cast)
    monkeypatch.setattr(access.journal, "note", reading_of)  # what would be written down is found, and not written
    monkeypatch.setattr(app.logger, "disabled", True)
    monkeypatch.setitem(audiences.PEOPLE, "everyone", (set(cast.people), set(cast.people)))
    doors, wrong = Doors(app, cast, monkeypatch), []
    rules = [rule for rule in in_the_wing(app) if is_guarded(app, rule)]
    for phase, ids in [(READ, foreign), *((phase, own) for phase in PHASES)]:
        stand(app, cast, phase)
        people = tied(doors.people, ids["cluster_id"]) if phase == TIED else doors.people
        for rule in rules:
            row = DOORS[name_of(rule)]
            acts, reads = (one.keys(phase, foreign=ids is foreign) for one in (row.acts, row.reads))
            both = {"GET": acts | reads, "POST": acts}
            for method in sorted(rule.methods & both.keys()):
                found, wanted = doors.who(rule, method, ids, people), both[method]
                if found != wanted:
                    whose = "another cluster’s, " if ids is foreign else ""
                    wrong.append(f"{whose}{phase}: {method} {rule}: gets in {sorted(found - wanted)}, does not {sorted(wanted - found)}")  # fmt: skip
    assert not wrong, "\n" + "\n".join(wrong)


def tied(people: dict[str, SignedIn], cluster_id: Any) -> dict[str, SignedIn]:
    """Everyone with a role of the programme has a tie to this cluster, of those that only the records know."""
    found = frozenset({cluster_id})
    return {key: replace(one, find_conflicts=lambda: found) if one.roles else one for key, one in people.items()}
