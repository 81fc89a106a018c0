"""Five of the shapes that clusters have, set up by the people of the schools: by the test client, and on a phone without JavaScript. The other shapes
are walked in test_more_shapes.py, and all are built through the services in tests/forming/test_shapes.py."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.clock import clock
from portal.core.database import session
from portal.forming.clusters import jobs
from portal.forming.parts.queries import offered_parts
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from tests.identity.registers.support import bring_in, lay, school, table
from tests.journeys.screen import ScreenReader
from tests.journeys.story import Story
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

ZONES = {"GB": "Europe/London", "KE": "Africa/Nairobi", "GH": "Africa/Accra"}


@dataclass(frozen=True)
class Head:
    """A school, and the teacher who speaks for it."""

    name: str
    school_id: uuid.UUID
    id: uuid.UUID
    email: str


class Town(Story):
    """Schools that are registered and verified, a teacher at each, and the paths that several shapes share."""

    def __init__(self, app: Flask, as_someone: Callable[[Any], Any], folder: Path) -> None:
        super().__init__(app, Cast(), as_someone)
        self.folder = folder

    def schools(self, *names: str, country: str = "GB", phase: str = "primary") -> list[Head]:
        """So many verified schools."""

        def made() -> list[Head]:
            return [self._school(name, country, phase) for name in names]

        heads: list[Head] = commit(self.app, made)
        return heads

    def _school(self, name: str, country: str, phase: str) -> Head:
        held, zone = session(), ZONES[country]
        one = School(name=name, country=country, zone=zone, status=SchoolStatus.VERIFIED, town="Marlbury", phase=phase)
        email = f"{name.split(maxsplit=1)[0].lower()}@school.example"
        person = Person(
            name=f"Teacher at {name.split(maxsplit=1)[0]}",
            email=email,
            password_hash="x",
            status=PersonStatus.ACTIVE,
            confirmed_at=clock.now(),
            zone=zone,
        )
        held.add_all([one, person])
        held.flush()
        held.add(SchoolMember(school_id=one.id, person_id=person.id, status=MemberStatus.MEMBER))
        for function in (Function.CONTACT, Function.SIGNATORY):
            held.add(SchoolFunction(school_id=one.id, person_id=person.id, function=function))
        return Head(name, one.id, person.id, email)

    def at(self, head: Head) -> Any:
        """The browser of the teacher of this school."""
        if head.name not in self.readers:
            self.readers[head.name] = self.as_someone(head)
        return self.readers[head.name]

    def later(self, days: int) -> None:
        """Days go by: everybody signs in anew, and what falls due by itself is done."""
        clock.hold(clock.now() + timedelta(days=days))
        self.readers.clear()
        with self.app.app_context():
            jobs.keep_clusters_moving()

    def starts(self, lead: Head, others: list[Head], *, name: str, form: str = "theme") -> None:
        """One school names the others in the form with which it starts; they join, and its teacher accepts the offices."""
        reader = self.at(lead).get("/what-needs-me").follow("Start a cluster")
        reader.fill(name=name, theme="Water", schools="\n".join(one.name for one in others), cluster_form=form)
        reader.press("Start the cluster").sees("Your cluster has begun.", f"Invited: {others[0].name}")
        self.cluster = self.cluster_of(reader)
        for one in others:
            self.joins(one, name)
        for _office in range(2):
            reader.get("/what-needs-me").follow("Say yes or no to your nomination").press("Accept")
        reader.get(self.cluster).sees("Complete", *(one.name for one in others))

    @staticmethod
    def cluster_of(reader: Any) -> str:
        """The path of the cluster whose page is open."""
        return re.match(r"(/clusters/[0-9a-f-]{36})", reader.path).group(1)  # type: ignore[union-attr]

    def another_site(self, head: Head, name: str, phase: str) -> Head:
        """A further school that the same person speaks for."""

        def made() -> Head:
            one = School(name=name, zone=ZONES["GB"], status=SchoolStatus.VERIFIED, town="Marlbury", phase=phase)
            session().add(one)
            session().flush()
            session().add(SchoolMember(school_id=one.id, person_id=head.id, status=MemberStatus.MEMBER))
            for function in (Function.CONTACT, Function.SIGNATORY):
                session().add(SchoolFunction(school_id=one.id, person_id=head.id, function=function))
            return Head(name, one.id, head.id, head.email)

        return commit(self.app, made)  # type: ignore[no-any-return]

    def joins(self, head: Head, name: str) -> None:
        self.at(head).get("/what-needs-me").follow(f"Answer the invitation to join {name}").sees("Water").press("Join")

    def invites_partner(self, lead: Head, partner: Head, name: str) -> None:
        """A partnership is opened, a school abroad invited into it; it joins."""
        reader = self.at(lead).get(f"{self.cluster}/partnership").follow("Open a partnership")
        reader.fill(name="Two waters").press("Open the partnership").follow("Invite a partner school")
        self.finds(reader, partner)
        self.joins(partner, name)

    def finds(self, reader: Any, found: Head) -> None:
        """Search, choose, send."""
        reader.fill(words=found.name).press("Search").fill(school=str(found.school_id), message="Will you join us?")
        reader.press("Send the invitation").sees(found.name)

    def links(self, here: Head, there: Head) -> None:
        """The one proposes a link, the other agrees."""
        reader = self.at(here).get(f"{self.cluster}/partnership").follow("Link two schools")
        reader.fill(home_school=str(here.school_id), partner_school=str(there.school_id)).press("Propose the link")
        other = self.at(there).get("/what-needs-me").follow("Say whether you agree to the link")
        other.press("Agree to the link").sees(f"{here.name} and {there.name}: linked since")

    def plays(self, lead: Head, head: Head, part: str, through: Head | None = None) -> None:
        """The lead notes which part a school plays, and through which it is linked."""
        reader = self.at(lead).get(self.cluster).follow("Who plays which part")
        reader.follow(f"Change the part of {head.name}")
        with self.app.app_context():
            chosen = next(str(one.id) for one in offered_parts() if one.name == part)
        way = self.choice(reader, "through", through.name) if through else ""
        reader.fill(part=chosen, through=way).press("Save").sees(part)

    @staticmethod
    def choice(reader: Any, field: str, words: str) -> str:
        """The value of the choice with these words in a list."""
        options = reader.page.select(f'select[name="{field}"] option')
        return next(str(one["value"]) for one in options if one.get_text().strip() == words)

    def row(self, reader: Any, name: str) -> str:
        """What the table on the page says of a school."""
        rows = [" ".join(row.get_text(" ").split()) for row in reader.page.select("main tr")]
        return next(row for row in rows if row.startswith(name))


def four_and_one_abroad(town: Town) -> None:
    """Shape 2: four schools here and one abroad; two of the four are linked with it."""
    home = town.schools("Alder School", "Birch School", "Cedar School", "Damson School")
    (abroad,) = town.schools("Ziwa School", country="KE")
    town.starts(home[0], home[1:], name="Four and one")
    town.invites_partner(home[0], abroad, "Four and one")
    for one in home[:2]:
        town.links(one, abroad)
    reader = town.at(home[3]).get(town.cluster).sees("(partner school)", "(Kenya)")
    reader.get(f"{town.cluster}/partnership").sees("Not linked yet Cedar School, Damson School", "linked with 2")


def award_trio(town: Town) -> None:
    """Shape 5: a school with the award takes two along that work for its first level."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    for one, level in zip(home, ("Accreditation", "Foundation", "Foundation"), strict=True):
        reader = town.at(one).get(f"/schools/{one.school_id}/awards/new")
        reader.fill(award="isa", level=level).press("Add the award").sees("International School Award", level)
    town.starts(home[0], home[1:], name="Award trio", form="mentoring")
    lead = town.at(home[0]).get(town.cluster).follow("Who plays which part").follow("Begin a mentoring")
    lead.fill(mentor=str(home[0].school_id), mentees=[str(one.school_id) for one in home[1:]])
    lead.fill(goals="Both reach Foundation by July.").press("Ask the schools").sees("Birch School Asked")
    for one in home[1:]:
        asked = town.at(one).get("/what-needs-me")
        asked.follow("Say whether your school would like to be mentored in Award trio").sees("Foundation by July")
        asked.press("We take part").sees(f"{one.name} Takes part")
    asked.follow("Add to the log").fill(held_on=clock.now().date(), words="We read their portfolio together.")
    asked.press("Add to the log").sees("We read their portfolio together.")
    lead.get(town.cluster).follow("Who plays which part").sees("Birch School, Cedar School")
    lead.follow("Alder School takes others along").sees("We read their portfolio together.", "Use this as evidence")


