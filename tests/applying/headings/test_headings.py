"""A programme's own headings of the evidence: written by its people, shown to clusters that apply, sealed, and kept for a round."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import queries as applications
from portal.applying.applications import sealed
from portal.applying.headings import queries, services
from portal.applying.programmes.headings import layout_of
from portal.applying.programmes.models import Programme, Round
from portal.core.database import session
from portal.core.errors import RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.forming.evidence import queries as evidence
from portal.forming.evidence import services as evidence_services
from portal.forming.evidence.models import EvidenceHeading, EvidenceStatus
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader

ReaderFor = Callable[..., Reader]
Within = Callable[..., Any]


def programme_of(round_id: uuid.UUID) -> Programme:
    session().expire_all()
    found = session().get(Round, round_id)
    assert found is not None
    return found.programme


def titles(round_id: uuid.UUID) -> list[str]:
    return [line["title"] for line in programme_of(round_id).headings]


def add(cast: Cast, code: str, claim: str) -> None:
    heading = session().scalar(sa.select(EvidenceHeading.id).where(EvidenceHeading.code == code))
    cluster = session().get(Cluster, cast.river)
    perform(
        evidence_services.add_item,
        cluster,
        by=cast.signed_in("coordinator"),
        heading_id=heading,
        school_id=cast.school["hill"],
        status=EvidenceStatus.EVIDENCE,
        claim=claim,
        text="More about it.",
    )


def test_a_manager_edits_the_headings_and_clusters_see_reviewers_read_and_seals_keep_them(
    cast: Cast, reader_for: ReaderFor, within: Within
) -> None:
    round_id = within(support.make_round)
    for code, claim in (
        ("community_links", "A choir"),
        ("mentoring", "We coach"),
        ("flexibility", "Plan B"),
        ("simple_ict", "By post"),
    ):
        within(add, cast, code, claim)
    manager = reader_for(cast.manager).get("/rounds").follow("Young Links")
    manager.sees("asks the general headings").press("Make our own headings").sees("its first application comes in")
    manager.follow("Change Links with the community").fill(title="Who we work with").press("Save the heading")
    manager.press("Leave out Schools that help one another along").sees("Not asked by this programme")
    flexible = within(lambda: next(h.title for h in evidence.list_headings() if h.code == "flexibility"))
    manager.press(f"Leave out {flexible}")
    code = "simple_ict"
    manager.get(f"/programmes/{within(programme_of, round_id).id}/headings/{code}")
    manager.fill(title="How we keep going", covers=["community_links", "simple_ict"]).press(
        "Save the heading", expect=422
    )
    assert manager.errors() == ["“Links with the community” stands under “Who we work with” already."]
    manager.fill(covers=["flexibility", "simple_ict"]).press("Save the heading")
    manager.press("Move up How we keep going")
    manager.follow("Add a heading").fill(title="Care for the planet", own=False, covers=[]).press(
        "Save the heading", expect=422
    )
    assert manager.errors() == ["Say which evidence stands under it, or let clusters add evidence of its own."]
    manager.fill(own="y").press("Save the heading").sees("Care for the planet", "its own")
    assert "Schools that help one another along" not in within(titles, round_id)

    # before it applies, the cluster sees the general headings; then the programme's, with its own heading to add to
    coordinator = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/evidence")
    coordinator.sees("Links with the community").does_not_see("Care for the planet", "How the evidence is laid out")
    made = within(support.start, cast, round_id)
    coordinator.get(f"/clusters/{cast.river}/evidence")
    coordinator.sees("These are the headings of Young Links", "Who we work with", "Care for the planet")
    coordinator.sees("Not asked by Young Links", "It does not go with this application.", "We coach")
    groups = [part.h2.get_text(" ", strip=True) for part in coordinator.page.select("section.app-evidence")]
    together = next(
        part for part in coordinator.page.select("section.app-evidence") if "How we keep going" in str(part.h2)
    )
    assert "Plan B" in together.get_text()
    assert "By post" in together.get_text()
    assert groups[-1].startswith(f"{len(groups)}. Care for the planet")
    coordinator.follow("Add something under Care for the planet").fill(
        claim="A shared garden", text="Since May."
    ).press("Add to the evidence")
    coordinator.sees("A shared garden")
    coordinator.get(f"/applications/{made}").sees("Care for the planet", "goes with the application")

    # sealed under the programme's headings, without what it does not ask; other clusters do not see the programme's own heading
    within(support.write_all, cast, made)
    within(support.ask, cast, made)
    within(support.sign, cast, made, "hill", "vale", "ford")
    within(support.submit, cast, made)

    def facts() -> list[tuple[str, str]]:
        copy = sealed.read(applications.get_sealed_version(made, 1))
        return [(item["heading_title"], item["claim"]) for item in copy.facts["evidence"]]

    laid = within(facts)
    assert set(laid) == {
        ("Who we work with", "A choir"),
        ("How we keep going", "Plan B"),
        ("How we keep going", "By post"),
        ("Care for the planet", "A shared garden"),
    }
    assert laid[-1][1] == "A shared garden"
    officer = reader_for(cast.officer).get(f"/applications/{made}/versions/1")
    officer.sees("How we keep going", "Care for the planet").does_not_see("We coach")

    # what is changed now counts for rounds to come, not for this one
    reader_for(cast.manager).get(f"/programmes/{within(programme_of, round_id).id}/headings").press(
        "Go back to the general headings"
    )

    def kept() -> list[str]:
        planned = session().get(Round, round_id)
        assert planned is not None
        layout = layout_of(planned)
        return [line.title for line in layout.lines] if layout is not None else []

    assert "Care for the planet" in within(kept)
    assert within(titles, round_id) == []


def test_two_people_at_once_and_what_is_refused(cast: Cast, within: Within) -> None:
    def walk() -> None:
        programme = programme_of(support.make_round())
        by = cast.signed_in("manager")
        perform(services.start_headings, programme, by=by)
        with pytest.raises(RuleBroken):
            perform(services.start_headings, programme, by=by)
        read = programme.version
        held = queries.get_line(programme.id, "mentoring")
        words = {"guidance": "", "own": False, "per_school": False, "accepts_intention": True}
        perform(services.change_line, held, by=by, read_version=read, title="Coaching", covers=["mentoring"], **words)
        with pytest.raises(Stale):
            perform(services.change_line, held, by=by, read_version=read, title="Older", covers=["mentoring"], **words)
        first = queries.get_line(programme.id, programme.headings[0]["code"])
        with pytest.raises(RuleBroken):
            perform(services.move_line_up, first, by=by)
        for line in list(programme.headings)[1:]:
            perform(services.remove_line, queries.get_line(programme.id, line["code"]), by=by)
        with pytest.raises(RuleBroken):
            perform(services.remove_line, queries.get_line(programme.id, programme.headings[0]["code"]), by=by)
        perform(services.drop_headings, programme, by=by)
        assert programme_of_headings(programme.id) == []

    within(walk)


def programme_of_headings(programme_id: uuid.UUID) -> list[Any]:
    session().expire_all()
    return queries.get_programme(programme_id).headings
