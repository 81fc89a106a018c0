"""The safety list of a visit, and the adult who is named at each end."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.visits import forms, queries, services, words
from portal.running.visits.models import CheckState, End, Visit, VisitCheck
from portal.running.visits.routes.blueprint import bp, page_of, safety_of, said_of
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

_VISIT = "/visits/<uuid:visit_id>"


@bp.get(_VISIT + "/safety")
@guarded(Action.VISIT_READ_SAFETY, of=queries.get_visit)
def safety(visit: Visit) -> ResponseReturnValue:
    """What has to be in order at each end, who looked, and what is still missing."""
    return render_template(
        "visits/safety.html",
        **said_of(visit),
        ready=queries.readiness(visit),
        ends=End,
        end_words=words.END,
        check_words=words.CHECK,
        check_colour=words.CHECK_COLOUR,
        my_schools=login.me().school_ids,
        button=OneButtonForm(formdata=None),
    )


@bp.route("/visits/safety-points/<uuid:check_id>", methods=["GET", "POST"])
@guarded(Action.VISIT_CHECK, of=queries.get_check)
def check(check: VisitCheck) -> ResponseReturnValue:
    """Say how one point stands."""
    given = {"state": check.state.value, "note": check.note, "version": check.version}
    form = forms.CheckForm(**given if request.method == "GET" else {})
    form.offer(check)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.check_item,
            check,
            to=safety_of(check.visit),
            said=_("Saved: %(point)s", point=check.title),
            state=CheckState(form.state.data),
            note=form.note.data or "",
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("visits/check.html", form, check=check, visit=check.visit)


@bp.route(_VISIT + "/adult", methods=["GET", "POST"])
@guarded(Action.VISIT_NAME_ADULT, of=queries.get_visit)
def adult(visit: Visit) -> ResponseReturnValue:
    """Name who is responsible at one's own end."""
    end = _my_end(visit)
    form = forms.AdultForm()
    if end == End.GUEST:
        form.offer([(one.person_id, one.person.name) for one in visit.going], visit.guest_adult_id)
    else:
        members = [(one.id, one.name) for one in queries.list_members([visit.host_school_id])]
        form.offer(members, visit.host_adult_id)
    if form.validate_on_submit():
        said, to = _("Thank you. This person is told."), safety_of(visit)
        answer = carry_out(form, services.name_adult, visit, to=to, said=said, end=end, person_id=form.person.data)
        if answer is not None:
            return answer
    return form_page("visits/adult.html", form, visit=visit, end=end)


def _my_end(visit: Visit) -> End:
    """At which end this person is; someone of both names the one that was asked for."""
    mine = login.me().school_ids
    if visit.school_id in mine and visit.host_school_id in mine:
        return End.HOST if request.args.get("end") == End.HOST.value else End.GUEST
    return End.GUEST if visit.school_id in mine else End.HOST


@bp.post(_VISIT + "/confirm")
@guarded(Action.VISIT_CONFIRM, of=queries.get_visit)
def confirm(visit: Visit) -> ResponseReturnValue:
    """The visit takes place."""
    said = _("It is confirmed: the visit takes place. Everyone concerned is told.")
    return press(services.confirm_visit, visit, to=page_of(visit), said=said, back=safety_of(visit))
