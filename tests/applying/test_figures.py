"""Who sees scores, aggregates and counts when (who may see what, 3b), by differences: what a person may not know of is changed, and nothing that they read of
the round may change with it, on no page, picture, table, export, count, search or list. Who may know is told each time, so that the test can fail."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from portal.applying.applications import finding
from portal.applying.applications.models import Application, Stage
from portal.applying.funding.models import FundingLine
from portal.applying.programmes.queries import get_round
from portal.applying.reviews import queries
from portal.applying.reviews.models import ApplicationAdvice, ApplicationStanding, ModerationNote, Review, ReviewScore
from portal.applying.reviews.queries import money
from portal.applying.reviews.services import advice, standings
from portal.core import search
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership, MembershipStatus, Side
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.pictures import kept
from portal.oversight.pictures.queries.views import view_of
from portal.oversight.pictures.routes import PLACES
from portal.oversight.workbooks import queries as workbooks
from tests.applying.test_held_marks import MADE_ANEW, answers
from tests.oversight.pictures import world
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

pytestmark = pytest.mark.either

OF_ALL = (
    *("", "/dashboard", "/dashboard?q=lake", "/dashboard?stage=moderation", "/panel", "/panel?by=talk", "/panel/line", "/forms", "/results"),
    *("/results/delivery", "/allocation", "/calibration", "/exceptions", "/reports", "/minutes", "/pictures", "/workbook", "/not-signed"),
    *(f"/pictures/{code}" for code in PLACES),
)  # fmt: skip


TAKES = {"officer", "manager", "moderator", "manager2"}


class Laid:
    """A round with three applications: `reading` with both reviews in and still open, `closed`, `tied` (closed as well, of the cluster Tied Lakes)."""

    def __init__(self, app: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.cast = app, cast
        for where in (queries, money):
            monkeypatch.setattr(where, "wishes_of", self.wishes)
        self.ids: dict[str, Any] = {}
        commit(app, self.lay)

    def wishes(self, *_which: Any) -> dict[Any, int]:
        return dict.fromkeys(session().scalars(sa.select(Application.id)), 100)

    def lay(self) -> None:
        planned = world.make_round()
        self.round_id = planned.id
        session().add(FundingLine(round_id=planned.id, name="Visits", amount=150))
        for name, stage, scores in (
            ("reading", Stage.IN_REVIEW, ((4, 3), (3, 4))),
            ("closed", Stage.MODERATION, ((4, 4), (5, 4))),
            ("tied", Stage.MODERATION, ((3, 3), (4, 3))),
        ):
            made = world.make_application(self.cast, planned, f"{name.title()} Lakes", stage=stage)
            for person, given in zip(("reviewer", "reviewer2"), scores, strict=True):
                world.make_review(self.cast, made, person, given)
            text = f"{made.receipt_number} {name} lake"
            search.put(finding.KIND, made.id, scope=planned.id.hex, text=text, within=True)
            if name != "tied":
                left = {"side": Side.HOME, "status": MembershipStatus.LEFT, "school_id": self.cast.school["brook"]}
                session().add(ClusterMembership(cluster_id=made.cluster_id, **left))
            self.ids[name] = made.id
        session().add(
            ModerationNote(
                application_id=self.ids["tied"], author_id=self.cast.moderator.id, words="Quiet.", moderated_score=61
            )
        )
        self.work_out()

    def work_out(self) -> None:
        session().flush()
        session().expire_all()
        for key in self.ids.values():
            standings.recompute(session().get_one(Application, key))
        advice.work_out_advice(get_round(self.round_id), by=SYSTEM)

    def close(self) -> None:
        """Every review of the round is closed."""

        def deed() -> None:
            session().execute(sa.update(Application).values(stage=Stage.MODERATION))
            self.work_out()

        commit(self.app, deed)

    def tie(self, *people: str) -> None:
        """These people teach at a school of the cluster Tied Lakes."""

        def deed() -> None:
            cluster_id = session().get_one(Application, self.ids["tied"]).cluster_id
            session().add(
                ClusterMembership(
                    cluster_id=cluster_id,
                    school_id=self.cast.school["ford"],
                    side=Side.HOME,
                    status=MembershipStatus.JOINED,
                )
            )
            for key in people:
                session().add(
                    SchoolMember(
                        school_id=self.cast.school["ford"],
                        person_id=self.cast.people[key].id,
                        status=MemberStatus.MEMBER,
                    )
                )

        commit(self.app, deed)

    def score(self, name: str, *given: int) -> None:
        """Every review of this application gives these scores."""

        def deed() -> None:
            for review in session().scalars(sa.select(Review).where(Review.application_id == self.ids[name])):
                scores = (
                    session()
                    .scalars(sa.select(ReviewScore).where(ReviewScore.review_id == review.id).order_by(ReviewScore.id))
                    .all()
                )
                for row, score in zip(scores, given, strict=True):
                    row.score = score
                review.total = 12.0 * given[0] + 8.0 * given[1]
                review.recommendation = "do_not_fund" if given[0] < 3 else "fund"
            self.work_out()

        commit(self.app, deed)

    def remove(self, name: str) -> None:
        """The application goes to a round of its own: this one is as if it had never been."""

        def deed() -> None:
            other = world.make_round("Elsewhere")
            session().execute(sa.update(Application).where(Application.id == self.ids[name]).values(round_id=other.id))
            standing = sa.update(ApplicationStanding).where(ApplicationStanding.application_id == self.ids[name])
            session().execute(standing.values(round_id=other.id))
            session().execute(sa.delete(ApplicationAdvice).where(ApplicationAdvice.application_id == self.ids[name]))
            search.put(finding.KIND, self.ids[name], scope=other.id.hex, text="elsewhere", within=True)
            self.work_out()

        commit(self.app, deed)

    def read_by(self, reader: Reader, key: str, *more: str) -> dict[str, str]:
        """Everything that this person reads of the round, by where it stands."""
        kept.forget()
        reader.get("/profile")  # the first page gives a cookie
        ends = OF_ALL if key in TAKES else OF_ALL[:14]
        paths = [*(f"/rounds/{self.round_id}{end}" for end in ends), "/what-needs-me", "/notices", *more]
        found = {
            path: f"{status} {named} {words}" for path, (status, named, words, _n) in answers(reader, paths).items()
        }
        for code in PLACES if key in TAKES else ():
            path = f"/rounds/{self.round_id}/pictures/{code}.csv"
            reader.get(path, expect=None)
            if reader.status == 200:
                reader.post(path, {"csrf_token": reader.token(), "purpose": "audit", "words": "To look."}, expect=None)
                found[path] = (
                    str(sorted(csv.reader(io.StringIO(reader.raw.decode("utf-8-sig")))))
                    if reader.status == 200
                    else reader.text
                )
        with self.app.test_request_context():
            view = view_of(get_round(self.round_id), self.cast.signed_in(key))
            ids = workbooks.applications_after(view, "", None)
            found["workbook"] = "\n".join(
                str(row) for sheet in workbooks.SHEETS for row in workbooks.rows_of(sheet, view, ids)
            )
            found["counts"] = str(workbooks.count(view, ""))
        return {path: MADE_ANEW.sub("", words) for path, words in found.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    told = []
    for path, words in before.items():
        if words != after[path]:
            at = next((n for n, (a, b) in enumerate(zip(words, after[path], strict=False)) if a != b), 0)
            told.append(
                f"{path}: …{words[max(0, at - 80) : at + 60]!r} became …{after[path][max(0, at - 80) : at + 60]!r}"
            )
    return told


def test_officers_learn_nothing_of_reviews_that_are_open_and_reviewers_nothing_of_each_other(
    app: Any, cast: Cast, reader_for: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = Laid(app, cast, monkeypatch)
    readers = {key: reader_for(cast.people[key]) for key in ("officer", "manager", "reviewer3", "coordinator")}
    own = f"/applications/{laid.ids['reading']}/panel"
    before = {key: laid.read_by(reader, key, own) for key, reader in readers.items()}
    laid.score("reading", 1, 5)
    after = {key: laid.read_by(reader, key, own) for key, reader in readers.items()}
    for key in ("officer", "reviewer3", "coordinator"):
        assert changed(before[key], after[key]) == [], key
    told = {line.split(":")[0].rsplit("/", 1)[-1] for line in changed(before["manager"], after["manager"])}
    assert told >= {"panel", "strip", "strip.csv", "workbook"}, told
    readers["officer"].get(f"/rounds/{laid.round_id}/panel/line").sees("Reviewers are still reading")
    readers["manager"].get(f"/rounds/{laid.round_id}/panel/line").sees("Worked out on")
    laid.close()
    kept.forget()
    readers["officer"].get(f"/rounds/{laid.round_id}/panel/line").sees("Worked out on")


def test_what_somebody_has_a_conflict_with_is_as_if_it_were_not_there(
    app: Any, cast: Cast, reader_for: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    laid = Laid(app, cast, monkeypatch)
    laid.close()
    laid.tie("officer", "moderator")
    readers = {key: reader_for(cast.people[key]) for key in ("officer", "moderator", "manager2")}
    before = {key: laid.read_by(reader, key) for key, reader in readers.items()}
    assert "Tied Lakes" in before["manager2"][f"/rounds/{laid.round_id}/panel"]
    for step in (lambda: laid.score("tied", 5, 5), lambda: laid.remove("tied")):
        step()
        for key in ("officer", "moderator"):
            found = laid.read_by(readers[key], key)
            assert not (told := changed(before[key], found)), "\n".join([key, *told])
        told = {
            line.split(":")[0].rsplit("/", 1)[-1]
            for line in changed(before["manager2"], laid.read_by(readers["manager2"], "manager2"))
        }
        assert told >= {"panel", "line", "strip", "workbook"}, told
