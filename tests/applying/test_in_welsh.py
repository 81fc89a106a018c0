"""The whole way of an application for people who have the portal in Welsh: from the open round to the award that every school accepts."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.funding import services as funding
from portal.applying.letters.models import Outcome
from portal.applying.programmes import bilingual
from portal.applying.programmes.queries import get_round
from portal.applying.programmes.services import give_welsh
from portal.core.actors import SYSTEM
from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from tests.applying import desk, support
from tests.support.cast import Cast
from tests.support.welsh import WelshReader, english_in

Within = Callable[..., Any]
ATEB = "Dyma ein hateb ni, yn ein geiriau ein hunain."


class Journey:
    """Who takes part, and what English they met."""

    def __init__(self, app: Flask, cast: Cast, within: Within) -> None:
        self.app, self.cast, self.within = app, cast, within
        self.found: dict[str, str] = {}
        within(self.speak_welsh)
        self.round_id = within(support.make_round)
        within(self.write_the_round_in_welsh)

    @property
    def typed(self) -> list[str]:
        """What names people, schools and the portal: in no language, or in that of who wrote it."""
        names = [one.name for one in self.cast.people.values()] + [one.email for one in self.cast.people.values()]
        theirs = ["River schools", "River and lake", "Water and where it comes from", "Every school stands by the same river."]
        theirs += ["We share a river and want our pupils to know who else lives by one.", "School Partnership Portal"]
        return names + list(self.cast.school_name.values()) + theirs

    def speak_welsh(self) -> None:
        def deed(*, by: Any) -> None:
            session().execute(sa.update(Person).values(language="cy"))

        perform(deed, by=SYSTEM)

    def write_the_round_in_welsh(self) -> None:
        """Each text of the round says in Welsh which it is."""
        for number, part in enumerate(bilingual.parts_of(get_round(self.round_id))):
            words = {name: f"Testun Cymraeg {number} {name}" for name in part.fields}
            planned = get_round(self.round_id)
            thing = bilingual.find(planned, part.kind, part.thing.id).thing
            perform(give_welsh, planned, by=self.cast.signed_in("manager"), read_version=planned.version, thing=thing, words=words)

    def someone(self, key: str | None) -> WelshReader:
        return WelshReader(self.app, self.cast.people[key] if key else None, self.typed, self.found)

    def mail(self, key: str, kind: str) -> OutboxMail:
        """The newest mail of this kind to somebody."""

        def newest() -> Any:
            query = sa.select(OutboxMail.subject, OutboxMail.text).where(
                OutboxMail.kind == kind, OutboxMail.address == self.cast.people[key].email
            )
            return session().execute(query.order_by(OutboxMail.id.desc())).first()

        return self.within(newest)


def fill_all(someone: WelshReader) -> WelshReader:
    """Write an answer into each empty box of a section."""
    for box in someone.page.find_all("textarea"):
        someone.fill(**{str(box["name"]): ATEB})
    return someone


def test_an_application_goes_all_the_way_in_welsh(app: Flask, cast: Cast, within: Within) -> None:
    told = Journey(app, cast, within)
    try:
        walk(told, cast, within, app)
    finally:
        with open("/tmp/welsh/found.txt", "w") as file:
            for said, where in told.found.items():
                print(where, "|", said, file=file)
    assert not told.found


def walk(told, cast, within, app) -> None:
    told.someone(None).get("/sign-in").get("/register").get("/").get("/help")
    hill = told.someone("coordinator")
    hill.get("/rounds").get(f"/rounds/{told.round_id}")
    hill.get("/what-needs-me").get("/notices").get("/profile")
    hill.get(f"/clusters/{cast.river}/applications/new").fill(round_id="").press("Dechrau’r cais", expect=422)
    hill.fill(round_id=str(told.round_id), theme="").press("Dechrau’r cais", expect=422)
    hill.fill(round_id=str(told.round_id), theme="Afonydd").press("Dechrau’r cais").sees("Mae’r cais wedi’i ddechrau.")
    page = hill.path
    made = __import__("uuid").UUID(page.rsplit("/", 1)[1])
    hill.get(page + "/theme").fill(theme="").press("Cadw’r thema", expect=422)
    hill.get(page + "/language")
    hill.get(f"/clusters/{cast.river}/application")
    told.someone("vale_teacher").get(page)
    told.someone("abroad").get(page)
    hill.get(page)
    sections = [t.split("#")[0] for t, _w in hill.links if "/sections/" in t]
    for there in dict.fromkeys(sections):
        hill.get(there, expect=None)
        if hill.status == 200 and hill.page.find("textarea"):
            fill_all(hill).press("Cadw’r adran", expect=None)
    hill.get(page).get(page + "/read").get(page + "/print").get(page + "/offline")
    hill.press("Dod â’r atebion i mewn", expect=422)
    hill.get(page + "/withdraw")
    hill.get(page)
    hill.press("Gofyn i’r ysgolion lofnodi").get(page)
    head = told.someone("head").get("/what-needs-me").get(page + "/sign")
    head.get(f"{page}/sign/{cast.school['hill']}").get(f"{page}/sign/{cast.school['hill']}/decline")
    head.press("Peidio â llofnodi, ac anfon hwn", expect=422)
    head.get(f"{page}/sign/{cast.school['hill']}").press("Rwy’n llofnodi dros Hill Primary School")
    flo = told.someone(None)
    asked = told.mail("ford_head", "sign_application")
    flo.get(re.search(r"/link/application/\S+", asked.text).group())
    link = flo.path
    flo.press("Anfon cod ataf i lofnodi")
    code = re.search(r"^\d{6}$", told.mail("ford_head", "sign_code").text, re.M).group()
    flo.fill(code="000000", agree=True).press("Rwy’n llofnodi dros Ford", expect=422)
    flo.fill(code=code, agree=False).press("Rwy’n llofnodi dros Ford", expect=422)
    flo.fill(code=code, agree=True).press("Rwy’n llofnodi dros Ford")
    flo.get(link, expect=404)
    hill.get(page + "/submit")
    within(support.sign, cast, made, "vale")
    hill.get(page).get(page + "/submit").press("Cyflwyno’r cais").sees("Cais wedi’i gyflwyno")
    hill.get(page).get(page + "/versions/1").get("/what-needs-me").get("/notices")
    hill.get(page + "/withdraw").press("Tynnu’r cais yn ôl", expect=422)
    clock.hold(support.later(hours=1))
    within(desk.screen, cast, made)
    within(desk.assign, cast, made)
    from tests.applying.clarifications import test_clarifications as c
    hill.get(page)
    within(desk.send, cast, made, "reviewer")
    within(desk.send, cast, made, "reviewer2")
    within(desk.note, cast, made)
    within(lambda: desk.award_rules(made, terms="Dau adroddiad."))
    held = within(lambda: desk.decide(cast, made, Outcome.CONDITIONAL, own_letter="", reasons="Rheswm.", feedback="Adborth.", conditions="Enwi ail gyswllt.").id)
    within(lambda: desk.release(cast, desk.decision(held)))
    hill.get("/notices").get("/what-needs-me").get(page).get(page + "/outcome")
    head.get("/what-needs-me").follow("Derbyn y dyfarniad")
    for key in ("head", "vale_head", "ford_head"):
        signs = told.someone(key).get("/what-needs-me")
        signs.follow("Derbyn y dyfarniad").follow("Derbyn dros ein hysgol").press("Derbyn dros ein hysgol", expect=422)
        signs.fill(agreed=True).press("Derbyn dros ein hysgol")
    award = signs.path
    hill.get("/what-needs-me").get(award)
    hill.follow("Amod")
