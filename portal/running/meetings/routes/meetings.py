"""Call a meeting, look at it, answer, propose something, how often to meet."""

from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, spoken
from portal.extensions import limiter
from portal.forming.committees.models import Committee
from portal.forming.committees.queries import get_committee
from portal.policy import Action
from portal.running.meetings import forms, paper, queries, services, words
from portal.running.meetings.models import Answer, Meeting, MeetingStatus
from portal.running.meetings.routes.blueprint import bp, committee_page, page
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.pdf import Paper
from portal.web.press import OneButtonForm, press

_OF = "/committees/<uuid:committee_id>"
_ONE = "/meetings/<uuid:meeting_id>"


@bp.get(_OF + "/meetings")
@guarded(Action.MEETING_LIST, of=get_committee)
def index(committee: Committee) -> ResponseReturnValue:
    """Every meeting, the newest first."""
    found = queries.list_meetings(committee.id, request.args.get("after"))
    return render_template(
        "meetings/index.html", committee=committee, page=found, status_words=words.STATUS, status_colour=words.COLOUR
    )


@bp.route(_OF + "/meetings/new", methods=["GET", "POST"])
@guarded(Action.MEETING_CALL, of=get_committee)
def call(committee: Committee) -> ResponseReturnValue:
    """Call a meeting."""
    form = forms.CallForm()
    forms.offer_zones(form, committee)
    forms.usual_times(form)
    if form.validate_on_submit():
        said = _("The meeting is called. Everyone who sits in the committee is told.")
        answer = carry_out(form, services.call_meeting, committee, to=page, said=said, when=_when(form))
        if answer is not None:
            return answer
    return form_page("meetings/call.html", form, committee=committee, matters=queries.open_matters(committee))


def _when(form: Any) -> services.When:
    return services.When(
        on=form.on.data,
        starts=form.starts.data,
        ends=form.ends.data,
        zone=form.zone.data,
        place=form.place.data or "",
        link=form.link.data or "",
    )


@bp.get(_ONE)
@guarded(Action.MEETING_VIEW, of=queries.get_meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """Agenda, who comes, minutes, decisions, who does what."""
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        committee=meeting.committee,
        cluster=meeting.cluster,
        matters=_matters(meeting),
        is_whole=services.is_whole(meeting),
        has_begun=meeting.starts_at <= clock.now(),
        quorum=meeting.committee.quorum(),
        there=len(meeting.present_school_ids()),
        counts=paper.counts,
        may_count=services.may_count,
        words=words,
        button=OneButtonForm(formdata=None),
    )


def _matters(meeting: Meeting) -> list[queries.Matter]:
    """What is open now; once the minutes are written, what was open then."""
    if meeting.matters is not None:
        return [queries.Matter(words, "") for words in meeting.matters]
    return queries.open_matters(meeting.committee, meeting.id) if meeting.status == MeetingStatus.CALLED else []


@bp.get(_ONE + "/print")
@guarded(Action.MEETING_VIEW, of=queries.get_meeting)
def to_print(meeting: Meeting) -> ResponseReturnValue:
    """The agenda, or the minutes once they are written, to print."""
    return render_template("meetings/print.html", meeting=meeting, cluster=meeting.cluster, **_sheet(meeting))


def _sheet(meeting: Meeting) -> dict[str, Any]:
    is_written = meeting.held_at is not None
    sections = paper.minutes(meeting) if is_written else paper.agenda(meeting, [one.words for one in _matters(meeting)])
    title = _("Minutes: %(name)s, meeting %(number)s") if is_written else _("Agenda: %(name)s, meeting %(number)s")
    return {
        "sections": sections,
        "title": str(title) % {"name": meeting.name, "number": meeting.number},
        "when": paper.where_and_when(meeting),
        "foot": paper.foot(meeting, current_app.config["BRAND_NAME"]),
    }


