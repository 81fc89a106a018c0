"""A round in Welsh: given as data beside its English, chosen by who reads it, English where it is missing, and sealed as it was shown."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import queries
from portal.applying.applications.models import ApplicationVersion
from portal.applying.letters import services as letters
from portal.applying.letters.models import Outcome
from portal.applying.letters.queries import template_of
from portal.applying.programmes.models import Question, RoundSection
from portal.applying.programmes.queries import get_programme
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
BINDS, BINDS_CY = "What binds your schools together?", "Beth sy’n clymu eich ysgolion ynghyd?"


def _give(manager: Reader, round_id: Any, kind: str, thing_id: Any, **words: str) -> Reader:
    manager.get(f"/rounds/{round_id}/welsh/{kind}/{thing_id}")
    return manager.fill(**words).press("Save the Welsh", expect=None)


def _first(round_id: Any) -> tuple[Any, Any]:
    section = (
        session()
        .scalars(sa.select(RoundSection).where(RoundSection.round_id == round_id, RoundSection.position == 1))
        .one()
    )
    return section.id, session().scalars(sa.select(Question.id).where(Question.text == BINDS)).one()


def _set(question_id: Any, **values: Any) -> None:
    def deed(*, by: Any) -> None:
        for name, value in values.items():
            setattr(session().get_one(Question, question_id), name, value)

    perform(deed, by=SYSTEM)


def test_a_form_is_read_answered_signed_and_sealed_in_welsh(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    section_id, question_id = within(_first, round_id)
    within(_set, question_id, in_welsh={})  # the form that a round begins with has Welsh already
    manager = reader_for(cast.manager)
    manager.get(f"/rounds/{round_id}/welsh").sees(
        "The round is offered in Welsh as soon as its name has Welsh words", "Missing"
    )
    _give(manager, round_id, "round", round_id, name="Rownd y gwanwyn").sees("Offered in Welsh")
    _give(manager, round_id, "section", section_id, title="Pam rydym yn perthyn")
    _give(manager, round_id, "question", question_id, text=BINDS_CY)

    coordinator = reader_for(cast.coordinator)
    coordinator.get(f"/rounds/{round_id}").sees(BINDS).does_not_see(BINDS_CY)
    coordinator.press("Darllen y ffurflen yn Gymraeg").sees(
        "Rownd y gwanwyn", BINDS_CY, "Sut bydd eich ysgolion yn gweithio gyda’i gilydd?"
    )
    assert coordinator.page.find("span", string=BINDS_CY)["lang"] == "cy"  # the page around it is in English
    application_id = within(support.start, cast, round_id)
    coordinator.get(f"/applications/{application_id}/sections/{section_id}").sees("Pam rydym yn perthyn", BINDS_CY)
    # the language changes in the middle of writing: what was typed stays, is not saved, and the choice lasts
    coordinator.fill(answer_1="Yr af", answers_in="cy").press("Read the form in English").sees(BINDS).does_not_see(
        BINDS_CY
    )
    assert [coordinator.page.find(id="answer_1").get_text().strip(), coordinator.errors()] == ["Yr af", []]
    coordinator.get(f"/applications/{application_id}/sections/{section_id}").sees(BINDS).does_not_see("Yr af")
    coordinator.fill(answer_1="Yr afon").press("Darllen y ffurflen yn Gymraeg").sees(BINDS_CY)
    coordinator.fill(answer_1="Yr afon.", answers_in="cy").press("Save the section")
    coordinator.get(f"/applications/{application_id}/read")
    assert coordinator.page.find("span", string="Yr afon.")["lang"] == "cy"

    # what is in use stays; what is missing can still be given
    _give(manager, round_id, "question", question_id, text="Rhywbeth arall").sees("its Welsh stays as it is")
    _give(manager, round_id, "question", question_id, guidance="Rheswm a rennir.").sees("Saved")

    # signed in one language, submitted in the other, sealed with both
    within(support.write_text, cast, application_id)
    within(support.ask, cast, application_id)
    head = reader_for(cast.head)
    head.get(f"/applications/{application_id}/sign/{cast.school['hill']}").press("Darllen y ffurflen yn Gymraeg")
    head.sees(BINDS_CY).press("I sign for Hill Primary", expect=None)
    within(support.sign, cast, application_id, "vale", "ford")
    within(support.submit, cast, application_id, language="cy")
    facts = within(lambda: session().scalars(sa.select(ApplicationVersion.sealed_content)).one())
    asked = facts["sections"][0]["questions"][0]
    assert (asked["text"], asked["in_welsh"]["text"], asked["in_welsh"]["guidance"]) == (
        BINDS,
        BINDS_CY,
        "Rheswm a rennir.",
    )
    assert (facts["shown_in"], facts["round"]["in_welsh"], asked["language"]) == (
        "cy",
        {"name": "Rownd y gwanwyn"},
        "cy",
    )
    assert [one.get("language", "en") for one in facts["signatures"]].count("cy") == 1
    coordinator.get(f"/applications/{application_id}/versions/1").sees(BINDS_CY, "Welsh", "This copy is unchanged")
    coordinator.press("Read the form in English").sees(BINDS).does_not_see(BINDS_CY)


def test_welsh_that_is_older_than_its_english_is_not_shown(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    _section, question_id = within(_first, round_id)
    within(_set, question_id, kind="choice", options=["Yes", "No"])
    manager = reader_for(cast.manager)
    _give(manager, round_id, "round", round_id, name="Rownd y gwanwyn")
    _give(manager, round_id, "question", question_id, text=BINDS_CY, options="Ydyn").sees("Give 2 different lines")
    _give(manager, round_id, "question", question_id, text='<b>Beth</b> "ni"?', options="Ydyn\nNac ydyn").sees("Saved")
    coordinator = reader_for(cast.coordinator)
    coordinator.get(f"/rounds/{round_id}").press("Darllen y ffurflen yn Gymraeg").sees(
        '<b>Beth</b> "ni"?', "Ydyn", "Nac ydyn"
    )
    application_id = within(support.start, cast, round_id)
    coordinator.get(f"/applications/{application_id}").follow("Why we belong together")
    assert (
        coordinator.page.find("input", attrs={"name": "answer_1", "value": "Yes"}) is not None
    )  # stored in English, read in Welsh
    coordinator.sees("Nac ydyn", '<b>Beth</b> "ni"?')
    within(_set, question_id, text="What binds you?")
    coordinator.get(f"/rounds/{round_id}").sees("What binds you?").does_not_see('"ni"?')
    manager.get(f"/rounds/{round_id}/welsh/question/{question_id}").sees("The English changed since")
    manager.get(f"/rounds/{round_id}/welsh/question/{round_id}", expect=404)
    reader_for(cast.coordinator).get(f"/rounds/{round_id}/welsh", expect=403)


def test_a_letter_is_in_the_language_that_the_cluster_chose(cast: Cast, database: Any) -> None:
    from datetime import date

    from portal.applying.awards.models import Decision
    from portal.applying.awards.services.letters import letter_for

    round_id = support.make_round()
    application_id = support.start(cast, round_id)
    found = queries.get_application(application_id)
    english, welsh = "Dear {cluster}, accept by {accept_by}.", "Annwyl {cluster}, derbyniwch erbyn {accept_by}."
    decision = Decision(
        outcome=Outcome.APPROVED, own_letter="", reasons="", feedback="", conditions="", accept_by=date(2027, 11, 27)
    )
    words = {"outcome": Outcome.APPROVED, "letter": english}

    def programme() -> Any:
        return get_programme(found.round.programme_id)

    perform(letters.set_template, programme(), by=cast.signed_in("manager"), version=0, welsh=welsh, **words)
    assert letter_for(decision, found) == ("Dear River schools, accept by 27 November 2027.", "en")
    found.language = "cy"
    assert letter_for(decision, found) == ("Annwyl River schools, derbyniwch erbyn 27 Tachwedd 2027.", "cy")
    session().rollback()
    with pytest.raises(RuleBroken) as refusal:
        perform(
            letters.set_template, programme(), by=cast.signed_in("manager"), version=1, welsh="Annwyl {pawb}", **words
        )
    assert refusal.value.field == "welsh"
    session().rollback()
    assert template_of(found.round.programme_id, Outcome.APPROVED).welsh("letter") == welsh
