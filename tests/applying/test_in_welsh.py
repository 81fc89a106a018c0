"""The whole way of an application for people who have the portal in Welsh: from the open round to the award that every school accepts."""

import html
import io
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.applying.awards import services as awards
from portal.applying.awards.jobs import look_after_awards
from portal.applying.awards.queries import list_conditions, released_decision
from portal.applying.letters.models import Outcome
from portal.applying.monitoring.jobs import look_after_reports
from portal.applying.programmes import bilingual
from portal.applying.programmes.queries import get_round
from portal.applying.programmes.services import give_welsh
from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from tests.applying import desk, support
from tests.applying.clarifications import test_clarifications as clarifications
from tests.support.cast import Cast
from tests.support.opened import words_of
from tests.support.welsh import WelshReader, is_english

Within = Callable[..., Any]
MOST_UNTRANSLATED = 10  # sentences that were written since a translator last looked: they are marked, but more would make a page hard to read
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
        theirs = [
            "River schools",
            "River and lake",
            "Water and where it comes from",
            "Every school stands by the same river.",
        ]
        theirs += [
            "MARKASKED Who leads it?",
            "We share a river and want our pupils to know who else lives by one.",
            "School Partnership Portal",
        ]
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
            perform(
                give_welsh,
                planned,
                by=self.cast.signed_in("manager"),
                read_version=planned.version,
                thing=thing,
                words=words,
            )

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

    def english_in_mail(self) -> list[str]:
        """Lines of all mail that were not written in Welsh."""
        lines = [
            line
            for subject, text in session().execute(sa.select(OutboxMail.subject, OutboxMail.text))
            for line in [subject, *text.split("\n")]
            if "http" not in line
        ]
        return sorted({line for line in lines if is_english(line, self.typed)})


def fill_all(someone: WelshReader, words: str = ATEB) -> WelshReader:
    """Write an answer into each box of a page."""
    for box in someone.page.find_all("textarea"):
        someone.fill(**{str(box["name"]): words})
    return someone


def start(told: Journey) -> str:
    """A visitor looks around; the coordinator finds the round and starts. Answers the page of the application."""
    told.someone(None).get("/").get("/sign-in").get("/register").get("/help").get("/dim-yma", expect=404)
    hill = told.someone("coordinator").get("/what-needs-me").get("/notices").get("/profile")
    hill.get("/rounds").follow("Testun Cymraeg 1 name").get(f"/clusters/{told.cast.river}/evidence")
    hill.get(f"/clusters/{told.cast.river}/applications/new")
    hill.fill(round_id="", theme="").press("Dechrau’r cais", expect=422)
    hill.fill(round_id=str(told.round_id), theme="Afonydd").press("Dechrau’r cais").sees("Mae’r cais wedi’i ddechrau.")
    return hill.path


def write(told: Journey, page: str) -> None:
    """Every section, by one school after the other; what is missing is said in the words of the form."""
    hill = told.someone("coordinator").get(page)
    hill.sees("Testun Cymraeg 2 title: atebwch “Testun Cymraeg 3 text”").does_not_see(
        "What binds your schools together?"
    )
    hill.get(page + "/theme").fill(theme="").press("Cadw’r thema", expect=422)
    hill.get(page + "/language").fill(language="cy").press("Cadw’r iaith")
    hill.get(f"/clusters/{told.cast.river}/application").get(page)
    for there in dict.fromkeys(there.split("#")[0] for there, _words in hill.links if "/sections/" in there):
        if hill.get(there, expect=None).status == 200 and hill.page.find("textarea"):
            fill_all(hill).press("Cadw’r adran", expect=None)
    abroad = told.someone("abroad").get(page)
    fill_all(abroad.follow("Testun Cymraeg 14 title")).press("Cadw’r adran")
    hill.get(page).get(page + "/read").get(page + "/print").get(page + "/offline")
    bring_back(hill, page)
    hill.press("Dod â’r atebion i mewn", expect=422).get(page + "/withdraw")
    hill.get(page).press("Gofyn i’r ysgolion lofnodi").sees("Gofynnwyd i’r ysgolion lofnodi.")


