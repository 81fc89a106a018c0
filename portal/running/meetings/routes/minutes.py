"""Write a meeting down, agree the minutes, say who does what."""

from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _
from portal.policy import Action
from portal.running.meetings import forms, queries, services
from portal.running.meetings.models import Answer, Meeting, MeetingAction
from portal.running.meetings.routes.blueprint import bp, page
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, too_late
from portal.web.press import press

_ONE = "/meetings/<uuid:meeting_id>"


@bp.route(_ONE + "/minutes", methods=["GET", "POST"])
@guarded(Action.MINUTES_WRITE, of=queries.get_meeting)
def write(meeting: Meeting) -> ResponseReturnValue:
    """What was said, and who was there."""
    if meeting.starts_at > clock.now():
        return too_late(
            _("The meeting has not begun yet"),
            _("You can write the minutes from its beginning on."),
            back=page(meeting),
            back_words=_("The meeting"),
        )
    expected = [one.seat_id for one in meeting.attendances if one.came or one.answer == Answer.COMING]
    form = forms.MinutesForm(
        minutes=meeting.minutes or forms.ready_minutes(meeting), came=expected, version=meeting.version
    )
    form.offer(meeting.committee.open_seats())
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_minutes,
            meeting,
            to=page(meeting),
            said=_("The minutes are saved. Who was not there gets them by mail."),
            version=form.read_version,
            minutes=form.minutes.data,
            came=form.came.data or [],
        )
        if answer is not None:
            return answer
    return form_page("meetings/write.html", form, meeting=meeting)


@bp.post(_ONE + "/agree")
@guarded(Action.MINUTES_AGREE, of=queries.get_meeting)
def agree(meeting: Meeting) -> ResponseReturnValue:
    """The next meeting agrees them."""
    said = _("The minutes are agreed and sealed. They stay as they are.")
    return press(services.agree_minutes, meeting, to=page(meeting), said=said)


@bp.route(_ONE + "/actions/new", methods=["GET", "POST"])
@guarded(Action.MEETING_ACTION_NOTE, of=queries.get_meeting)
def note_action(meeting: Meeting) -> ResponseReturnValue:
    """Someone does something by a day."""
    form = forms.ActionForm()
    form.offer(meeting.committee.open_seats())
    if form.validate_on_submit():
        given = {"task": form.task.data, "seat_id": form.seat.data, "due_on": form.due_on.data}
        said = _("It is written down, and on their list of things to do.")
        answer = carry_out(form, services.note_action, meeting, to=page(meeting), said=said, **given)
        if answer is not None:
            return answer
    return form_page("meetings/note_action.html", form, meeting=meeting)


@bp.route("/meeting-actions/<uuid:meeting_action_id>", methods=["GET", "POST"])
@guarded(Action.MEETING_ACTION_CLOSE, of=queries.get_action)
def close_action(action: MeetingAction) -> ResponseReturnValue:
    """It is done, or let go."""
    form = forms.CloseActionForm()
    if form.validate_on_submit():
        given = {"is_done": form.outcome.data == "done", "words": form.words.data or ""}
        answer = carry_out(form, services.close_action, action, to=page(action.meeting), said=_("Thank you."), **given)
        if answer is not None:
            return answer
    return form_page("meetings/close_action.html", form, action=action)
