"""A calendar file: choose it, read the account, take the dates."""

import uuid

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.i18n import _, ngettext
from portal.core.text import clean_line
from portal.identity.profiles import vocabulary
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School
from portal.identity.terms import calendar_file, forms, queries, services, words
from portal.identity.terms.models import TermImport
from portal.identity.terms.routes.blueprint import bp, year_page
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page


@bp.route("/schools/<uuid:school_id>/year-dates/file", methods=["GET", "POST"])
@guarded(Action.RECORD_EDIT, of=schools.get_school)
def choose_file(school: School) -> ResponseReturnValue:
    """Read a calendar file. Nothing changes before the account of it was seen."""
    form = forms.CalendarFileForm()
    if form.validate_on_submit():
        name, content = form.content(calendar_file.MOST_BYTES)
        try:
            account = calendar_file.read_calendar(content, zone=school.zone, today=clock.today(school.zone))
        except calendar_file.NotACalendar:
            form.file.errors = [_refused(content)]
        else:
            answer = carry_out(
                form,
                services.keep_reading,
                school,
                to=lambda reading: url_for("terms.read_file", school_id=school.id, import_id=reading.id),
                file_name=clean_line(name),
                account=account,
            )
            if answer is not None:
                return answer
    return form_page("terms/choose_file.html", form, school=school)


def _refused(content: bytes) -> str:
    if len(content) > calendar_file.MOST_BYTES:
        return str(_("The file is larger than 4 MB. Ask for a calendar with the term dates alone."))
    return str(_("There is no calendar in this file. Choose a file that ends in .ics; your dates stay as they are."))


def _of_the_school(school_id: uuid.UUID, import_id: uuid.UUID) -> TermImport:
    return queries.get_import(school_id, import_id)


@bp.route("/schools/<uuid:school_id>/year-dates/files/<uuid:import_id>", methods=["GET", "POST"])
@guarded(Action.TERM_FILE_TAKE, of=_of_the_school)
def read_file(reading: TermImport) -> ResponseReturnValue:
    """What was read and what was not; take the dates."""
    school = schools.get_school(reading.school_id)
    form = forms.TakeForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.take_dates, reading, to=year_page(school), said=_said, unknown=form.kind())
        if answer is not None:
            return answer
    return form_page(
        "terms/read_file.html", form, school=school, reading=reading, words=words, kinds=vocabulary.PERIODS
    )


def _said(number: int) -> str:
    return str(ngettext("%(num)d date was taken from the file.", "%(num)d dates were taken from the file.", number))
