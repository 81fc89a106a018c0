"""Finding a school in the register, and registering it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line
from portal.extensions import limiter
from portal.identity.registers.cells import suggested_postcode
from portal.identity.schools import forms, letters, queries, services
from portal.identity.schools.models import School
from portal.identity.schools.queries import FoundEntry
from portal.identity.schools.routes.blueprint import bp, page_of
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite


def _words() -> str:
    return clean_line(request.args.get("q", ""))[:100]


@bp.get("/schools")
@guarded(Action.SCHOOL_LIST_MINE)
def index() -> ResponseReturnValue:
    """The directory: verified schools, by name, town and country only."""
    words = _words()
    return render_template(
        "schools/index.html", page=queries.list_verified_schools(words, request.args.get("after")), words=words
    )


@bp.get("/schools/find")
@guarded(Action.SCHOOL_REGISTER)
@limiter.limit("120 per minute")
def find() -> ResponseReturnValue:
    """Search the register, to register one's school or to join it."""
    words = _words()
    page = queries.find_entries(words, request.args.get("after")) if words else None
    meant = suggested_postcode(words) if page is not None and not page.items else ""
    return render_template("schools/find.html", page=page, words=words, meant=meant)


@bp.route("/schools/register/<uuid:entry_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_REGISTER, of=queries.get_entry)
@limiter.limit("60 per hour", methods=["POST"])
def register(found: FoundEntry) -> ResponseReturnValue:
    """Register the school of an entry. A school that is here already is joined instead."""
    if request.method == "GET" and found.school is not None:
        is_mine = found.school.id in login.me().memberships
        return redirect(url_for("schools.show" if is_mine else "schools.join", school_id=found.school.id))
    form = forms.RegisterSchoolForm()
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.register_from_entry,
            found,
            to=page_of,
            said=_registered(form),
            job=form.job.data,
            head=services.Head(form.head_name.data, form.head_email.data),
            zone=form.zone.data,
            language=form.language.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    successors = queries.successors_of(found.entry) if found.entry.status == "closed" else []
    return form_page(
        "schools/register.html",
        form,
        found=found,
        entry=found.entry,
        phase_words=dict(forms.PHASES).get(found.entry.phase, found.entry.phase),
        successors=successors,
    )


@bp.route("/schools/register-abroad", methods=["GET", "POST"])
@guarded(Action.SCHOOL_REGISTER)
@limiter.limit("60 per hour", methods=["POST"])
def register_abroad() -> ResponseReturnValue:
    """Register a school that no register here has: abroad, or too new."""
    form = forms.RegisterAbroadForm()
    if form.validate_on_submit() and may_invite(form):
        details = services.Details(
            name=form.name.data,
            country=form.country.data,
            nation=form.nation.data or None,
            town=form.town.data,
            zone=form.zone.data,
            language=form.language.data,
            phase=form.phase.data,
            evidence=form.evidence.data,
            number=form.number.data or "",
        )
        answer = carry_out(
            form,
            services.register_abroad,
            to=page_of,
            said=_registered(form),
            details=details,
            job=form.job.data,
            head=services.Head(form.head_name.data, form.head_email.data),
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("schools/register_abroad.html", form)


def _registered(form: Any) -> str:
    return str(_("The school is registered. We have written to %(head)s.", head=form.head_name.data))


@bp.route("/schools/<uuid:school_id>/edit", methods=["GET", "POST"])
@guarded(Action.SCHOOL_EDIT, of=queries.get_school)
def edit(school: School) -> ResponseReturnValue:
    """What the contact may change."""
    form = forms.EditSchoolForm(obj=school)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("town", "phase", "zone", "language")}
        said = _("The school's page is saved.")
        answer = carry_out(
            form, services.edit_school, school, to=page_of(school), said=said, version=form.read_version, **values
        )
        if answer is not None:
            return answer
    return form_page("schools/edit.html", form, school=school)
