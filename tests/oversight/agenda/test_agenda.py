"""The agenda of a panel: chosen among what is near the line and disagreed on; who has a tie to a cluster neither sees nor moves it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.oversight.agenda import queries
from portal.oversight.agenda.models import AgendaItem
from portal.oversight.audit.models import AuditEntry
from tests.oversight.pictures import world
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)
GIVEN = {"Calm cluster": ((5, 5), (5, 5)), "Torn cluster": ((1, 1), (5, 5)), "Near cluster": ((3, 3), (3, 3)), "Secret cluster": ((3, 3), (4, 3))}  # fmt: skip


def lay(cast: Cast, more: int = 0, mark: str = "") -> Any:
    planned = world.make_round()
    for name, (first, second) in {**GIVEN, **{f"Other {n}": ((2, 3), (3, 3)) for n in range(more)}}.items():
        one = world.make_application(cast, planned, name + mark)
        world.make_review(cast, one, "reviewer", first)
        world.make_review(cast, one, "reviewer2", second)
        if name.startswith("Secret"):
            session().get_one(Cluster, one.cluster_id).started_by_id = cast.officer.id
    return planned.id


def boxes(reader: Reader) -> dict[str, tuple[str, bool]]:
    """The words of each box, with its value and whether it is ticked, in their order."""
    found = {}
    for box in reader.page.select("input[type=checkbox][name=chosen]"):
        words = reader.page.select_one(f"label[for={box['id']}]").get_text(" ", strip=True)
        found[words.split(":")[0].strip("\u2068\u2069")] = (str(box["value"]), box.has_attr("checked"))
    return found


def test_the_agenda_is_ticked_and_leads_from_one_to_the_next(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}"
    clock.hold(AT)
    chair = reader_for(cast.moderator)
    chair.get(f"{base}/pictures/spread").follow("Choose what the panel talks about")
    offered = boxes(chair)
    assert next(iter(offered)) == "Torn cluster"  # near the line, and disagreed on
    assert list(offered)[-1] == "Calm cluster"
    secret, torn, near = offered["Secret cluster"][0], offered["Torn cluster"][0], offered["Near cluster"][0]
    chair.fill(chosen=[torn, secret]).press("Save the agenda")
    chair.sees("2 put on the agenda, 0 taken off it", "Torn cluster", "Secret cluster", "To be written")
    chair.follow("Torn cluster").sees("On the agenda: ", "of 2")

    officer = reader_for(cast.officer)  # started the secret cluster
    officer.get(f"{base}/agenda").sees("Torn cluster").does_not_see("Secret cluster")
    officer.get(f"{base}/agenda/choose")
    assert "Secret cluster" not in boxes(officer)
    officer.fill(chosen=[secret]).press("Save the agenda", expect=422).sees("no longer there")
    officer.get(f"{base}/agenda/choose").fill(chosen=[near]).press("Save the agenda")
    officer.sees("1 put on the agenda, 1 taken off it")
    assert boxes(chair.get(f"{base}/agenda/choose"))["Secret cluster"][1]  # what the officer does not see stays
    chair.fill(chosen=[secret, near]).press("Save the agenda").sees("as it was")

    reader_for(cast.auditor).get(f"{base}/agenda").sees("Near cluster")
    reader_for(cast.auditor).get(f"{base}/agenda/choose", expect=403)
    reader_for(cast.reviewer).get(f"{base}/agenda", expect=403)
    with app.app_context():
        found = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "agenda_changed")).all()
        assert [(one.facts["added"], one.facts["removed"]) for one in found] == [(2, 0), (1, 1)]
        assert len(session().scalars(sa.select(AgendaItem)).all()) == 2


def test_what_is_on_it_keeps_its_tick_however_far_down_it_stands(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/agenda"
    clock.hold(AT)
    chair = reader_for(cast.moderator).get(f"{base}/choose")
    calm, near = boxes(chair)["Calm cluster"][0], boxes(chair)["Near cluster"][0]
    chair.fill(chosen=[calm, near]).press("Save the agenda").sees("2 put on the agenda")
    monkeypatch.setattr(queries, "OFFERED", 1)
    offered = boxes(chair.get(f"{base}/choose"))
    assert [name for name, (_key, ticked) in offered.items() if ticked] == ["Near cluster", "Calm cluster"]
    torn = offered["Torn cluster"][0]
    chair.fill(chosen=[torn, calm, near], shown="no key at all").press("Save the agenda")
    chair.sees("1 put on the agenda, 0 taken off it")


def test_it_costs_the_same_however_long_it_is(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    costs = set()
    for more in (0, 30):
        planned = commit(app, lambda more=more: lay(cast, more, f" of {more}"))
        base = f"/rounds/{planned}/agenda"
        clock.hold(AT)
        chair = reader_for(cast.moderator)
        chair.get(f"{base}/choose")
        chair.fill(chosen=[key for key, _ticked in boxes(chair).values()]).press("Save the agenda")
        clock.hold(AT + timedelta(minutes=2))  # nothing kept is used again
        costs.add((len(chair.get(base).statements), len(chair.get(f"{base}/choose").statements)))
    assert len(costs) == 1