@bp.get(_ONE + "/minutes.pdf")
@guarded(Action.MEETING_VIEW, of=queries.get_meeting)
@limiter.limit("30 per minute")
def pdf(meeting: Meeting) -> ResponseReturnValue:
    """The same as a sheet of paper."""
    sheet = _sheet(meeting)
    made = Paper(sheet["title"], language=spoken(), foot=sheet["foot"])
    made.title_line(sheet["title"])
    made.text_block(f"{meeting.cluster.name}. {sheet['when']}", small=True)
    for section in sheet["sections"]:
        made.heading(section.title)
        if section.text:
            made.text_block(section.text)
        made.listed(section.lines)
    return made.answer("minutes" if meeting.held_at is not None else "agenda")


@bp.route(_ONE + "/move", methods=["GET", "POST"])
@guarded(Action.MEETING_CHANGE, of=queries.get_meeting)
def move(meeting: Meeting) -> ResponseReturnValue:
    """Another date or place."""
    form = forms.MoveForm.of(meeting)
    forms.offer_zones(form, meeting.committee)
    if form.validate_on_submit():
        said = _("Saved. Everyone who sits in the committee is told.")
        given = {"version": form.read_version, "when": _when(form)}
        answer = carry_out(form, services.move_meeting, meeting, to=page(meeting), said=said, **given)
        if answer is not None:
            return answer
    return form_page("meetings/move.html", form, meeting=meeting)


@bp.post(_ONE + "/cancel")
@guarded(Action.MEETING_CHANGE, of=queries.get_meeting)
def cancel(meeting: Meeting) -> ResponseReturnValue:
    """It is called off."""
    return press(
        services.cancel_meeting, meeting, to=page(meeting), said=_("The meeting is called off. They are told.")
    )


@bp.route(_ONE + "/answer", methods=["GET", "POST"])
@guarded(Action.MEETING_ANSWER, of=queries.get_meeting)
def answer(meeting: Meeting) -> ResponseReturnValue:
    """Say whether one comes."""
    form = forms.AnswerForm()
    form.offer(meeting.committee.open_seats(), login.me().id)
    if form.validate_on_submit():
        given = {
            "comes": form.comes.data == Answer.COMING.value,
            "spoken_by_id": form.spoken_by.data,
            "words": form.words.data or "",
        }
        done = carry_out(form, services.answer, meeting, to=page(meeting), said=_("Thank you, it is noted."), **given)
        if done is not None:
            return done
    return form_page("meetings/answer.html", form, meeting=meeting)


@bp.route(_ONE + "/points/new", methods=["GET", "POST"])
@guarded(Action.POINT_PROPOSE, of=queries.get_meeting)
def propose_point(meeting: Meeting) -> ResponseReturnValue:
    """Put something on the agenda."""
    form = forms.PointForm()
    if form.validate_on_submit():
        given = {"title": form.title.data, "words": form.words.data or ""}
        done = carry_out(
            form, services.propose_point, meeting, to=page(meeting), said=_("It is on the agenda."), **given
        )
        if done is not None:
            return done
    return form_page("meetings/propose_point.html", form, meeting=meeting)


@bp.route(_OF + "/how-often", methods=["GET", "POST"])
@guarded(Action.CADENCE_SET, of=get_committee)
def cadence(committee: Committee) -> ResponseReturnValue:
    """How often it meets, and how it decides."""
    form = forms.CadenceForm(obj=committee)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_cadence,
            committee,
            to=committee_page(committee),
            said=_("Saved."),
            first_weeks=form.first_weeks.data,
            first_months=form.first_months.data,
            then_weeks=form.then_weeks.data,
            quorum_percent=form.quorum_percent.data,
            check_in_counts=bool(form.check_in_counts.data),
        )
        if answer is not None:
            return answer
    return form_page("meetings/cadence.html", form, committee=committee)


@bp.route(_OF + "/check-in", methods=["GET", "POST"])
@guarded(Action.MEETING_CHECK_IN, of=get_committee)
def check_in(committee: Committee) -> ResponseReturnValue:
    """Two minutes in place of a meeting."""
    form = forms.CheckInForm()
    if form.validate_on_submit():
        said = _("Thank you. It counts as a meeting.")
        answer = carry_out(form, services.check_in, committee, to=page, said=said, words=form.words.data)
        if answer is not None:
            return answer
    return form_page("meetings/check_in.html", form, committee=committee)
