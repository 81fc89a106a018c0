"""Who read what: the search, the month by month, and the tables that can be taken out."""

import uuid
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, spoken
from portal.core.perform import perform
from portal.oversight.exports.handing import MOST_ROWS, Table, ask_and_hand_out
from portal.oversight.journal import affected, queries, services
from portal.oversight.journal.models import ReadingKind
from portal.oversight.journal.queries import Asked
from portal.oversight.journal.watched import reading_of
from portal.oversight.journal.words import KINDS
from portal.policy import Action
from portal.policy.people import SignedIn
from portal.web import login
from portal.web.access import guarded
from portal.web.proof import recently_proved

bp = Blueprint("journal", __name__, url_prefix="/administration/readings")
USUAL = timedelta(days=30)
MONTHS = 6


def note_reading(person: SignedIn, action: Action, subject: Any) -> None:
    """Before a page with something confidential is made: write down who is about to read it. Where that cannot be written, nothing is shown."""
    watched = reading_of(person, action, subject)
    if watched is None:
        return
    hour = services.hour_of(clock.now())
    if not queries.is_noted(person.id, watched.kind, watched.subject_id, hour):
        perform(services.note_reading, by=person, watched=watched)


@bp.get("")
@guarded(Action.READING_LIST)
def index() -> ResponseReturnValue:
    """Who read which confidential record between two days."""
    asked, wrong = _asked()
    me = login.me().id
    page = queries.list_readings(asked, but_about=me, after=request.args.get("after"))
    return render_template(
        "journal/index.html", asked=asked, wrong=wrong, page=page, kinds=KINDS, here=url_for(".index", **_kept(asked))
    )


@bp.get("/months")
@guarded(Action.READING_LIST_MONTHS)
def months() -> ResponseReturnValue:
    """Who read how many of what, in this month and the five before; not one record is named."""
    first, shown = clock.today(queries.ZONE).replace(day=1), []
    for _month in range(MONTHS):
        name = format_date(first, "MMMM y", locale=spoken())
        shown.append({"name": name, "rows": queries.month_by_reader(first)})
        first = (first - timedelta(days=1)).replace(day=1)
    return render_template("journal/months.html", months=shown, kinds=KINDS, most=queries.MOST)


@bp.route("/table", methods=["GET", "POST"])
@guarded(Action.READING_TAKE_OUT)
@recently_proved
def take_out() -> ResponseReturnValue:
    """The readings that were asked for, as a table."""
    asked, _wrong = _asked()
    title, back = _("Download: who read what"), url_for(".index", **_kept(asked))
    return ask_and_hand_out("readings", title, back, lambda: _readings(asked))


@bp.route("/people", methods=["GET", "POST"])
@guarded(Action.READING_TAKE_OUT)
@recently_proved
def take_out_people() -> ResponseReturnValue:
    """Everyone whom the records are about that were read."""
    asked, _wrong = _asked()
    title, back = _("Download: whom these records are about"), url_for(".index", **_kept(asked))
    lead = _(
        "Names and addresses of the people whom the records are about that were read, to tell them. That you took this table is written into the record."
    )
    return ask_and_hand_out("people_affected", title, back, lambda: _people(asked), lead=lead)


def _readings(asked: Asked) -> Table:
    head = [_("When (UTC)"), _("Who"), _("What"), _("Which"), _("Number of the record")]
    lines = queries.all_readings(asked, but_about=login.me().id, limit=MOST_ROWS)
    return head, [
        [line.at.isoformat(timespec="seconds"), line.person, KINDS[line.kind], line.called, line.subject_id]
        for line in lines
    ]


def _people(asked: Asked) -> Table:
    head = [_("Name"), _("E-mail"), _("School"), _("In what")]
    records = queries.records_read(asked, but_about=login.me().id, limit=MOST_ROWS)
    return head, [
        [
            one.name,
            one.email,
            ", ".join(sorted(one.schools)),
            ", ".join(sorted(str(KINDS[kind]) for kind in one.kinds)),
        ]
        for one in affected.people_in(records)
    ]


def _asked() -> tuple[Asked, bool]:
    """What the address asks for; where a date or a number in it is none, the usual, and True."""
    today, given = clock.today(queries.ZONE), request.args
    until, wrong_until = _day(given.get("until", ""), today)
    since, wrong_since = _day(given.get("since", ""), until - USUAL)
    record, wrong_record = _id(given.get("record", ""))
    person, wrong_person = _id(given.get("person", ""))
    kind = next((one for one in ReadingKind if one.value == given.get("kind")), None)
    is_wrong = wrong_until or wrong_since or wrong_record or wrong_person or since > until
    return Asked(since, until, kind, record, person), is_wrong


def _day(said: str, usual: date) -> tuple[date, bool]:
    try:
        found = date.fromisoformat(said.strip()) if said.strip() else usual
    except ValueError:
        return usual, True
    return (found, False) if 2000 <= found.year <= 9000 else (usual, True)


def _id(said: str) -> tuple[uuid.UUID | None, bool]:
    try:
        return (uuid.UUID(said.strip()) if said.strip() else None), False
    except ValueError:
        return None, True


def _kept(asked: Asked) -> dict[str, Any]:
    return {
        "since": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "kind": asked.kind.value if asked.kind else None,
        "record": asked.subject_id,
        "person": asked.person_id,
    }
