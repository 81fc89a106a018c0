"""The programme's safety list for visits."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.visits import forms, queries, services, words
from portal.running.visits.models import SafetyItem
from portal.running.visits.routes.blueprint import safety_bp
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page


@safety_bp.get("")
@guarded(Action.SAFETY_ITEMS_EDIT)
def index() -> ResponseReturnValue:
    """Every point, also those that are not used any more."""
    return render_template("visits/items.html", items=queries.list_items(), end_words=words.END)


@safety_bp.route("/new", methods=["GET", "POST"])
@guarded(Action.SAFETY_ITEMS_EDIT)
def add() -> ResponseReturnValue:
    """Add a point."""
    form = forms.SafetyItemForm(may_be_left_out=True) if request.method == "GET" else forms.SafetyItemForm()
    del form.is_used
    if form.validate_on_submit():
        said = _("Visits that are planned from now on have it on their list.")
        answer = carry_out(form, services.add_safety_item, to=url_for("safety_items.index"), said=said, **form.said())
        if answer is not None:
            return answer
    return form_page("visits/item.html", form, item=None)


@safety_bp.route("/<uuid:safety_item_id>", methods=["GET", "POST"])
@guarded(Action.SAFETY_ITEMS_EDIT, of=queries.get_item)
def edit(item: SafetyItem) -> ResponseReturnValue:
    """Change a point, or leave it out from now on."""
    form = forms.SafetyItemForm(**forms.standing_item(item) if request.method == "GET" else {})
    if form.validate_on_submit():
        given = {**form.said(), "is_used": bool(form.is_used.data), "version": form.read_version}
        to, said = url_for("safety_items.index"), _("Saved. Visits that are planned already keep their list.")
        answer = carry_out(form, services.change_safety_item, item, to=to, said=said, **given)
        if answer is not None:
            return answer
    return form_page("visits/item.html", form, item=item)
