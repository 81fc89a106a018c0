"""The page on which a person chooses what follows a closed school, and what other pages show of it."""

import uuid
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.identity.registers.names import register_name
from portal.identity.schools.models import School
from portal.identity.successors import forms, queries, services
from portal.identity.successors.models import ClosureStatus, SchoolClosure
from portal.policy import Action
from portal.web import access, login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say

bp = Blueprint("successors", __name__)


@bp.route("/closures/<uuid:closure_id>", methods=["GET", "POST"])
@guarded(Action.SUCCESSOR_CHOOSE, of=queries.get_closure)
def choose(closure: SchoolClosure) -> ResponseReturnValue:
    """Choose the school that follows, or say that none does."""
    may_name_any = access.can(Action.REGISTERS_VIEW)
    followers = queries.followers_of(closure.entry)
    form = forms.ChooseForm(may_name_any=may_name_any)
    form.choice.choices = [*((str(f.entry.id), _label(f)) for f in followers.open)]
    if may_name_any:
        form.choice.choices.append((forms.OTHER, _("Another school: I know its number")))
    form.choice.choices.append((forms.NONE, _("No school follows: the school has closed for good")))
    if form.validate_on_submit():
        answer = _carry_out(form, closure, may_name_any)
        if answer is not None:
            return answer
    return form_page(
        "successors/choose.html",
        form,
        closure=closure,
        followers=followers,
        is_waiting=closure.status == ClosureStatus.WAITING,
        register_name=register_name,
    )


def _carry_out(form: forms.ChooseForm, closure: SchoolClosure, may_name_any: bool) -> ResponseReturnValue | None:
    """Save the choice. Where the school closes by it, a tick says that this is known."""
    picked = form.choice.data
    if picked == forms.NONE and not form.is_sure.data:
        form.show(RuleBroken("is_sure", _("Tick the box: by this choice the school closes here.")))
        return None
    if picked == forms.NONE:
        said = _("The school is closed here. Its record stays.")
        return carry_out(form, services.end_school, closure, to=_where_to, said=said)
    number = (form.number.data or "").strip() if may_name_any and picked == forms.OTHER else ""
    if picked == forms.OTHER and not number:
        form.show(RuleBroken("number", _("Enter the number of the school that follows.")))
        return None
    return carry_out(
        form,
        services.choose_successor,
        closure,
        to=_where_to,
        said=_("What follows is saved."),
        entry_id=None if number else uuid.UUID(picked),
        number=number,
        may_name_any=may_name_any,
        is_sure=bool(form.is_sure.data),
    )


@bp.post("/closures/of/<uuid:school_id>")
@guarded(Action.SUCCESSOR_ASK, of=queries.get_vanished)
def ask(school: School) -> ResponseReturnValue:
    """Ask the contacts of a school that is in no register any more what follows."""
    form = forms.AskForm()
    if form.validate_on_submit():
        said = _("The contacts of %(school)s have been asked what follows.", school=school.name)
        answer = carry_out(form, services.ask_about_vanished, school, to=_page_of, said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(url_for("registers.show"), 303)


def _page_of(closure: SchoolClosure) -> str:
    return url_for("successors.choose", closure_id=closure.id)


def _label(found: Any) -> str:
    place = ", ".join(part for part in (found.entry.town, found.entry.number) if part)
    if found.school is not None:
        return str(_("%(school)s (%(place)s), which is here already", school=found.entry.name, place=place))
    return f"{found.entry.name} ({place})"


def _where_to(school: School) -> str:
    """The school's page; who may not see it any more goes where they belong."""
    if school.status in queries.LIVE:
        return url_for("schools.show", school_id=school.id)
    return url_for("registers.show") if access.can(Action.REGISTERS_VIEW) else url_for("schools.mine")


def school_panel(school: School) -> tuple[str, dict[str, Any]] | None:
    """On the school's page: what the register says of its end, what follows, and its former numbers."""
    entry = school.entry
    closure, former = queries.waiting_closure(school.id), queries.former_numbers(school.id)
    told = entry is not None and (entry.status in ("closed", "closing") or entry.missing_since is not None)
    if not (told or closure or former):
        return None
    is_waiting = closure is not None and closure.status == ClosureStatus.WAITING
    followers = queries.followers_of(closure.entry) if closure is not None and is_waiting else None
    return "successors/_panel.html", {
        "entry": entry, "closure": closure, "former": former, "is_waiting": is_waiting, "followers": followers, "register_name": register_name,
    }  # fmt: skip


def registers_panel(_subject: Any) -> tuple[str, dict[str, Any]]:
    """On the page of the registers: schools that wait for a choice, and those that vanished."""
    vanished = queries.list_vanished()
    return "successors/_waiting.html", {
        "waiting": queries.list_waiting(),
        "vanished": vanished,
        "followers": queries.named_followers(vanished),
        "ask_form": forms.AskForm(formdata=None),
        "register_name": register_name,
        "me": login.me(),
    }