def document_in(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parcel:
        return parcel.read("word/document.xml").decode()


def replaced_in(content: bytes, old: str, new: str) -> bytes:
    """A Word document in which somebody wrote something else."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parcel, zipfile.ZipFile(made, "w") as other:
        for name in parcel.namelist():
            part = parcel.read(name)
            other.writestr(name, part.replace(old.encode(), new.encode()) if name == "word/document.xml" else part)
    return made.getvalue()


def bring_back(hill: WelshReader, page: str) -> None:
    """The form goes out in Welsh as a Word document, is filled in, and comes back."""
    taken_along = hill.client.get(page + "/form.docx").data
    words = [html.unescape(found) for found in re.findall(r"<w:t[^>]*>([^<]*)</w:t>", document_in(taken_along))]
    assert [line for line in words if is_english(line, hill.names)] == []
    assert {"Testun Cymraeg 2 title", "Testun Cymraeg 3 text"} <= set(words)
    filled = replaced_in(taken_along, ATEB, "O’r ddogfen.")
    hill.post(page + "/offline", {"file": (io.BytesIO(filled), "form.docx")}, expect=200).sees("Cadwyd")
    hill.get(page + "/read").sees("O’r ddogfen.").get(page + "/offline")


def sign(told: Journey, page: str) -> None:
    """One head with an account, one by a mailed link and a code, who meets a dead link afterwards."""
    own = f"{page}/sign/{told.cast.school['hill']}"
    head = told.someone("head").get("/what-needs-me").follow("Llofnodwch y cais: River schools: Testun Cymraeg 1 name")
    head.get(own + "/decline").press("Peidio â llofnodi, ac anfon hwn", expect=422)
    head.get(own).press("Rwy’n llofnodi dros Hill Primary School").sees(
        "Rydych wedi llofnodi dros Hill Primary School."
    )
    for key, school in (("ford_head", "Ford Special School"), ("vale_head", "Vale Primary School")):
        link = re.search(r"/link/application/\S+", told.mail(key, "sign_application").text)
        assert link is not None
        flo = told.someone(None).get(link.group()).press("Anfon cod ataf i lofnodi")
        code = re.search(r"^\d{6}$", told.mail(key, "sign_code").text, re.MULTILINE)
        assert code is not None
        flo.fill(code="000000", agree=True).press("Rwy’n llofnodi dros", expect=422).sees(
            "Nid dyma god ein neges ddiweddaraf"
        )
        flo.fill(code=code.group(), agree=False).press("Rwy’n llofnodi dros", expect=422).sees(
            "Ticiwch y blwch i lofnodi."
        )
        flo.fill(code=code.group(), agree=True).press("Rwy’n llofnodi dros " + school).get(link.group(), expect=404)


def submit(told: Journey, page: str) -> None:
    hill = (
        told.someone("coordinator")
        .get(page)
        .get(page + "/submit")
        .press("Cyflwyno’r cais")
        .sees("Cais wedi’i gyflwyno")
    )
    hill.follow("Darllen y copi dan sêl").sees("Nid yw’r copi hwn wedi newid", "Testun Cymraeg 3 text", "O’r ddogfen.")
    welsh, english = (words_of(hill.client.get(hill.path + "/copy.pdf" + end).data) for end in ("", "?language=en"))
    assert "TestunCymraeg3text" in welsh
    assert "Whatbindsyourschoolstogether?" not in welsh
    assert "Whatbindsyourschoolstogether?" in english
    seals = [re.search(r"SHA-256([0-9a-f]{64})", paper) for paper in (welsh, english)]
    assert seals[0] is not None
    assert seals[1] is not None
    assert seals[0].group() == seals[1].group()  # one copy, read in two languages
    text = hill.client.get(hill.path + "/copy.txt").get_data(as_text=True)
    assert "Testun Cymraeg 3 text" in text
    hill.get(page).get("/what-needs-me").get("/notices")
    hill.get(page + "/withdraw").press("Tynnu’r cais yn ôl", expect=422)


def decide(told: Journey, made: uuid.UUID, page: str) -> None:
    """The desk asks, reads and decides; the cluster answers and reads the outcome and its letter."""
    cast, within = told.cast, told.within
    clock.hold(support.later(hours=1))
    within(desk.screen, cast, made)
    within(desk.assign, cast, made)
    asked = within(clarifications.ask, cast, made)
    hill = told.someone("coordinator").get("/what-needs-me").follow("Atebwch gwestiwn y rhaglen").get(page)
    hill.get(f"/clarifications/{asked}/answer").press("Anfon yr atebion", expect=422).sees(
        "Nid oes dim wedi newid eto."
    )
    fill_all(hill, "Ateb newydd.").press("Anfon yr atebion").sees("Anfonwyd eich atebion.")
    told.someone("head").get("/what-needs-me").get(f"/clarifications/{asked}")
    within(desk.send, cast, made, "reviewer")
    within(desk.send, cast, made, "reviewer2")
    within(desk.note, cast, made)
    within(lambda: desk.award_rules(made, terms="Dau adroddiad byr."))
    words = {"own_letter": "", "reasons": "Rheswm clir.", "feedback": "Adborth.", "conditions": "Enwi ail gyswllt."}
    held = within(lambda: desk.decide(cast, made, Outcome.CONDITIONAL, **words).id)
    within(lambda: desk.release(cast, desk.decision(held)))
    told.someone("vale_head").get("/notices").sees("Mae newyddion am eich cais ar gyfer Testun Cymraeg 1 name")
    told.someone("coordinator").get(page).get(page + "/outcome").sees(
        "Annwyl gydweithwyr River schools,", "Rheswm clir."
    )


def accept(told: Journey, page: str) -> str:
    """Every head says yes, the condition is met, both sides write the report. Answers the page of the award."""
    for key in ("head", "vale_head", "ford_head"):
        head = told.someone(key).get("/what-needs-me").follow("Derbyniwch y dyfarniad dros eich ysgol")
        head.follow("Derbyn dros ein hysgol").press("Derbyn dros ein hysgol", expect=422)
        head.sees("Ticiwch hwn i dderbyn dros eich ysgol.")
        head.fill(agreed=True).press("Derbyn dros ein hysgol").sees("Mae eich ysgol wedi derbyn y dyfarniad.")
    hill = told.someone("coordinator").get("/what-needs-me").follow("Gofalwch am amod o’ch dyfarniad")
    hill.follow("Dweud wrth y rhaglen ei fod wedi’i fodloni").press("Dweud wrth y rhaglen", expect=422)
    hill.fill(evidence="Ms Hall, ers mis Mawrth.").press("Dweud wrth y rhaglen").sees("Gyda’r rhaglen")
    return head.path


def report(told: Journey, made: uuid.UUID, award: str) -> None:
    told.within(meet, told.cast, made)
    clock.hold(clocks.now() + timedelta(days=160))
    told.within(look_after_awards)
    told.within(look_after_reports)
    abroad = told.someone("abroad").get("/what-needs-me").follow("Ychwanegwch eiriau eich ysgol")
    abroad.fill(words="Tulifurahi.").press("Ychwanegu ein geiriau").sees("Tulifurahi.")
    hill = told.someone("coordinator").get(award).get("/what-needs-me").follow("Ysgrifennwch yr adroddiad i’r rhaglen")
    hill.follow("Ysgrifennu’r adroddiad").fill(went_well="Ysgrifennwyd llythyrau.", spending="Stampiau.")
    hill.press("Cadw’r adroddiad").press("Anfon yr adroddiad at y rhaglen").sees("Gyda’r rhaglen").get("/notices")


def meet(cast: Cast, made: uuid.UUID) -> None:
    """The desk says that each condition is met."""
    decided = released_decision(desk.read(made))
    assert decided is not None
    session().commit()
    for condition in list_conditions(decided.id):
        perform(awards.judge_condition, condition, by=cast.signed_in("officer"), verdict="met")


def test_an_application_goes_all_the_way_in_welsh(app: Flask, cast: Cast, within: Within) -> None:
    told = Journey(app, cast, within)
    page = start(told)
    made = uuid.UUID(page.rsplit("/", 1)[1])
    write(told, page)
    sign(told, page)
    submit(told, page)
    decide(told, made, page)
    report(told, made, accept(told, page))
    untranslated = {said for said in told.found if said.startswith("marked as English")}
    assert {said: where for said, where in told.found.items() if said not in untranslated} == {}
    assert len(untranslated) <= MOST_UNTRANSLATED, untranslated
    in_mail = within(told.english_in_mail)
    assert len(in_mail) <= MOST_UNTRANSLATED, in_mail
    receipt = told.mail("vale_head", "application_receipt")
    assert "Rhif derbynneb: R-" in receipt.text
    assert "Testun Cymraeg 1 name" in receipt.text
