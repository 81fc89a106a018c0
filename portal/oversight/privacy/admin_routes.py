"""Requests about data and what was removed by age, for those who look after the service."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.core.perform import perform
from portal.oversight.privacy import forms, letters, parcel, queries
from portal.oversight.privacy.gathering import Whose
from portal.oversight.privacy.jobs import days
from portal.oversight.privacy.models import RightsRequest
from portal.oversight.privacy.services import requests, retention
from portal.oversight.privacy.services.taking import note_giving
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved

bp = Blueprint("data_requests", __name__, url_prefix="/administration/data")


@bp.get("")
@guarded(Action.DATA_REQUEST_LIST)
def index() -> ResponseReturnValue:
    """Requests that are open (or all), and the rules of retention with their last look."""
    everything, runs = request.args.get("show") == "all", queries.last_runs()
    return render_template(
        "privacy/index.html",
        page=queries.list_requests(request.args.get("after"), open_only=not everything),
        everything=everything,
        kinds=forms.KINDS,
        days_left=requests.days_left,
        today=clock.today(requests.ZONE),
        rules=[(rule, days(rule.setting).days, runs.get(rule.name)) for rule in retention.RULES],
    )


@bp.get("/requests/<uuid:rights_request_id>")
@guarded(Action.DATA_REQUEST_VIEW, of=queries.get_request)
def show(asked: RightsRequest) -> ResponseReturnValue:
    """One request, and what may be done with it."""
    return _page(asked, forms.AnswerForm())


def _page(asked: RightsRequest, form: forms.AnswerForm) -> ResponseReturnValue:
    return form_page(
        "privacy/request.html",
        form,
        asked=asked,
        kinds=forms.KINDS,
        left=requests.days_left(asked, clock.today(requests.ZONE)),
        button=OneButtonForm(),
    )


@bp.post("/requests/<uuid:rights_request_id>/answer")
@guarded(Action.DATA_REQUEST_ANSWER, of=queries.get_request)
def answer(asked: RightsRequest) -> ResponseReturnValue:
    """Answer or refuse it; the answer is mailed."""
    form = forms.AnswerForm()
    if form.validate_on_submit():
        there = url_for("data_requests.index")
        words = {"is_refused": form.outcome.data == "refused", "words": form.words.data}
        done = carry_out(form, _answer_and_write, asked, to=there, said=_("The answer is on its way."), **words)
        if done is not None:
            return done
    return _page(asked, form)


def _answer_and_write(asked: RightsRequest, *, by: object, is_refused: bool, words: str) -> None:
    requests.answer(asked, by=by, is_refused=is_refused, words=words)  # type: ignore[arg-type]
    letters.answer(asked, words)


@bp.post("/requests/<uuid:rights_request_id>/wait")
@guarded(Action.DATA_REQUEST_ANSWER, of=queries.get_request)
def wait(asked: RightsRequest) -> ResponseReturnValue:
    """We asked back: the clock stands still."""
    return press(requests.ask_back, asked, to=_page_of(asked), said=_("The clock stands still until they answer."))


@bp.post("/requests/<uuid:rights_request_id>/go-on")
@guarded(Action.DATA_REQUEST_ANSWER, of=queries.get_request)
def go_on(asked: RightsRequest) -> ResponseReturnValue:
    """They have answered: the clock runs again."""
    return press(requests.go_on, asked, to=_page_of(asked), said=_("The clock runs again."))


def _page_of(asked: RightsRequest) -> str:
    return url_for("data_requests.show", rights_request_id=asked.id)


@bp.route("/requests/<uuid:rights_request_id>/parcel", methods=["GET", "POST"])
@guarded(Action.DATA_REQUEST_ANSWER, of=queries.get_request)
@recently_proved
def give_out(asked: RightsRequest) -> ResponseReturnValue:
    """Everything about who asked, also when they have no account: found by their address."""
    form = OneButtonForm()
    if not form.validate_on_submit():
        return redirect(url_for("data_requests.show", rights_request_id=asked.id), 303)
    whose = Whose(asked.person_id, asked.asker_email)
    perform(note_giving, asked, by=login.me())
    return parcel.handed_out(parcel.parcel(whose, name=asked.asker_name))
