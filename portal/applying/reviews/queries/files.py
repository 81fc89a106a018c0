"""The files of an application, for its readers."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.content import sealed_files
from portal.applying.applications.models import Application
from portal.applying.reviews.models import Review, ReviewStatus
from portal.applying.reviews.queries.reviews import get_review, sealed_text
from portal.applying.rules.queries import is_blind
from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.storage import OPEN, StoredFile
from portal.core.types import Key


@dataclass(frozen=True)
class ReviewFile:
    """A file that the version under review names, as a subject of the policy: who may open it is asked of the review."""

    review: Review
    file: StoredFile

    @property
    def application(self) -> Application:
        return self.review.application

    @property
    def reviewer_id(self) -> uuid.UUID:
        return self.review.reviewer_id

    @property
    def status(self) -> ReviewStatus:
        return self.review.status

    @property
    def conflict_statement_at(self) -> datetime | None:
        return self.review.conflict_statement_at


def get_review_file(review_id: uuid.UUID, sealed_file_id: uuid.UUID) -> ReviewFile:
    """A file of the version that this review is pinned to: of an answer, or among the evidence. Raises NotFound; also in a blind round, where files stay
    closed to reviewers, and when its name was removed by age."""
    review = get_review(review_id)
    if not is_blind(review.application.round_id):
        for _home_only, facts in sealed_files(sealed_text(review, hides=False)):
            if facts["id"] == str(sealed_file_id) and facts["name"]:
                found = session().get(StoredFile, sealed_file_id)
                if found is not None:
                    return ReviewFile(review, found)
    raise NotFound


def open_files_in(text: dict[str, Any]) -> frozenset[str]:
    """The ids of the files in a text that can be opened: the virus scanner holds none of them. No statement where it has no files."""
    ids = [uuid.UUID(facts["id"]) for _home_only, facts in sealed_files(text) if facts.get("id") and facts.get("name")]
    if not ids:
        return frozenset()
    return frozenset(str(row[0]) for row in fetch(_open(), {"ids": ids}))


@cache
def _open() -> Any:
    query = sa.select(StoredFile.id).where(StoredFile.id.in_(sa.bindparam("ids", expanding=True, type_=Key())))
    return query.where(StoredFile.scan.in_(OPEN)).order_by(StoredFile.id).limit(500)
