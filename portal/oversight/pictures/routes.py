"""The dashboard of a round, and each of its pictures by itself: with its table, as CSV, on paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.core.errors import NotFound
from portal.core.i18n import _, _l
from portal.oversight.exports.handing import Table, ask_and_hand_out, handed_out
from portal.oversight.pictures import habits, outcomes, panel, progress
from portal.oversight.pictures.kept import keep
from portal.oversight.pictures.panel import Asked
from portal.oversight.pictures.queries.views import View, view_of
from portal.policy import Action
from portal.web.access import can, guarded
from portal.web.login import me
from portal.web.pictures import Picture

bp = Blueprint("pictures", __name__, url_prefix="/rounds/<uuid:round_id>/pictures")
ROWS = 200
"""The rows of a table on one page; its CSV has them all."""
STEPS = {
    "strip": panel.PAGE,
    "criteria": panel.GRID_LINES,
    "allocation": panel.GRID_LINES,
    "monitoring": panel.GRID_LINES,
    "completeness": panel.GRID_LINES,
}
"""The lines of a picture that does not show all at once."""
TOGETHER = 50
"""A table of no more rows stands below its picture; a longer one has a page of its own."""


def of_round(view: View) -> list[Picture]:
    """The dashboard's pictures, kept until something happens."""
    return keep("round", view, lambda: progress.of_round(view))


def _of_the_dashboard(code: str) -> Callable[[View, Asked], Picture]:
    return lambda view, asked: next(picture for picture in of_round(view) if picture.code == code)


PROGRESS = ("clock", "arrival", "signing", "flow", "reviewers", "waiting", "letters", "exceptions")
GROUPS: Sequence[tuple[Any, Mapping[str, tuple[Any, Callable[[View, Asked], Picture]]]]] = (
    (
        _l("While they write"),
        {"completeness": (_l("How far the drafts are: where people get stuck"), outcomes.completeness)},
    ),
    (
        _l("Reviews and panel"),
        {
            "strip": (_l("The panel strip: every application, its reviews and the line"), panel.panel_strip),
            "spread": (_l("Mean and disagreement: what to talk about first"), panel.spread),
            "criteria": (_l("Criterion by criterion"), panel.criteria),
            "line": (_l("Where the line is drawn"), panel.line),
            "habits": (_l("Habits of reviewers: who is harsh, who is mild"), habits.habits),
            "adjusted": (_l("With and without the correction for harsh and mild reviewers"), habits.adjusted),
            "allocation": (_l("Who reads what"), panel.allocation),
        },
    ),
    (
        _l("After the decision"),
        {
            "fairness": (_l("Who is awarded: does any group lose out?"), outcomes.fairness),
            "reach": (_l("Where the schools are, by outcome"), outcomes.reach),
            "monitoring": (_l("Reports of awards: who is late"), outcomes.monitoring),
            "conditions": (_l("Open conditions by date"), outcomes.conditions),
        },
    ),
)
"""Pictures with pages of their own, as the dashboard lists them: what it calls each, and how it is drawn."""
PANEL = {code: draw for _title, pictures in GROUPS for code, (_words, draw) in pictures.items()}
COUNTS = frozenset({"fairness", "reach", "completeness"})
"""Those that name nobody."""
PLACES: Mapping[str, Callable[[View, Asked], Picture]] = {
    **{code: _of_the_dashboard(code) for code in PROGRESS},
    **PANEL,
}


WHOLE = Asked()


@dataclass(frozen=True)
class Chosen:
    """One picture of one round, as a subject of the policy."""

    planned: Round
    code: str

    @property
    def is_confidential(self) -> bool:
        """Does it hold scores, or words of people? Then who looks at it is written down."""
        return (self.code in PANEL and self.code not in COUNTS) or self.code == "exceptions"

    @property
    def status(self) -> str:
        return str(self.planned.status)


def get_picture(round_id: UUID, picture: str) -> Chosen:
    """Raises NotFound, also for a picture there is none of."""
    if picture not in PLACES:
        raise NotFound
    return Chosen(get_round(round_id), picture)


def _drawn(chosen: Chosen, asked: Asked = WHOLE) -> Picture:
    view = view_of(chosen.planned, me())
    draw = PLACES[chosen.code]
    if chosen.code in PROGRESS:
        return draw(view, asked)
    return keep(f"{chosen.code} {asked}", view, lambda: draw(view, asked))


