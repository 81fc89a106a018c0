"""Files of an application for its reviewers: while the review is written, past the scanner, in the journal; never with a conflict or in a blind round."""

import copy
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.applications.queries import standing_version
from portal.applying.reviews import services
from portal.core import storage
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.core.storage import Scan, StoredFile
from portal.oversight.journal.models import Reading, ReadingKind
from tests.applying import desk
from tests.applying.desk import Inside
from tests.applying.reviews.test_blind import turn_on
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
BYTES = b"A plan with dates."


def with_files(made: uuid.UUID) -> list[uuid.UUID]:
    """An answer with a file and a piece of evidence with a file, in the sealed copy. Answers their ids."""

    def deed(application: Application, *, by: Any) -> list[uuid.UUID]:
        version = standing_version(application)
        content = copy.deepcopy(version.sealed_content or {})
        found = []
        for name in ("Hill plan.txt", "Letter of Tumaini.txt"):
            key = hashlib.sha256(name.encode()).hexdigest()[:32]
            storage.store().put(key, BYTES)
            row = StoredFile(key=key, name=name, content_type="text/plain", size=len(BYTES), sha256=hashlib.sha256(BYTES).hexdigest())  # fmt: skip
            session().add(row)
            session().flush()
            found.append({"id": str(row.id), "name": name, "size": row.size, "sha256": row.sha256})
        content["sections"][0]["questions"][0] |= {"kind": "file", "answer": "Hill plan.txt", "file": found[0]}
        empty = dict.fromkeys(("claim", "text", "link", "due_on"), "")
        content["evidence"] = [{"heading_title": "Letter", "school_name": "Tumaini", **empty, "file": found[1]}]
        version.sealed_content = content
        session().flush()
        return [uuid.UUID(one["id"]) for one in found]

    answer: list[uuid.UUID] = perform(deed, desk.read(made), by=SYSTEM)
    return answer


def test_reviewers_open_files_while_they_write(inside: Inside, cast: Cast, reader_for: Readers, clock: Any) -> None:
    made = inside.in_review(cast, clock)
    plan, letter = inside.do(lambda: with_files(made))
    key = inside.do(lambda: desk.review_of(cast, made, "reviewer").id)
    one = reader_for(cast.people["reviewer"])
    at = f"/reviews/{key}/files"
    one.get(f"{at}/{plan}", expect=403)
    inside.do(lambda: desk.open_it(cast, made, "reviewer").id)
    one.get(f"/reviews/{key}/write").sees("Hill plan.txt", "Letter of Tumaini.txt")
    assert [str(a["href"]) for a in one.page.select("a[href*='/files/']")] == [f"{at}/{plan}", f"{at}/{letter}"]
    assert one.get(f"{at}/{plan}").raw == BYTES
    assert one.headers["Content-Disposition"].startswith("attachment")
    known = [one.subject_id for one in inside.all(Reading) if one.kind == ReadingKind.APPLICATION_FILE]
    assert known == [plan], "the journal knows"
    one.get(f"{at}/{uuid.uuid4()}", expect=404)
    for other in ("reviewer2", "reviewer3", "coordinator", "moderator"):
        reader_for(cast.people[other]).get(f"{at}/{plan}", expect=404)

    inside.commit(
        lambda: session().execute(sa.update(StoredFile).where(StoredFile.id == letter).values(scan=Scan.HELD))
    )
    one.get(f"{at}/{letter}", expect=404)
    one.get(f"/reviews/{key}/write")
    assert len(one.page.select("a[href*='/files/']")) == 1, "no way to a file that the scanner holds"

    def act(deed: Any, person: str, reason: str) -> None:
        perform(deed, desk.review_of(cast, made, "reviewer"), by=cast.signed_in(person), reason=reason)

    def send() -> None:
        review = desk.review_of(cast, made, "reviewer")
        words = {"version": review.version, "reading": desk.reading(review)}
        perform(services.submit_review, review, by=cast.signed_in("reviewer"), **words)

    inside.do(send)
    one.get(f"{at}/{plan}", expect=403)
    inside.do(lambda: act(services.give_back, "moderator", "Say more."))
    one.get(f"{at}/{plan}")
    inside.do(lambda: act(services.declare_conflict, "reviewer", "My sister."))
    assert one.get(f"{at}/{plan}", expect=None).status in (403, 404)


def test_rule_16_files_stay_closed_in_a_blind_round(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.in_review(cast, clock)
    inside.do(lambda: turn_on(made, is_blind=True))
    plan, _letter = inside.do(lambda: with_files(made))
    key = inside.do(lambda: desk.open_it(cast, made, "reviewer").id)
    one = reader_for(cast.people["reviewer"])
    one.get(f"/reviews/{key}/write").sees("Files are not shown in this round").does_not_see(
        "Hill plan", "Tumaini", str(plan)
    )
    one.get(f"/reviews/{key}/files/{plan}", expect=404)
