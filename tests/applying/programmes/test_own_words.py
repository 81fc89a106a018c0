"""What a programme calls things: on its pages, in its letters and mail, and nowhere else; safe from markup."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po
from flask_babel import force_locale

from portal.applying.applications import queries
from portal.applying.awards.models import Decision
from portal.applying.awards.services.letters import letter_for
from portal.applying.letters.models import Outcome
from portal.applying.programmes import vocabulary
from portal.applying.programmes.models import Programme
from portal.core import catalogues, i18n
from portal.core.database import session
from portal.core.vocabulary import Vocabulary
from portal.oversight.notifications.models import Notification
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]
CATALOGUE = Path("portal/translations/cy/LC_MESSAGES/messages.po")


@pytest.mark.static
def test_words_are_exchanged_and_gaps_and_markup_are_left_alone() -> None:
    own = Vocabulary("v", {"cluster": "alliance", "clusters": "alliances", "application": "bid"}, {"cais": "cynnig"})
    assert (
        own.in_english("A cluster starts an application to %(cluster)s.") == "An alliance starts a bid to %(cluster)s."
    )
    assert own.in_english("Dear {cluster}, <a href='/clusters/cluster'>Clusters</a> of a sub-cluster") == (
        "Dear {cluster}, <a href='/clusters/cluster'>Alliances</a> of a sub-cluster"
    )
    assert own.in_another_language("Cais") == "Cynnig"
    assert own.in_another_language("Cyflwyno’r cais") == "Cyflwyno’r cais"
    for word in ("<b>", "a%(b)s", "{x}", 'say "x"', "a&b", "1st", "x" * 41):
        assert not vocabulary.is_plain(word), word
    assert all(vocabulary.is_plain(word) for word in ("", "Bro’r afon", "link-school", "clwstwr ŵyl"))


def test_a_programme_speaks_in_its_own_words(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    round_id = within(support.make_round)
    programme_id = within(lambda: session().scalars(sa.select(Programme.id)).one())
    manager, coordinator = reader_for(cast.manager), reader_for(cast.coordinator)
    path = f"/programmes/{programme_id}/words"
    manager.get(f"/rounds/{round_id}").follow("What this programme calls things")
    manager.fill(cluster_en_one="alliance").press("Save the words", expect=None).sees(
        "Give the word for one and the word for several"
    )
    manager.fill(cluster_en_one="<b>alliance</b>", cluster_en_many="alliances").press("Save the words", expect=None)
    manager.sees("Use letters, spaces and hyphens only")
    manager.fill(
        cluster_en_one="alliance", cluster_en_many="alliances", application_en_one="bid", application_en_many="bids"
    )
    manager.fill(application_cy_one="cynnig", application_cy_many="cynigion").press("Save the words").sees(
        "The words are saved"
    )
    coordinator.get(path, expect=404)
    manager.get(f"/rounds/{round_id}/preview").sees("As an alliance sees it")
    application_id = within(support.start, cast, round_id)
    coordinator.get(f"/applications/{application_id}").sees("Bid to Spring round", "Withdraw the bid")
    assert (
        coordinator.page.find("nav").get_text(" ", strip=True).count("lliance") == 0
    )  # the frame speaks of the whole portal
    coordinator.get("/rounds").sees("A cluster applies as one.")
    told = within(
        lambda: (
            session()
            .scalars(sa.select(Notification.title).where(Notification.path.contains(str(application_id))))
            .first()
        )
    )
    assert told == "River schools has started a bid to Spring round."  # written without any page of the programme

    def letter() -> tuple[str, str]:
        decision = Decision(
            outcome=Outcome.APPROVED,
            own_letter="",
            reasons="An application.",
            feedback="",
            conditions="",
            accept_by=date(2027, 11, 27),
        )
        return letter_for(decision, queries.get_application(application_id))

    words, language = within(letter)
    assert language == "en"
    assert "Thank you for your bid to Spring round." in words
    assert "An application." in words  # what people wrote stays as they wrote it


@pytest.mark.either
def test_the_portal_speaks_welsh_where_it_has_the_words(cast: Cast, reader_for: ReaderFor, within: Within) -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    assert [(message.id, error) for message, found in catalogue.check() for error in found] == []
    assert len(catalogue) > 200
    visitor = reader_for(None)
    page = visitor.client.get("/sign-in", headers={"Accept-Language": "cy"}).get_data(as_text=True)
    assert '<html lang="cy"' in page
    for words in ("Mewngofnodi", "Cyfeiriad e-bost", "Cyfrinair", "Hygyrchedd"):
        assert words in page
    assert catalogues.read(Path("nowhere.po")).ungettext("%(num)s day", "%(num)s days", 2) == "%(num)s days"

    def counted() -> list[str]:
        with force_locale("cy"):
            return [i18n.ngettext("%(num)s day left", "%(num)s days left", n) for n in (1, 2, 5)]

    assert within(counted) == ["1 diwrnod ar ôl", "2 ddiwrnod ar ôl", "5 diwrnod ar ôl"]
