"""A round as those live it who write, sign, read and talk. Two schools fill one application at the same time; the same answer is changed twice and both texts
are shown; a head signs by a mailed link and a code, without an account; the coordinator submits and keeps the sealed copy. A reviewer states that nothing ties
them, scores, gets the review back and sends it again; the moderator reads the strip and writes the minutes with the mark on which the panel agreed.

Told by the test client, and in browsers: some people have JavaScript on a large screen, others a phone without it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications import services
from portal.core.clock import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from tests.applying import desk, support
from tests.journeys.screen import ScreenReader
from tests.support.cast import Cast
from tests.support.opened import words_of
from tests.support.reader import Reader

HERS, THEIRS = "Our pupils see the same tide from two sides.", "The river floods our playground every March."
BOTH = f"{HERS} {THEIRS}"
EVIDENCE = "They say so in the plan. It is dated."
SECRETS = ("Rae Read", "Ravi Read", "A private doubt", "Moderated score")


class Round:
    """Who is there, and what they share. `as_someone(person)` opens a browser for them; None is a visitor."""

    def __init__(self, app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
        self.app, self.cast, self.as_someone = app, cast, as_someone
        self.at_work = desk.Inside(app)
        self.made = self.at_work.do(lambda: support.start(cast, support.make_round()))
        self.page = f"/applications/{self.made}"

    def mail_to(self, address: str, kind: str) -> str:
        """The newest mail of this kind to an address."""

        def found() -> str:
            query = sa.select(OutboxMail.text).where(OutboxMail.address == address, OutboxMail.kind == kind)
            text = session().scalars(query.order_by(OutboxMail.id.desc())).first()
            session().rollback()
            assert text is not None, f"no mail {kind} to {address}"
            return text

        return str(self.at_work.do(found))

    def link_of_head(self, address: str) -> str:
        found = re.search(r"/link/application/\S+", self.mail_to(address, "sign_application"))
        assert found is not None
        return found.group()

    def code_of_head(self, address: str) -> str:
        found = re.search(r"^\d{6}$", self.mail_to(address, "sign_code"), re.MULTILINE)
        assert found is not None
        return found.group()

    def two_schools_write_at_once(self) -> None:
        hill, vale = self.as_someone(self.cast.coordinator), self.as_someone(self.cast.vale_teacher)
        hill.get(self.page).sees("What is still missing", "Not submitted yet")
        lack = next(str(a["href"]) for a in hill.page.find_all("a", href=True) if "#answer_" in str(a["href"]))
        self.section, box = lack.split("#")
        hill.get(self.section).sees("saved now")
        assert hill.page.find(id=box), "the line of what is missing leads to its box"
        vale.get(self.section)
        by_itself(hill, vale)
        vale.get(self.section).fill(**{box: THEIRS}).press("Save the section")
        hill.fill(**{box: HERS}).press("Save the section", expect=409)
        hill.sees("This was changed while you were writing", "Both texts are below", THEIRS)
        assert HERS in typed(hill, box)
        hill.fill(**{box: BOTH}).press("Save my text")
        assert BOTH in typed(vale.get(self.section), box)
        hill.get(self.page).sees("Last changed by Carys Okoro")
        self.at_work.do(self.write_the_rest)
        hill.get(self.page).sees("Nothing: everything that the round asks for is there.")
        hill.press("Ask the schools to sign").sees("The schools have been asked to sign.")
        vale.get(self.page).sees("The answers are frozen while schools sign.")

    def write_the_rest(self) -> None:
        """Every question that nobody has answered."""
        draft = support.open_draft(self.made)
        for held in draft.sections:
            answers = {q.id: (draft.text(q) or "We do this.", draft.version_of(q)) for q in held.questions}
            words = {"section_id": held.section.id, "answers": answers, "school_id": self.cast.school["hill"]}
            perform(
                services.save_section,
                support.application(self.made),
                by=self.cast.signed_in("coordinator"),
                **words,
            )

    def every_school_signs(self) -> None:
        head = self.as_someone(self.cast.head).get("/what-needs-me").follow("Sign the application").sees(BOTH)
        head.press("I sign for Hill Primary School").sees("You have signed for Hill Primary School.")
        flo = self.as_someone(None).get(self.link_of_head(self.cast.ford_head.email)).sees(BOTH)
        reason = "Ford would like to say when it meets."
        flo.press("Send me a code to sign")
        named = {"reason": reason, "sections": [self.section.rsplit("/", 1)[1]]}
        flo.fill(no_code="12 34", **named).press("Do not sign, and send this", expect=422).sees("This is not the code")
        flo.fill(no_code=self.code_of_head(self.cast.ford_head.email), **named).press("Do not sign, and send this")
        hill = self.as_someone(self.cast.coordinator).get(self.page).sees(reason)
        hill.press("Ask the schools to sign")
        self.a_head_signs_by_mail(self.cast.ford_head, "Ford Special School")
        self.a_head_signs_by_mail(self.cast.vale_head, "Vale Primary School")

    def a_head_signs_by_mail(self, head: Any, school: str) -> None:
        link = self.link_of_head(head.email)
        at = self.as_someone(None).get(link).sees(BOTH, f"sign for {school}")
        at.press("Send me a code to sign").sees("We have sent a code to")
        at.fill(code="12 34", agree=True).press(f"I sign for {school}", expect=422).sees("This is not the code")
        at.fill(code=self.code_of_head(head.email), agree=True).press(f"I sign for {school}").sees("Thank you")
        at.get(link, expect=404).sees("This link no longer works")

    def it_is_submitted(self) -> None:
        hill = self.as_someone(self.cast.coordinator).get("/what-needs-me").follow("Send the application")
        if "Submit the application" not in hill.h1:
            hill.get(self.page).follow("Go on to submit")
        hill.press("Submit the application").sees("Application submitted", "Receipt number")
        receipt = re.search(r"R-[0-9A-Z-]+", hill.text)
        assert receipt is not None
        assert receipt.group() in self.mail_to(self.cast.vale_head.email, "application_receipt")
        hill.follow("Read the sealed copy").sees(BOTH, "its digest was checked just now", "Flo Grant", "Val Hughes")
        pdf = Reader(self.app, self.cast.ford_teacher).get(f"{self.page}/versions/1/copy.pdf")
        kept = words_of(pdf.raw)
        assert "".join(BOTH.split()) in kept
        assert receipt.group() in kept

    def it_is_read(self) -> None:
        clock.hold(support.later(hours=1))
        self.at_work.screen(self.cast, self.made)
        self.at_work.assign(self.cast, self.made)
        rae = self.as_someone(self.cast.reviewer).get("/what-needs-me").get("/reviews").follow("River schools")
        rae.sees("do you have a conflict of interest").does_not_see(BOTH)
        rae.press("Open the application", expect=422).sees("Tick this to say that you have no conflict")
        rae.fill(stated=True).press("Open the application").sees(BOTH, "Only you can read a draft")
        self.review = rae.path
        kept_by_itself(rae)
        self.scores(rae, 4).press("Submit the review").sees("Sent")

    def scores(self, reviewer: Any, score: int) -> Any:
        fields: dict[str, Any] = {}
        for box in reviewer.page.find_all(["input", "textarea"]):
            name = str(box.get("name", ""))
            if name.startswith("score_"):
                fields[name] = str(score)
            elif name.startswith("justification_"):
                fields[name] = EVIDENCE
        return reviewer.fill(**fields, recommendation="fund", feedback="Plan for rain.", private_note="A private doubt")

    def it_is_given_back(self) -> None:
        mo = self.as_someone(self.cast.moderator).get(f"{self.page}/panel").sees("Rae Read", "1 of 2")
        mo.follow("Give this review back").fill(cause="words_differ", reason="Say which date you mean.").press(
            "Give the review back"
        )
        rae = self.as_someone(self.cast.reviewer).get("/reviews").sees("Change it").follow("River schools")
        rae.sees("Say which date you mean.")
        self.scores(rae, 5).press("Submit the review")
        mo.get(f"{self.page}/panel").sees("As it was sent on")

    def the_second_reads_it(self) -> None:
        ravi = self.as_someone(self.cast.reviewer2).get("/reviews").follow("River schools")
        ravi.fill(stated=True).press("Open the application").does_not_see("Rae Read", EVIDENCE)
        self.scores(ravi, 2).press("Submit the review")

    def it_is_talked_about(self) -> None:
        round_id = self.at_work.do(lambda: support.application(self.made).round_id)
        mo = self.as_someone(self.cast.moderator).get(f"/rounds/{round_id}/panel").sees("71, good", "2 of 2")
        mo.get(f"/rounds/{round_id}/panel?by=talk").sees("Reviewers differ").follow("River schools")
        mo.sees("The reviewers differ: talk about this one.", "A private doubt")
        mo.follow("Write the note of the panel").press("Save the note", expect=422)
        mo.fill(words="We talked about the dates, and agreed.", present="Mo, Maya", recommendation="fund")
        mo.fill(moderated_score="74").press("Save the note").sees("Moderated score: 74", "There: Mo, Maya")
        self.as_someone(self.cast.coordinator).get(self.page).does_not_see(*SECRETS)


def typed(someone: Any, box: str) -> str:
    """What stands in a box of the page."""
    return (
        str(someone.page.find(id=box).get_text()) if not hasattr(someone, "tab") else someone.tab.input_value(f"#{box}")
    )


def by_itself(hill: Any, vale: Any) -> None:
    """With JavaScript: who is in the section is told, and what is typed is saved three seconds after the last key."""
    if not getattr(vale, "javascript", False):
        return
    vale.tab.locator("[data-here-said]", has_text="Carys Okoro").wait_for()
    kept_by_itself(vale)
    hill.get(hill.path)  # what was saved by itself is there for everybody who opens the section now
    assert "typed and left" in hill.page.find("textarea").get_text()


def kept_by_itself(someone: Any) -> None:
    if not getattr(someone, "javascript", False):
        return
    someone.tab.locator("textarea").first.press_sequentially("typed and left")
    someone.tab.locator("[data-draft-said]", has_text=re.compile("Saved at|Kept as a draft")).wait_for()
    someone.get(someone.path)
    assert "typed and left" in someone.tab.locator("textarea").first.input_value()


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    told = Round(app, cast, as_someone)
    told.two_schools_write_at_once()
    told.every_school_signs()
    told.it_is_submitted()
    told.it_is_read()
    told.it_is_given_back()
    told.the_second_reads_it()
    told.it_is_talked_about()


def test_a_round_in_the_test_client(app: Flask, cast: Cast) -> None:
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_round_in_browsers_with_javascript_and_without(app: Flask, cast: Cast, site: Any) -> None:
    modern = {cast.coordinator.id, cast.vale_teacher.id, cast.reviewer.id, cast.moderator.id}
    opened: dict[Any, ScreenReader] = {}

    def at_a_browser(person: Any) -> ScreenReader:
        key = person.id if person is not None else object()
        if key not in opened:
            has = key in modern
            reader = ScreenReader(site.page(person, width=1280 if has else 390, javascript=has), site.url)
            reader.javascript = has  # type: ignore[attr-defined]
            opened[key] = reader
        return opened[key]

    tell(app, cast, at_a_browser)
