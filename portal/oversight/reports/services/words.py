"""Taking the words of a thing out of sight: from the next request on they stand nowhere but with the report, on no page and in no feed, because they are not
in their table any more. Shown again, they are put back, but for what somebody has written there meanwhile."""

import uuid
from dataclasses import dataclass
from typing import Any

from portal.core import clock
from portal.core.database import session
from portal.forming.approaches.models import PartnershipRequest
from portal.forming.evidence.models import EvidenceItem
from portal.oversight.freezes.models import HiddenKind
from portal.oversight.freezes.services import hide_again, leave
from portal.oversight.freezes.services.echoes import in_its_place, replace_title, withhold_news
from portal.oversight.reports.models import Report, SubjectKind
from portal.running.activities.models import Activity
from portal.running.board.models import Post
from portal.running.board.services import hide_post, show_post
from portal.running.visits.models import Visit


@dataclass(frozen=True)
class Words:
    """Where the words of a kind of thing stand. `title` always says something; `file` is a column that names a file."""

    table: Any
    title: str
    columns: tuple[str, ...]
    file: str = ""


WORDS: dict[SubjectKind, Words] = {
    SubjectKind.ACTIVITY: Words(
        Activity,
        "title",
        (
            *("description", "place", "plan", "materials", "class_profile", "promised", "delivered_words"),
            *("cancel_reason", "access_needs", "language_needs", "partner_role", "classes"),
        ),
        "capture_file_id",
    ),
    SubjectKind.VISIT: Words(Visit, "title", ("purpose", "place", "report", "cancel_reason")),
    SubjectKind.EVIDENCE: Words(EvidenceItem, "claim", ("text", "link"), "file_id"),
    SubjectKind.REQUEST: Words(PartnershipRequest, "proposal", ("message",)),
}


# hidden with everything that its author wrote
_TOGETHER: dict[SubjectKind, tuple[HiddenKind, ...]] = {
    SubjectKind.POST: (HiddenKind.POST,),
    SubjectKind.ACTIVITY: (HiddenKind.ACTIVITY, HiddenKind.CAPTURE),
    SubjectKind.VISIT: (HiddenKind.VISIT, HiddenKind.VISIT_REPORT),
    SubjectKind.EVIDENCE: (HiddenKind.EVIDENCE,),
    SubjectKind.REQUEST: (HiddenKind.REQUEST,),
}


def can_be_hidden(kind: SubjectKind) -> bool:
    """Is there a way to take it out of sight? For a person, a school or a cluster there is read-only."""
    return kind == SubjectKind.POST or kind in WORDS


def take_out(report: Report) -> bool:
    """Out of sight. False when it was so already, or when it is not there."""
    if report.subject_kind == SubjectKind.POST:
        return _hide_post(report)
    where, row = _row(report)
    kinds = _TOGETHER.get(report.subject_kind, ()) if row is not None else ()
    left = {
        name: words for kind in kinds for name, words in (leave(kind, row.id) or {}).items() if name in _kept(where)
    }
    if row is None or (getattr(row, where.title) == in_its_place() and not left):
        return False
    taken = {name: getattr(row, name) for name in (where.title, *where.columns)} | left
    setattr(row, where.title, in_its_place())
    for name in where.columns:
        setattr(row, name, "")
    if where.file and getattr(row, where.file) is not None:
        taken[where.file] = str(getattr(row, where.file))
        setattr(row, where.file, None)
    report.evidence = {**report.evidence, "taken_out": taken}
    _moved_on(row)
    replace_title(row.id, taken[where.title], in_its_place())
    withhold_news(str(report.evidence.get("path") or ""), in_its_place())
    return True


def _kept(where: Words) -> set[str]:
    """The columns that are kept with a report."""
    return {where.title, where.file, *where.columns}


def _hide_post(report: Report) -> bool:
    post = session().get(Post, report.subject_id)
    if post is None:
        return False
    left = leave(HiddenKind.POST, post.id)
    if left is not None:
        post.kept_at = post.kept_at or clock.now()
        report.evidence = {**report.evidence, **({"taken_out": left} if left else {})}
        session().flush()
        return True
    if not hide_post(post):
        return False
    thread = post.thread
    if thread.hidden_at is not None:
        report.evidence = {**report.evidence, "taken_out": {"title": thread.title}}
        replace_title(thread.id, thread.title, in_its_place())
        thread.title = in_its_place()
        session().flush()
        withhold_news(f"/clusters/{thread.cluster_id}/board/threads/{thread.id}", in_its_place())
    return True


def _show_post(report: Report, taken_by: Report) -> bool:
    post = session().get(Post, report.subject_id)
    if post is None or post.hidden_at is None:
        return False
    taken = taken_by.evidence.get("taken_out")
    if taken:
        post.thread.title = taken["title"]
        _forget(taken_by)
        replace_title(post.thread_id, in_its_place(), taken["title"])
    return show_post(post)


def _forget(taken_by: Report) -> None:
    """The words are back where they belong."""
    taken_by.evidence = {name: value for name, value in taken_by.evidence.items() if name != "taken_out"}
    session().flush()


def put_back(report: Report, taken_by: Report) -> bool:
    """In sight again, unless everything that its author wrote is hidden. `taken_by`: the report with which the words were taken out. False when they were
    not."""
    shown = _show_post if report.subject_kind == SubjectKind.POST else _show_row
    if not shown(report, taken_by):
        return False
    for kind in _TOGETHER.get(report.subject_kind, ()):
        if report.subject_id is not None:
            hide_again(kind, report.subject_id)
    return True


def _show_row(report: Report, taken_by: Report) -> bool:
    where, row = _row(report)
    taken = taken_by.evidence.get("taken_out")
    if row is None or not taken:
        return False
    for name in (where.title, *where.columns):
        if getattr(row, name) in ("", in_its_place(), None):
            setattr(row, name, taken[name])
    if where.file in taken and getattr(row, where.file) is None:
        setattr(row, where.file, uuid.UUID(taken[where.file]))
    replace_title(row.id, in_its_place(), taken[where.title])
    _forget(taken_by)
    _moved_on(row)
    return True


def _row(report: Report) -> tuple[Words, Any]:
    where = WORDS[report.subject_kind]
    return where, session().get(where.table, report.subject_id, with_for_update=True)


def _moved_on(row: Any) -> None:
    """A form that is open on it is stale from now on, and a calendar link brings the change."""
    if hasattr(row, "version"):
        row.version += 1
    if isinstance(row, Activity | Visit):
        row.sequence, row.revised_at = row.sequence + 1, clock.now()
    session().flush()