@bp.get("")
@guarded(Action.ROUND_PICTURES_VIEW, of=get_round)
def index(planned: Round) -> ResponseReturnValue:
    """How the round goes on, on one page."""
    view = view_of(planned, me())
    more = [(title, [(code, words) for code, (words, _draw) in pictures.items()]) for title, pictures in GROUPS]
    return render_template(
        "pictures/index.html", planned=planned, pictures=of_round(view), more=more, acts=_acts(planned)
    )


def _acts(planned: Round) -> dict[str, list[tuple[str, Any]]]:
    """What the reader can do about what a picture shows: (address, words)."""
    own = f"/rounds/{planned.id}"
    by_talk = (f"{own}/panel?by=talk", _l("Open the order of the meeting"))
    near = (f"{own}/panel/line", _l("See what lies near the line, with advice"))
    minutes = (f"{own}/minutes", _l("Read the minutes of the panel, day by day"))
    late_conditions = (f"{own}/write-to/late-conditions", _l("Remind of conditions whose day has passed"))
    open_conditions = (f"{own}/write-to/open-conditions", _l("Remind of all open conditions"))
    offered: tuple[tuple[str, Action, tuple[str, Any]], ...] = (
        ("clock", Action.ROUND_EDIT, (f"{own}/milestones/new", _l("Add a milestone"))),
        ("arrival", Action.ROUND_MAIL_SEND, (f"{own}/not-signed", _l("Write to all who have not signed"))),
        ("clock", Action.ROUND_MAIL_SEND, (f"{own}/write-to/applicants", _l("Write to all applicants"))),
        ("clock", Action.ROUND_MAIL_SEND, (f"{own}/write-to/in-progress", _l("Remind those who are still writing or signing"))),
        ("clock", Action.ROUND_MAIL_SEND, (f"{own}/write-to/ready", _l("Remind those who are ready, but have not submitted"))),
        ("arrival", Action.ROUND_MAIL_SEND, (f"{own}/write-to/ready", _l("Remind those who are ready, but have not submitted"))),
        ("arrival", Action.ROUND_MAIL_SEND, (f"{own}/write-to/in-progress", _l("Remind those who are still writing or signing"))),
        ("arrival", Action.ROUND_MAIL_SEND, (f"{own}/write-to/applicants", _l("Write to all applicants"))),
        ("reviewers", Action.ROUND_MAIL_SEND, (f"{own}/write-to/late-reviews", _l("Remind reviewers who are late now"))),
        ("reviewers", Action.ROUND_MAIL_SEND, (f"{own}/write-to/open-reviews", _l("Remind all reviewers with reviews to send now"))),
        ("waiting", Action.ROUND_MAIL_SEND, late_conditions),
        ("waiting", Action.ROUND_MAIL_SEND, open_conditions),
        ("conditions", Action.ROUND_MAIL_SEND, late_conditions),
        ("conditions", Action.ROUND_MAIL_SEND, open_conditions),
        ("completeness", Action.ROUND_MAIL_SEND, (f"{own}/write-to", _l("Remind those who lack one section"))),
        ("signing", Action.ROUND_MAIL_SEND, (f"{own}/not-signed", _l("See who holds it up, and write to one head alone"))),
        ("completeness", Action.ROUND_EDIT, (f"/rounds/{planned.id}", _l("Explain a question, or make its guidance clearer"))),
        ("completeness", Action.ROUND_MAIL_SEND, (f"{own}/not-signed", _l("Write to all who have not signed"))),
        ("signing", Action.ROUND_MAIL_SEND, (f"{own}/not-signed", _l("Write to all who have not signed"))),
        ("flow", Action.ROUND_DASHBOARD, (f"{own}/dashboard", _l("Open the applications by stage"))),
        ("waiting", Action.ROUND_DASHBOARD, (f"{own}/dashboard", _l("See what is late with us"))),
        ("reviewers", Action.ALLOCATION_VIEW, (f"{own}/allocation", _l("Choose and change reviewers"))),
        ("allocation", Action.ALLOCATION_VIEW, (f"{own}/allocation", _l("Choose and change reviewers, or swap two of them"))),
        ("strip", Action.AGENDA_VIEW, (f"{own}/agenda", _l("Open the agenda of the panel"))),
        ("strip", Action.ROUND_SCORES_VIEW, by_talk),
        ("spread", Action.AGENDA_CHOOSE, (f"{own}/agenda/choose", _l("Choose what the panel talks about"))),
        ("spread", Action.AGENDA_VIEW, (f"{own}/agenda", _l("Open the agenda of the panel"))),
        ("spread", Action.ROUND_SCORES_VIEW, by_talk),
        ("spread", Action.ROUND_SCORES_VIEW, near),
        ("line", Action.RESULTS_SEND, (f"{own}/results", _l("See which decisions are held and which are sent"))),
        ("line", Action.ROUND_SCORES_VIEW, near),
        ("habits", Action.HINT_WRITE, (f"{own}/reviewers", _l("Write a private note to a reviewer"))),
        ("habits", Action.CALIBRATION_VIEW, (f"{own}/calibration", _l("Practise with samples before the next reading"))),
        ("adjusted", Action.ROUND_SCORES_VIEW, near),
        ("adjusted", Action.PANEL_MINUTES_LIST, minutes),
        ("fairness", Action.PANEL_MINUTES_LIST, minutes),
        ("monitoring", Action.AWARD_REPORT_LIST, (f"{own}/reports", _l("Open the reports of the round: remind, waive, move"))),
        ("letters", Action.RESULTS_SEND, (f"{own}/results", _l("Send results, and see who was told"))),
        ("letters", Action.RESULTS_SEND, (f"{own}/results/delivery", _l("See whose mail came back, and ring them up"))),
        ("exceptions", Action.EXCEPTION_LIST, (f"{own}/exceptions", _l("Give more time, or see who got it"))),
    )  # fmt: skip
    found: dict[str, list[tuple[str, Any]]] = {}
    for code, action, act in offered:
        if can(action, planned):
            found.setdefault(code, []).append(act)
    return found


