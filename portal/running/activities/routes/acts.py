"""One-button answers on an activity, and saying that it took place."""

from flask.typing import ResponseReturnValue

from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.policy import Action
from portal.running.activities import forms, queries, services
from portal.running.activities.models import Activity
from portal.running.activities.routes.blueprint import bp, page_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, most_bytes
from portal.web.files import download
from portal.web.forms import uploaded
from portal.web.press import press


@bp.post("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/agree")
@guarded(Action.ACTIVITY_AGREE, of=queries.get_activity)
def agree(activity: Activity) -> ResponseReturnValue:
    """The school that was asked says yes."""
    said = _("Thank you. The other school is told that it suits you.")
    return press(services.agree_activity, activity, to=page_of(activity), said=said)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/other-time", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_AGREE, of=queries.get_activity)
def suggest(activity: Activity) -> ResponseReturnValue:
    """The time does not suit the school that was asked: it says which one would."""
    form = forms.SuggestForm()
    if form.validate_on_submit():
        said = _("It is on the board, and the other school is asked to reply. Nothing is moved until it answers.")
        words = form.words.data
        answer = carry_out(form, services.suggest_time, activity, to=page_of(activity), said=said, words=words)
        if answer is not None:
            return answer
    return form_page("activities/suggest.html", form, activity=activity)


@bp.post("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/confirm")
@guarded(Action.ACTIVITY_CONFIRM, of=queries.get_activity)
def confirm(activity: Activity) -> ResponseReturnValue:
    """The owner school says that it will take place for certain."""
    return press(services.confirm_activity, activity, to=page_of(activity), said=_("It is confirmed."))


@bp.post("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/missed")
@guarded(Action.ACTIVITY_DELIVER, of=queries.get_activity)
def missed(activity: Activity) -> ResponseReturnValue:
    """It did not take place."""
    said = _("Noted. You could choose a new date together.")
    return press(services.miss_activity, activity, to=page_of(activity), said=said)


@bp.route("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/deliver", methods=["GET", "POST"])
@guarded(Action.ACTIVITY_DELIVER, of=queries.get_activity)
def deliver(activity: Activity) -> ResponseReturnValue:
    """It took place: how many pupils, one sentence."""
    for_owner, school_id = _side(activity)
    form = forms.DeliverForm()
    taken, upload = uploaded(form, form.file, most_bytes=most_bytes()) if form.validate_on_submit() else (False, None)
    if taken:
        answer = carry_out(
            form,
            services.deliver_activity,
            activity,
            to=page_of(activity),
            said=_("Thank you. It is noted."),
            for_owner=for_owner,
            school_id=school_id,
            pupil_count=form.pupil_count.data,
            words=form.words.data or "",
            upload=upload,
        )
        if answer is not None:
            return answer
    refused = services.why_not_delivered(activity, for_owner=for_owner)
    return form_page("activities/deliver.html", form, activity=activity, refused=refused)


@bp.get("/clusters/<uuid:cluster_id>/activities/<uuid:activity_id>/file")
@guarded(Action.ACTIVITY_VIEW, of=queries.get_activity)
def capture_file(activity: Activity) -> ResponseReturnValue:
    """The file that was laid beside what took place."""
    if activity.capture_file is None:
        raise NotFound
    return download(activity.capture_file)


def _side(activity: Activity) -> tuple[bool, object]:
    """For which side this person speaks; someone of both schools speaks for the side that has not spoken yet."""
    mine = login.me().school_ids
    speaks_for_owner = activity.owner_school_id in mine
    speaks_for_partner = activity.partner_school_id in mine
    if speaks_for_owner and not (speaks_for_partner and activity.delivered_owner_at is not None):
        return True, activity.owner_school_id
    return False, activity.partner_school_id
