"""Pages of the annual review."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _, _l
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster, list_member_schools
from portal.policy import Action
from portal.running.annual import drafts, forms, queries, services
from portal.running.annual.models import AnnualReview
from portal.running.annual.paper import review_paper
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("annual", __name__, url_prefix="/clusters/<uuid:cluster_id>/annual")
_ONE = "/<uuid:annual_id>"
FIGURES: dict[str, Any] = {
    "schools": _l("Schools in the cluster"),
    "joined": _l("Schools that joined"),
    "left": _l("Schools that left"),
    "activities": _l("Activities that took place"),
    "stand_ins": _l("Times that a school stood in for another"),
    "messages": _l("Messages on the board"),
    "replies": _l("Replies that were asked for and given"),
    "evidence": _l("Pieces of evidence"),
    "letters": _l("Letters of support"),
    "mentoring": _l("Meetings of mentor and mentee schools"),
    "passed_on": _l("Times that something was passed on to others"),
    "pupils": _l("Pupils in the classes that take part"),
    "meetings": _l("Meetings of committees"),
    "decisions": _l("Decisions of the schools"),
    "paid_in": _l("Paid in for shared costs"),
    "spent": _l("Shared costs, as bills came"),
}
MONEY = ("paid_in", "spent")


def _page(review: AnnualReview) -> str:
    return url_for("annual.show", cluster_id=review.cluster_id, annual_id=review.id)


def _shown(review: AnnualReview) -> dict[str, Any]:
    figures = queries.figures_of(review)
    sees_money = can(Action.LEDGER_VIEW, review.cluster)  # partner schools do not read the purse
    counted = [
        (name, words, getattr(figures, name)) for name, words in FIGURES.items() if sees_money or name not in MONEY
    ]
    rows = [(words, number) for name, words, number in counted if number or name == "schools"]
    return {"one": review, "cluster": review.cluster, "rows": rows}


@bp.get("")
@guarded(Action.ANNUAL_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """The reviews of the years."""
    return render_template("annual/index.html", cluster=cluster, reviews=queries.list_reviews(cluster.id))


@bp.get(_ONE)
@guarded(Action.ANNUAL_VIEW, of=queries.get_review)
def show(review: AnnualReview) -> ResponseReturnValue:
    """Figures, words, voices."""
    return render_template("annual/show.html", button=OneButtonForm(), **_shown(review))


@bp.get(_ONE + "/print")
@guarded(Action.ANNUAL_VIEW, of=queries.get_review)
def print_review(review: AnnualReview) -> ResponseReturnValue:
    """One page for governors, the authority and parents."""
    schools = list_member_schools(review.cluster_id)
    return render_template("annual/print.html", schools=schools, **_shown(review))


@bp.get(_ONE + "/review.pdf")
@guarded(Action.ANNUAL_VIEW, of=queries.get_review)
@limiter.limit("30 per minute")
def paper(review: AnnualReview) -> ResponseReturnValue:
    """The same as a sheet of paper."""
    shown = _shown(review)
    return review_paper(review, shown["rows"], list_member_schools(review.cluster_id)).answer(f"review-{review.year}")


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.ANNUAL_WRITE, of=queries.get_review)
def edit(review: AnnualReview) -> ResponseReturnValue:
    """The coordinator's words."""
    form = forms.WriteForm(obj=review)
    told = queries.told_of(review)
    if request.method == "GET" and not review.went_well:
        form.went_well.data, form.next_year.data = drafts.went_well(told), drafts.next_year(told)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_review,
            review,
            to=_page(review),
            said=_("Saved."),
            version=form.read_version,
            went_well=form.went_well.data,
            learned=form.learned.data or "",
            next_year=form.next_year.data or "",
        )
        if answer is not None:
            return answer
    is_draft = request.method == "GET" and not review.went_well and bool(form.went_well.data or form.next_year.data)
    return form_page("annual/edit.html", form, one=review, is_draft=is_draft)


@bp.route(_ONE + "/voice", methods=["GET", "POST"])
@guarded(Action.ANNUAL_VOICE, of=queries.get_review)
def voice(review: AnnualReview) -> ResponseReturnValue:
    """How the year was for one's school."""
    mine = [(s.id, s.name) for s in list_member_schools(review.cluster_id) if s.id in login.me().school_ids]
    held = _own_voice(review, mine)
    form = forms.VoiceForm(words=held.words if held else "", version=held.version if held else 0)
    form.offer(mine)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_voice,
            review,
            to=_page(review),
            said=_("Thank you. It is in the review."),
            school_id=form.school.data,
            version=form.read_version,
            words=form.words.data,
        )
        if answer is not None:
            return answer
    return form_page("annual/voice.html", form, one=review)


def _own_voice(review: AnnualReview, mine: list[tuple[uuid.UUID, str]]) -> Any:
    """What the person's school has said, where they have one school here."""
    if len(mine) != 1:
        return None
    return next((voice for voice in review.voices if voice.school_id == mine[0][0]), None)


@bp.post(_ONE + "/send")
@guarded(Action.ANNUAL_WRITE, of=queries.get_review)
def send(review: AnnualReview) -> ResponseReturnValue:
    """It is done; its figures stand."""
    said = _("The review is sent. The schools can read and print it.")
    return press(services.send_review, review, to=_page(review), said=said)
