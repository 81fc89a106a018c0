"""The sets of parts, for the programme's people."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.forming.parts import forms, queries, services
from portal.forming.parts.models import Part, PartSet
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("part_rules", __name__, url_prefix="/parts")


@bp.route("", methods=["GET", "POST"])
@guarded(Action.PART_RULES_EDIT)
def index() -> ResponseReturnValue:
    """Every set with its parts, and a form for a new set."""
    form = forms.AddSetForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_set,
            to=lambda made: url_for("part_rules.show", set_id=made.id),
            said=_("The set is there. Now add its parts."),
            name=form.name.data,
            for_supporters=bool(form.for_supporters.data),
        )
        if answer is not None:
            return answer
    return form_page("parts/rules.html", form, sets=queries.list_sets(retired=True))


@bp.get("/<uuid:set_id>")
@guarded(Action.PART_RULES_EDIT, of=queries.get_set)
def show(held: PartSet) -> ResponseReturnValue:
    """One set."""
    return render_template("parts/set.html", set=held)


@bp.route("/<uuid:set_id>/edit", methods=["GET", "POST"])
@guarded(Action.PART_RULES_EDIT, of=queries.get_set)
def edit(held: PartSet) -> ResponseReturnValue:
    """Name, place, offered or not."""
    form = forms.ChangeSetForm(obj=None if request.method == "POST" else held)
    if request.method == "GET":
        form.retired.data = held.retired_at is not None
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_set,
            held,
            to=url_for("part_rules.show", set_id=held.id),
            said=_("Saved."),
            version=form.read_version,
            name=form.name.data,
            position=form.position.data,
            retired=bool(form.retired.data),
        )
        if answer is not None:
            return answer
    return form_page("parts/edit_set.html", form, set=held, title=_("Change the set"))


@bp.route("/<uuid:set_id>/new", methods=["GET", "POST"])
@guarded(Action.PART_RULES_EDIT, of=queries.get_set)
def add(held: PartSet) -> ResponseReturnValue:
    """A new part of a set."""
    form = forms.AddPartForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_part,
            held,
            to=url_for("part_rules.show", set_id=held.id),
            said=_("The part is there."),
            name=form.name.data,
            guidance=form.guidance.data or "",
            through=bool(form.through.data),
        )
        if answer is not None:
            return answer
    return form_page("parts/edit_set.html", form, set=held, title=_("Add a part"))


@bp.route("/one/<uuid:part_id>", methods=["GET", "POST"])
@guarded(Action.PART_RULES_EDIT, of=queries.get_part)
def edit_part(part: Part) -> ResponseReturnValue:
    """Change a part."""
    form = forms.ChangePartForm(obj=None if request.method == "POST" else part)
    if request.method == "GET":
        form.retired.data = part.retired_at is not None
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.change_part,
            part,
            to=url_for("part_rules.show", set_id=part.set_id),
            said=_("Saved."),
            version=form.read_version,
            name=form.name.data,
            guidance=form.guidance.data or "",
            through=bool(form.through.data),
            position=form.position.data,
            retired=bool(form.retired.data),
        )
        if answer is not None:
            return answer
    return form_page("parts/edit_set.html", form, set=part.set, title=_("Change the part"))
