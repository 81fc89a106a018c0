"""Reporting: one page and a thank-you, for everyone, signed in or not."""

import uuid
from typing import Any

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.limits import Limit
from portal.oversight.reports import forms, queries, services, subjects
from portal.oversight.reports.models import Report, ReportKind
from portal.oversight.reports.routes.blueprint import open_bp
from portal.oversight.reports.services.filing import Thing, is_reference
from portal.web import login
from portal.web.access import public
from portal.web.acting import carry_out, form_page
from portal.web.limits import HOUR, place, take_turn

REPORTS_OF_A_VISITOR, REPORTS_OF_A_PERSON = Limit("report_place", 10, HOUR), Limit("report_person", 30, HOUR)


@open_bp.route("", methods=["GET", "POST"])
@public
def anything() -> ResponseReturnValue:
    """Report anything: from the foot of every page, or without an account."""
    return _report(None)


@open_bp.route("/<kind>/<uuid:thing_id>", methods=["GET", "POST"])
@public
def thing(kind: str, thing_id: uuid.UUID) -> ResponseReturnValue:
    """Report a thing. To who may not see it nothing is said about it, not even whether it is there."""
    return _report(Thing(kind, thing_id))


def _report(named: Thing | None) -> ResponseReturnValue:
    person = login.signed_in()
    subject = subjects.find(named.kind, named.id, person) if named is not None else None
    form = forms.ReportForm()
    form.fit(is_signed_in=person is not None, has_thing=subject is not None)
    if form.validate_on_submit():
        take_turn((REPORTS_OF_A_PERSON, person.id) if person is not None else (REPORTS_OF_A_VISITOR, place()))
        answer = carry_out(
            form,
            services.file_report,
            to=_thanks,
            by=person or SYSTEM,
            kind=ReportKind(form.kind.data),
            words=form.words.data,
            thing=named,
            place=form.place.data or "" if form.place else "",
            name=form.name.data or "" if form.name else "",
            email=form.email.data or "" if form.email else "",
        )
        if answer is not None:
            return answer
    return form_page("reports/report.html", form, subject=subject, **_help(person))


def _help(person: Any) -> dict[str, Any]:
    """Whom to tell at one's own school."""
    mine = sorted(person.memberships) if person is not None else []
    return {"leads": queries.lead_of_my_school(mine) if mine else []}


def _thanks(report: Report) -> str:
    return url_for("report.received", reference=report.number)


@open_bp.get("/received/<reference>")
@public
def received(reference: str) -> ResponseReturnValue:
    """The report has arrived: its reference, and what happens now. Reads nothing: the reference alone tells nothing."""
    if not is_reference(reference):
        abort(404)
    return render_template("reports/received.html", reference=reference, **_help(login.signed_in()))
