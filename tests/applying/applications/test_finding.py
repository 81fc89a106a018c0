"""Finding an application among those of its round: by what, by whom, page by page, and for how many statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.applying.applications import finding
from portal.applying.applications.models import Application, Stage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from tests.applying import support
from tests.applying.support import CLOSES
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def arrive(round_id: Any, school_id: Any, numbers: range) -> None:
    """Applications of clusters called Otter, each with its receipt, one a minute."""

    def deed(*, by: Any) -> None:
        for n in numbers:
            cluster = Cluster(name=f"Otter {n:03}", theme="Rivers", started_by_school_id=school_id)
            session().add(cluster)
            session().flush()
            one = Application(
                round_id=round_id,
                cluster_id=cluster.id,
                stage=Stage.SUBMITTED,
                receipt_number=f"T-{n:04}",
                submitted_at=CLOSES - timedelta(days=1, minutes=-n),
            )
            session().add(one)
            session().flush()
            sealed = {"receipt_number": one.receipt_number, "cluster": {"name": cluster.name}, "schools": []}
            finding.index(one, sealed)

    perform(deed, by=SYSTEM)


def found(reader: Reader) -> list[str]:
    """The clusters on the page, in order."""
    return [link.get_text() for link in reader.page.select("main ul.govuk-list a[href^='/applications/']")]


def test_it_is_found_by_receipt_number_cluster_and_schools_and_by_nothing_else(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    made = within(support.make_submitted, cast, round_id)
    receipt = within(lambda: support.application(made).receipt_number)
    path = f"/rounds/{round_id}/dashboard"
    officer = reader_for(cast.officer).get(path)
    for words in (
        receipt,
        receipt.lower(),
        "River schools",
        "RÍV",
        "vale prim",
        "Tumaini",
        "schools hill",
        f"{receipt} ford",
    ):
        officer.get(path).fill(q=words).press("Find").sees("Looked for:")
        assert found(officer) == ["River schools"], words
    for words in (
        "We do this.",
        "Carys Okoro",
        "River lakes",
        "ale",
        "???",
        "\u0301",
        '" OR *',
        "a" * 81 + " river",
        "x" * 5000,
    ):
        officer.get(path).fill(q=words).press("Find").sees("No application found", "Try fewer words")
        assert found(officer) == [], words
    assert len(officer.page.select_one("#q")["value"]) == finding.MOST_LETTERS
    officer.fill(q="  ").press("Find").sees("Received", "Applications by stage").does_not_see("Looked for:")
    officer.get(f"{path}?stage=submitted").fill(q="river").press("Find").sees("River schools", "(Received")
    officer.get(f"{path}?stage=decided").fill(q="river").press("Find").sees("No application found")
    officer.follow("Show all that came in").sees("River schools", "Applications by stage")
    other = within(support.make_round)
    officer.get(f"/rounds/{other}/dashboard?q=river").sees("No application found")
    reader_for(cast.moderator).get(f"{path}?q=river").sees("River schools")
    for key in ("reviewer", "coordinator", "outsider"):
        reader_for(cast.people[key]).get(f"{path}?q=river", expect=403)
    within(lambda: support.withdraw(cast, made, receipt_number=receipt, reason="Next year."))
    officer.get(f"{path}?q=river").sees("River schools", "Withdrawn")


def test_what_is_found_is_read_page_by_page_for_as_many_statements(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    officer, counts = reader_for(cast.officer), []
    for numbers in (range(1), range(1, 3), range(3, 120)):
        within(arrive, round_id, cast.school["hill"], numbers)
        officer.get(f"/rounds/{round_id}/dashboard?q=otter")
        counts.append(len(officer.statements))
    assert len(set(counts)) == 1, counts
    seen = found(officer)
    while officer.page.select_one("a[rel=next]"):
        officer.follow("Next page").sees("Looked for: otter")
        seen += found(officer)
    assert seen == [f"Otter {n:03}" for n in range(120)]
    officer.follow("Back to the first page").sees("Looked for: otter", "Otter 000")
    assert found(officer.get(f"/rounds/{round_id}/dashboard?q=T-0077")) == ["Otter 077"]


@pytest.mark.usefixtures("database")
def test_a_newer_version_is_found_by_what_it_says(cast: Cast) -> None:
    made = support.application(support.make_submitted(cast))
    sealed = {"receipt_number": made.receipt_number, "cluster": {"name": "Lake schools"}, "schools": []}
    perform(lambda application, *, by: finding.index(application, sealed), made, by=SYSTEM)
    from portal.applying.applications import queries

    officer = cast.signed_in("officer")
    assert [len(queries.page_in_round(made.round, officer, words=words)) for words in ("lake", "river")] == [1, 0]