@bp.get("/<picture>")
@guarded(Action.ROUND_PICTURE_VIEW, of=get_picture)
def show(chosen: Chosen) -> ResponseReturnValue:
    """One picture, with its table below it, or on the next page where it is long."""
    is_table = request.args.get("as") == "table"
    asked = Asked(start=_number("from"), places=_number("places"))
    picture = _drawn(chosen, asked)
    if asked.start and asked.start >= len(picture.rows):
        picture = _drawn(chosen, asked := Asked(places=asked.places))
    return render_template(
        "pictures/show.html",
        planned=chosen.planned,
        picture=picture,
        asked=asked,
        step=STEPS.get(chosen.code, ROWS) if not is_table else ROWS,
        rows=_rows_of(picture, asked, is_table),
        is_table=is_table,
        here=_way(chosen),
        moves=chosen.code in ("line", "strip", "adjusted"),
        acts=_acts(chosen.planned).get(chosen.code, []),
    )


def _rows_of(picture: Picture, asked: Asked, is_table: bool) -> Sequence[Sequence[Any]]:
    if is_table:
        return picture.rows[asked.start : asked.start + ROWS]
    return picture.rows if len(picture.rows) <= TOGETHER else ()


def _number(name: str) -> int:
    """A number of the address: 0 unless it is one."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0


def _way(chosen: Chosen) -> str:
    return url_for("pictures.show", round_id=chosen.planned.id, picture=chosen.code)


@bp.route("/<picture>.csv", methods=["GET", "POST"])
@guarded(Action.ROUND_PICTURE_TAKE, of=get_picture)
def table(chosen: Chosen) -> ResponseReturnValue:
    """The table of a picture to take along: one that names schools or people is asked for, and written down."""
    what = f"round_{chosen.code}"
    if not chosen_names(chosen):
        picture = _drawn(chosen)
        return handed_out(what, picture.head, picture.plain_rows())

    def read() -> Table:
        picture = _drawn(chosen)
        return picture.head, picture.plain_rows()

    title = _("Download: %(what)s", what=_drawn(chosen).title)
    return ask_and_hand_out(what, title, _way(chosen), read, chosen=chosen.planned.name)


def chosen_names(chosen: Chosen) -> bool:
    """Does the picture name schools or people?"""
    return _drawn(chosen).names


def link_panel(planned: Round) -> tuple[str, dict[str, Any]]:
    """On the page of what came in: the way to the pictures."""
    return "pictures/_link.html", {"planned": planned}