def feeder_family(town: Town) -> None:
    """Shape 6: a secondary school, six primary schools whose pupils move on to it, and a special school that is linked through one of them."""
    (secondary,) = town.schools("Ridge School", phase="secondary")
    primaries = town.schools(*(f"{tree} School" for tree in ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir")))
    (special,) = town.schools("Willow School", phase="special")
    town.starts(secondary, [*primaries, special], name="Ridge family", form="feeder_family")
    lead = town.at(secondary)
    for one in primaries:
        lead.get(f"{town.cluster}/parts").follow("Note whose pupils move on where")
        lead.fill(from_school=str(one.school_id), to_school=str(secondary.school_id)).press("Note it")
        lead.sees(f"From {one.name} to Ridge School")
    town.plays(secondary, secondary, "Core")
    town.plays(secondary, primaries[0], "Satellite", secondary)
    town.plays(secondary, special, "Annex", primaries[0])
    reader = town.at(special).get(f"{town.cluster}/parts").sees("From Fir School to Ridge School")
    assert town.row(reader, "Willow School") == "Willow School Annex through Alder School"
    assert town.row(reader, "Alder School") == "Alder School Satellite through Ridge School"


def leaves_in_month_eight_replaced_in_month_nine(town: Town) -> None:
    """Shape 19: the newcomer takes over link, part and history; the partner abroad is told."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    (abroad,) = town.schools("Ziwa School", country="KE")
    (heir,) = town.schools("Elder School")
    town.starts(home[0], home[1:], name="Long year")
    town.invites_partner(home[0], abroad, "Long year")
    town.links(home[2], abroad)
    town.plays(home[0], home[2], "Network")
    town.later(240)
    leaver = town.at(home[2]).get(town.cluster).follow("Leave the cluster")
    leaver.fill(leaving_on=clock.now().date(), reason="Our school merges its projects.").press("Give notice")
    leaver.sees("Things to pass on", "The school leaves by itself when this day is over.", "Nothing is left")
    leaver.does_not_see("What is still on this list").follow("Leave now").press("Yes, leave now").sees(
        "The school has left the cluster."
    )
    town.at(abroad).get("/notices").sees("Cedar School")
    town.at(abroad).get(town.cluster).sees("left by Cedar School")
    town.later(30)
    lead = town.at(home[0]).get("/what-needs-me").follow("Find a school for the empty place in Long year")
    town.finds(lead.sees("Cedar School left."), heir)
    town.at(heir).get("/what-needs-me").follow("Answer the invitation").sees(
        "take over the place of a school that left"
    )
    town.at(heir).press("Join").get(f"{town.cluster}/partnership").sees("took the place of a school that left")
    assert "Linked" in town.row(town.at(heir), "Elder School")
    assert town.row(town.at(heir).get(f"{town.cluster}/parts"), "Elder School").startswith("Elder School Network")
    town.at(abroad).get("/notices").sees("Elder School")


def lead_school_closes(town: Town) -> None:
    """Shape 20: the register says that the lead school has closed; its teacher says that none follows; another school leads on."""
    home = town.schools("Alder School", "Birch School", "Cedar School")
    town.starts(home[0], home[1:], name="Goes on")
    row = {"Town": "Marlbury"}
    with town.app.app_context():
        bring_in(lay(town.folder, table(school("900001", "Alder School", **row))), extract_on=date(2026, 8, 1))

    def tie() -> None:
        found = session().scalars(sa.select(RegisterEntry).where(RegisterEntry.number == "900001")).one()
        alder = session().get_one(School, home[0].school_id)
        alder.register, alder.number, alder.register_entry_id = "gias", "900001", found.id

    commit(town.app, tie)
    closed = {**row, "EstablishmentStatus (code)": "2", "CloseDate": "31-08-2026"}
    with town.app.app_context():
        bring_in(lay(town.folder, table(school("900001", "Alder School", **closed))), extract_on=date(2026, 9, 1))
    last = town.at(home[0]).get("/what-needs-me").follow("Say which school follows Alder School")
    last.fill(choice="none", is_sure=True).press("Save what follows").sees("The school is closed here.")
    town.later(1)
    birch = town.at(home[1]).get(town.cluster).sees("Lead school Birch School", "(contact teacher) Teacher at Birch")
    birch.sees("left by Alder School", "Complete").follow("Who held which office, and when")
    birch.sees("Alder School has closed.")
    town.at(home[2]).get("/notices").sees("Birch School")
    birch.get("/what-needs-me").sees("Find a school for the empty place in Goes on")


SHAPES: dict[Callable[[Town], None], bool] = {
    four_and_one_abroad: False,
    award_trio: False,
    feeder_family: True,
    leaves_in_month_eight_replaced_in_month_nine: False,
    lead_school_closes: False,
}
"""Each shape, and whether its many schools make it too long for every run in a browser."""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("tell", SHAPES, ids=lambda tell: tell.__name__)
def test_a_shape_in_the_test_client(app: Flask, tmp_path: Path, tell: Callable[[Town], None]) -> None:
    tell(Town(app, lambda person: Reader(app, person), tmp_path))


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "tell",
    [
        pytest.param(tell, marks=pytest.mark.soak if is_long else (), id=tell.__name__)
        for tell, is_long in SHAPES.items()
    ],
)
def test_a_shape_at_a_phone_without_javascript(
    app: Flask, tmp_path: Path, site: Any, tell: Callable[[Town], None]
) -> None:
    def at_a_phone(person: Any) -> ScreenReader:
        return ScreenReader(site.page(person, width=390, javascript=False), site.url)

    tell(Town(app, at_a_phone, tmp_path))
