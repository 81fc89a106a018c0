"""What is read-only: the list, making something read-only, ending it, and the page that says why."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line
from portal.identity.accounts.models import Person
from portal.identity.people import queries as people
from portal.identity.schools.models import School
from portal.oversight.freezes import forms, queries, services
from portal.oversight.freezes.hidden_words import lines
from portal.oversight.freezes.models import Freeze, FrozenKind, Hiding
from portal.oversight.freezes.queries import Thing
from portal.policy import Action
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page

bp = Blueprint("freezes", __name__)


@bp.get("/administration/read-only")
@guarded(Action.FREEZE_LIST)
def index() -> ResponseReturnValue:
    """What is read-only now; what was, on request; and finding what could be."""
    words, past = clean_line(request.args.get("q", ""))[:100], request.args.get("past") == "y"
    return render_template(
        "freezes/index.html",
        page=queries.list_freezes(live=not past, after=request.args.get("after")),
        found=queries.find_things(words),
        words=words,
        past=past,
    )


@bp.route("/administration/read-only/<thing_kind>/<uuid:thing_id>", methods=["GET", "POST"])
@guarded(Action.FREEZE_SET, of=queries.get_thing)
def freeze(thing: Thing) -> ResponseReturnValue:
    """Make it read-only, with the reason. Where it is read-only, the page says so."""
    is_person = thing.kind == FrozenKind.PERSON
    form = forms.FreezePersonForm() if is_person else forms.FreezeForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.make_read_only,
            thing,
            to=lambda made: url_for("freezes.show", freeze_id=made.id),
            said=_("%(name)s is read-only now. Those whom it is about have been told.", name=thing.name),
            reason=form.reason.data,
            hides=is_person and form["hides"].data,
        )
        if answer is not None:
            return answer
    return form_page("freezes/freeze.html", form, thing=thing)


@bp.get("/read-only/<uuid:freeze_id>")
@guarded(Action.FREEZE_VIEW, of=queries.get_freeze)
def show(freeze: Freeze) -> ResponseReturnValue:
    """What is read-only, since when and why, and what still works."""
    return render_template("freezes/show.html", freeze=freeze)


@bp.route("/read-only/<uuid:freeze_id>/end", methods=["GET", "POST"])
@guarded(Action.FREEZE_LIFT, of=queries.get_freeze)
def lift(freeze: Freeze) -> ResponseReturnValue:
    """Let it go on, with the reason."""
    hiding = queries.live_hiding(freeze.person_id) if freeze.person_id is not None else None
    form = forms.LiftHiddenForm() if hiding is not None else forms.LiftForm()
    if form.validate_on_submit():
        to = url_for("freezes.show", freeze_id=freeze.id)
        said = _("%(name)s goes on. Those whom it is about have been told.", name=freeze.name)
        words = {"reason": form.reason.data, "shows": hiding is not None and form["shows"].data}
        answer = carry_out(form, services.end_read_only, freeze, to=to, said=said, **words)
        if answer is not None:
            return answer
    return form_page("freezes/lift.html", form, freeze=freeze)


@bp.route("/administration/people/<uuid:person_id>/hide", methods=["GET", "POST"])
@guarded(Action.HIDING_SET, of=people.get_person)
def hide(person: Person) -> ResponseReturnValue:
    """Hide everything that a person wrote, with the reason. Where it is hidden, or the account is not held, the page says so."""
    form = forms.HideForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.hide_everything,
            person,
            to=lambda made: url_for("freezes.hidden", hiding_id=made.id),
            said=_("What %(name)s wrote is hidden. The person has been told.", name=person.name),
            reason=form.reason.data,
        )
        if answer is not None:
            return answer
    hiding, is_held = queries.live_hiding(person.id), queries.is_held(person.id)
    return form_page("freezes/hide.html", form, account=person, hiding=hiding, is_held=is_held)


@bp.get("/hidden/<uuid:hiding_id>")
@guarded(Action.HIDING_VIEW, of=queries.get_hiding)
def hidden(hiding: Hiding) -> ResponseReturnValue:
    """What is hidden together, since when and why."""
    return render_template("freezes/hidden.html", hiding=hiding, lines=lines(queries.count_hidden(hiding.id)))


@bp.route("/hidden/<uuid:hiding_id>/show-again", methods=["GET", "POST"])
@guarded(Action.HIDING_END, of=queries.get_hiding)
def show_again(hiding: Hiding) -> ResponseReturnValue:
    """Show all of it again, with the reason."""
    form = forms.ShowForm()
    if form.validate_on_submit():
        to = url_for("freezes.hidden", hiding_id=hiding.id)
        said = _("What %(name)s wrote is shown again.", name=hiding.person.name)
        answer = carry_out(form, services.show_everything, hiding, to=to, said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page("freezes/show_again.html", form, hiding=hiding)


def hiding_panel(person: Person) -> tuple[str, dict[str, Any]] | None:
    """On the page about an account: that what the person wrote is hidden, or the way to hide it."""
    hiding = queries.live_hiding(person.id) if can(Action.FREEZE_LIST) else None
    may = hiding is None and can(Action.HIDING_SET, person) and queries.is_held(person.id)
    return ("freezes/_hidden.html", {"hiding": hiding, "account": person}) if hiding or may else None


def person_panel(person: Person) -> tuple[str, dict[str, Any]] | None:
    """On the page about an account: that it is read-only, or the way to make it so."""
    return _panel(Thing(FrozenKind.PERSON, person.id, person.name))


def school_panel(school: School) -> tuple[str, dict[str, Any]] | None:
    """On a school's page, for those who look after the service; its own people have the bar at the top."""
    if school.id in login.me().memberships:
        return None
    return _panel(Thing(FrozenKind.SCHOOL, school.id, school.name))


def cluster_panel(cluster: Any) -> tuple[str, dict[str, Any]] | None:
    """On a cluster's home, for those who look after the service; its schools have the bar at the top."""
    if cluster.id in login.me().places:
        return None
    return _panel(Thing(FrozenKind.CLUSTER, cluster.id, cluster.name))


def _panel(thing: Thing) -> tuple[str, dict[str, Any]] | None:
    if not can(Action.FREEZE_LIST):
        return None
    freeze = queries.live_freeze(thing.kind, thing.id)
    return "freezes/_panel.html", {"freeze": freeze, "thing": thing, "may": can(Action.FREEZE_SET, thing)}
