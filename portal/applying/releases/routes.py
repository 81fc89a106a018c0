"""What can be sent in a round, to whom, and how far a sending is."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.applying.awards.queries import list_reserve
from portal.applying.letters.words import OUTCOME_WORDS, called
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.releases import forms, jobs, queries, services, shown
from portal.applying.releases.models import Release, ReleaseStatus
from portal.applying.reviews import seeing
from portal.core.i18n import _, ngettext
from portal.core.pagination import Page
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.login import me
from portal.web.press import OneButtonForm, press

bp = Blueprint("releases", __name__)


def _page(release: Release) -> str:
    return url_for("releases.progress", release_id=release.id)


@bp.route("/rounds/<uuid:round_id>/results", methods=["GET", "POST"])
@guarded(Action.RESULTS_SEND, of=get_round, read_by=Action.RESULTS_DESK_VIEW)
def show(planned: Round) -> ResponseReturnValue:
    """Names and how many, without sending anything; the button sends to exactly this list, or to what is ticked on this page of it."""
    sent = shown.whole(planned, me())
    page = shown.one_page(sent, after=request.args.get("after"))
    form = _form(sent, page)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_release,
            planned,
            to=_page,
            said=_what_became,
            decision_ids=form.chosen(),
            digest=str(form.digest.data or ""),
        )
        if answer is not None:
            _begin()
            return answer
    form.decisions.choices = [(one.id, one.cluster_name) for one in page]
    form.digest.data = sent.digest
    if not form.is_submitted():
        form.decisions.data = [one.id for one in page]
    counted = shown.count(planned, me())
    return form_page(
        "releases/show.html",
        form,
        planned=planned,
        page=page,
        sent=sent,
        counted=counted,
        unread=shown.unread(planned, me(), after=request.args.get("letters")) if counted.unread else None,
        reserve=[one for one in list_reserve(planned.id) if one.application.cluster_id not in me().kept_from],
        releases=queries.list_releases(planned),
        needs_two=services.needs_two(sent.people, sent.deciders, me().id),
        outcomes=OUTCOME_WORDS,
        called=called,
        sees_held=seeing.sees_open_scores(me()),
    )


def _form(sent: shown.Whole, page: Page[shown.Named]) -> forms.SendForm:
    """With a choice between all and this page where there are several pages. What is on another page by now is refused as a list that has changed."""
    form = forms.SendForm()
    form.here = [one.id for one in page]
    form.decisions.choices = [(key, "") for key in sent.ids]
    if len(page) == len(sent):
        del form.which
    else:
        form.which.choices = [
            (forms.ALL, ngettext("All %(num)d, on every page", "All %(num)d, on every page", len(sent))),
            *form.which.choices[1:],
        ]
    return form


def _begin() -> None:
    """Send the first few at once, so that a short list is done when the page comes; the clock goes on with the others."""
    for release_id in queries.list_running():
        jobs.go_on(release_id, most=jobs.AT_ONCE)


@bp.get("/results/<uuid:release_id>")
@guarded(Action.RESULTS_VIEW, of=queries.get_release)
def progress(release: Release) -> ResponseReturnValue:
    """How far it is; to a second person, the list to confirm."""
    kept = me().kept_from
    items = [item for item in release.items if item.decision.application.cluster_id not in kept]
    return render_template(
        "releases/progress.html",
        release=release,
        items=items,
        told={one.decision.id: one.people for one in queries.still_ready(release)} if release.status == "asked" else {},
        called=called,
        knows={item.decision_id for item in items if seeing.knows_outcome(me(), item.decision)},
        button=OneButtonForm(),
    )


def _what_became(made: Release) -> str:
    if made.status == ReleaseStatus.ASKED:
        return _("Nothing is sent yet: a second person of the programme reads this list and confirms it.")
    return _("The results are being sent.")


@bp.post("/results/<uuid:release_id>/confirm")
@guarded(Action.RESULTS_CONFIRM, of=queries.get_release)
def confirm(release: Release) -> ResponseReturnValue:
    """The second person sends the list."""
    answer = press(services.confirm_release, release, to=_page(release), said=_("The results are being sent."))
    _begin()
    return answer


@bp.post("/results/<uuid:release_id>/stop")
@guarded(Action.RESULTS_STOP, of=queries.get_release)
def stop(release: Release) -> ResponseReturnValue:
    """Send nothing more of it."""
    return press(services.stop_release, release, to=_page(release), said=_("Stopped. What was sent is sent."))
