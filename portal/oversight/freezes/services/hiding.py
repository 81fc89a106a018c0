"""Everything that a person wrote goes out of sight together, and comes back together: what was hidden for another reason as well stays hidden for that one.

A thing is hidden either with everything else (then there is a `HiddenThing`) or for itself, by a decision about a report. A decision about a thing that is
hidden already takes it over (`leave`); a thing that is shown for itself while the rest is hidden goes back to the rest (`hide_again`).
"""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.search import SearchEntry
from portal.core.storage import StoredFile
from portal.core.text import clean
from portal.core.workflow import change
from portal.identity.accounts.models import Person
from portal.oversight.freezes import events, queries
from portal.oversight.freezes.models import HiddenKind, HiddenThing, Hiding
from portal.oversight.freezes.services.echoes import in_its_place, replace_title, tell_again, withhold_news
from portal.oversight.freezes.services.places import PLACES, Place
from portal.running.activities.models import Activity
from portal.running.board.models import Post, Thread
from portal.running.board.services.posts import make_findable
from portal.running.visits.models import Visit

AT_ONCE = 500
NOTICES = "notices"


def hide_everything(person: Person, *, by: Actor, reason: str) -> Hiding:
    """Messages with their files, the words and files with which activities were said to have taken place, and whatever stands in `PLACES`: all that this person
    wrote and others read, in one step.

    The account is on hold or read-only, so that nothing new comes meanwhile."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The person reads it."))
    if person.id == by.id:
        raise RuleBroken(None, _("Nobody hides what they wrote themselves in this way."))
    if not queries.is_held(person.id):
        raise NotAllowedNow(_("Put the account on hold, or make it read-only, first."))
    if queries.live_hiding(person.id) is not None:
        raise NotAllowedNow(_("What this person wrote is hidden already."))
    hiding = Hiding(person_id=person.id, reason=clean(reason), set_by_id=by.id)
    session().add(hiding)
    session().flush()
    hiding.things = _hide_posts(hiding) + _hide_captures(hiding)
    hiding.things += sum(_hide_rows(hiding, kind) for kind in PLACES)
    session().flush()
    record(events.HiddenTogether(by_id=by.id, person_id=person.id, subject_id=hiding.id, things=hiding.things))
    return hiding


def hide_with_hold(person: Person, *, by: Actor, reason: str) -> None:
    """In the step that puts the account on hold."""
    if queries.live_hiding(person.id) is None:
        hide_everything(person, by=by, reason=reason)


def show_everything(hiding: Hiding, *, by: Actor, reason: str) -> None:
    """In sight again: what was hidden by this, and nothing else."""
    if not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The person reads it."))
    if hiding.lifted_at is not None:
        raise NotAllowedNow(_("It is shown again already."))
    done = {"lifted_at": clock.now(), "lifted_by_id": by.id, "lift_reason": clean(reason)}
    change(hiding, {"lifted_at": None}, done)
    shown, held = 0, session()
    query = sa.select(HiddenThing).where(HiddenThing.hiding_id == hiding.id).order_by(HiddenThing.id).limit(AT_ONCE)
    while things := held.scalars(query).all():
        _show_posts([one for one in things if one.kind == HiddenKind.POST])
        for one in things:
            if one.kind != HiddenKind.POST:
                _put_back(one)
            held.delete(one)
        held.flush()
        shown += len(things)
    record(events.ShownTogether(by_id=by.id, person_id=hiding.person_id, subject_id=hiding.id, things=shown))


def leave(kind: HiddenKind, thing_id: uuid.UUID) -> dict[str, Any] | None:
    """A decision is made about a thing that is hidden with everything else: from now on it is hidden for that. Answers its words; None when it is not."""
    found = session().scalar(sa.select(HiddenThing).where(HiddenThing.kind == kind, HiddenThing.thing_id == thing_id))
    if found is None:
        return None
    session().delete(found)
    session().flush()
    return found.taken


def hide_again(kind: HiddenKind, thing_id: uuid.UUID) -> None:
    """A decision about this thing has ended: it goes to the rest, if everything that its author wrote is hidden."""
    for person_id in _authors(kind, thing_id):
        hiding = queries.live_hiding(person_id)
        if hiding is None:
            continue
        if kind == HiddenKind.POST:
            _hide_posts(hiding, only=thing_id)
        elif kind == HiddenKind.CAPTURE:
            _hide_captures(hiding, only=thing_id)
        else:
            _hide_rows(hiding, kind, only=thing_id)


def _authors(kind: HiddenKind, thing_id: uuid.UUID) -> list[uuid.UUID]:
    if kind == HiddenKind.CAPTURE:
        of = session().get_one(Activity, thing_id)
        found = {of.delivered_owner_by_id, of.delivered_partner_by_id, of.stand_in_id, of.teacher_id}
    elif kind == HiddenKind.POST:
        found = {session().get_one(Post, thing_id).author_id}
    else:
        where = PLACES[kind]
        found = {getattr(session().get_one(where.table, thing_id), where.author)}
    return sorted(one for one in found if one is not None)


def _keep(hiding: Hiding, kind: HiddenKind, taken: dict[uuid.UUID, dict[str, Any]]) -> int:
    session().add_all(
        HiddenThing(hiding_id=hiding.id, kind=kind, thing_id=thing_id, taken=words) for thing_id, words in taken.items()
    )
    session().flush()
    return len(taken)


# messages


def _hide_posts(hiding: Hiding, *, only: uuid.UUID | None = None) -> int:
    """All messages in sight, some hundreds at a time; those that begin a conversation with its title."""
    count, held = 0, session()
    query = sa.select(Post.id).where(
        Post.author_id == hiding.person_id, Post.hidden_at.is_(None), Post.removed_at.is_(None)
    )
    if only is not None:
        query = query.where(Post.id == only)
    while ids := held.scalars(query.order_by(Post.id).limit(AT_ONCE)).all():
        _mark_posts(ids, clock.now())
        held.execute(sa.delete(SearchEntry).where(SearchEntry.kind == "post", SearchEntry.subject_id.in_(ids)))
        taken: dict[uuid.UUID, dict[str, Any]] = {one: {} for one in ids}
        taken |= _hide_titles(ids)
        count += _keep(hiding, HiddenKind.POST, taken)
    return count


def _mark_posts(ids: Iterable[uuid.UUID], hidden_at: Any) -> None:
    """Rows that the session knows are read again."""
    held = session()
    marked = sa.update(Post).where(Post.id.in_(list(ids))).values(hidden_at=hidden_at, updated_at=clock.now())
    held.execute(marked.execution_options(synchronize_session=False))
    for known in [one for one in held.identity_map.values() if isinstance(one, Post)]:
        held.expire(known, ["hidden_at", "updated_at"])


def _hide_titles(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """Of the conversations that begin with one of these messages: by message the title that was taken, and what notices said of it."""
    earlier = aliased(Post)
    is_later = sa.exists().where(earlier.thread_id == Post.thread_id, earlier.id < Post.id)
    begun = sa.select(Thread, Post.id).join(Post, Post.thread_id == Thread.id)
    begun = begun.where(Post.id.in_(list(ids)), ~is_later, Thread.hidden_at.is_(None)).order_by(Thread.id)
    taken: dict[uuid.UUID, dict[str, Any]] = {}
    for thread, post_id in session().execute(begun).all():
        title = thread.title
        replace_title(thread.id, title, in_its_place())
        thread.title, thread.hidden_at = in_its_place(), clock.now()
        session().flush()
        notices = withhold_news(f"/clusters/{thread.cluster_id}/board/threads/{thread.id}", in_its_place())
        taken[post_id] = {"title": title, "notices": notices}
    return taken


def _show_posts(things: list[HiddenThing]) -> None:
    if not things:
        return
    ids = [one.thing_id for one in things]
    _mark_posts(ids, None)
    taken = {one.thing_id: one.taken for one in things}
    posts = session().scalars(
        sa.select(Post).where(Post.id.in_(ids)).options(joinedload(Post.thread)).order_by(Post.id)
    )
    for post in posts.all():
        title, thread = taken[post.id].get("title"), post.thread
        if title:
            thread.title, thread.hidden_at = title, None
            session().flush()
            replace_title(thread.id, in_its_place(), title)
            tell_again(taken[post.id].get("notices", {}))
        if post.removed_at is None:
            make_findable(post, thread, is_first=bool(title))


# everything else


def _hide_rows(hiding: Hiding, kind: HiddenKind, *, only: uuid.UUID | None = None) -> int:
    where, held = PLACES[kind], session()
    title = getattr(where.table, where.title)
    says = sa.or_(*(getattr(where.table, name) != "" for name in where.words))
    query = sa.select(where.table).where(
        getattr(where.table, where.author) == hiding.person_id, title != in_its_place(), says
    )
    if only is not None:
        query = query.where(where.table.id == only)
    count = 0
    while rows := held.scalars(query.order_by(where.table.id).limit(AT_ONCE)).all():
        count += _keep(hiding, kind, {row.id: _take_words(row, where) for row in rows})
    return count


def _take_words(row: Any, where: Place) -> dict[str, Any]:
    """Leave the words of one row empty, or with words that say so. Answers what was taken, with what notices said of it."""
    taken: dict[str, Any] = {name: getattr(row, name) for name in where.words}
    for name in where.words:
        setattr(row, name, in_its_place() if name in where.marked else "")
    if where.file and getattr(row, where.file) is not None:
        taken[where.file] = str(getattr(row, where.file))
        setattr(row, where.file, None)
    _is_another(row)
    if where.called:
        for subject_id in _subjects(row):
            replace_title(subject_id, taken[where.called], in_its_place())
    if where.path:
        taken[NOTICES] = withhold_news(where.path.format(row), in_its_place())
    return taken


def _subjects(row: Any) -> list[uuid.UUID]:
    """What things to do that are called by the title of this row are about."""
    return [row.id, *(one.id for one in row.represented)] if isinstance(row, Visit) else [row.id]


def _hide_captures(hiding: Hiding, *, only: uuid.UUID | None = None) -> int:
    """What was said when an activity had taken place, where this person spoke for a side; and the file, if it is theirs."""
    query = sa.select(Activity, StoredFile.uploaded_by_id).outerjoin(
        StoredFile, StoredFile.id == Activity.capture_file_id
    )
    person_id = hiding.person_id
    who_came = sa.func.coalesce(Activity.delivered_owner_by_id, Activity.stand_in_id, Activity.teacher_id)
    spoke = sa.or_(
        sa.and_(Activity.delivered_owner_at.is_not(None), who_came == person_id),
        Activity.delivered_partner_by_id == person_id,
    )
    says = sa.and_(spoke, Activity.delivered_words != "")
    query = query.where(sa.or_(says, StoredFile.uploaded_by_id == person_id)).order_by(Activity.id)
    if only is not None:
        query = query.where(Activity.id == only)
    taken: dict[uuid.UUID, dict[str, Any]] = {}
    for row, uploaded_by_id in session().execute(query).all():
        words: dict[str, Any] = {}
        if person_id in _speakers(row) and row.delivered_words:
            words["delivered_words"], row.delivered_words = row.delivered_words, ""
        if uploaded_by_id == person_id:
            words["capture_file_id"], row.capture_file_id = str(row.capture_file_id), None
        _is_another(row)
        taken[row.id] = words
    return _keep(hiding, HiddenKind.CAPTURE, taken)


def _speakers(activity: Activity) -> set[uuid.UUID | None]:
    owner = activity.delivered_owner_by_id or activity.stand_in_id or activity.teacher_id
    return {owner if activity.delivered_owner_at is not None else None, activity.delivered_partner_by_id}


def _put_back(thing: HiddenThing) -> None:
    """Its words stand again where they stood, but for what somebody has written there meanwhile."""
    if thing.kind == HiddenKind.CAPTURE:
        return _put_capture_back(thing)
    where = PLACES[thing.kind]
    row = session().get(where.table, thing.thing_id, with_for_update=True)
    if row is None:
        return None
    for name in where.words:
        if name in thing.taken and getattr(row, name) in ("", in_its_place()):
            setattr(row, name, thing.taken[name])
    if where.file in thing.taken and getattr(row, where.file) is None:
        setattr(row, where.file, uuid.UUID(thing.taken[where.file]))
    if where.called:
        for subject_id in _subjects(row):
            replace_title(subject_id, in_its_place(), thing.taken[where.called])
    tell_again(thing.taken.get(NOTICES, {}))
    _is_another(row)
    session().flush()
    return None


def _put_capture_back(thing: HiddenThing) -> None:
    row = session().get(Activity, thing.thing_id, with_for_update=True)
    if row is None:
        return
    if "capture_file_id" in thing.taken:
        row.capture_file_id = row.capture_file_id or uuid.UUID(thing.taken["capture_file_id"])
    row.delivered_words = "\n\n".join(
        part for part in (thing.taken.get("delivered_words"), row.delivered_words) if part
    )
    _is_another(row)
    session().flush()


def _is_another(row: Any) -> None:
    """Whoever has its form open is told before they save over what is here now; a calendar link brings the change."""
    if hasattr(row, "version"):
        row.version += 1
    if isinstance(row, Activity | Visit):
        row.sequence, row.revised_at = row.sequence + 1, clock.now()
