"""One's own data: what is kept, taking it away, closing the account; and asking about data, signed in or not."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.core.perform import perform
from portal.extensions import limiter
from portal.identity.accounts import queries as accounts
from portal.oversight.privacy import forms, letters, parcel, queries
from portal.oversight.privacy.gathering import Whose
from portal.oversight.privacy.models import RequestKind
from portal.oversight.privacy.services import closing, requests
from portal.oversight.privacy.services.taking import note_taking
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.limits import DATA_REQUESTS, place, take_turn
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved

bp = Blueprint("privacy", __name__)


@bp.get("/profile/data")
@guarded(Action.DATA_TAKE_AWAY)
def show() -> ResponseReturnValue:
    """What one may do with one's data."""
    return render_template("privacy/show.html", button=OneButtonForm(), closing=queries.open_closing(login.me().id))


@bp.route("/profile/data/parcel", methods=["GET", "POST"])
@guarded(Action.DATA_TAKE_AWAY)
@recently_proved
def take_away() -> ResponseReturnValue:
    """Everything about oneself, as one file."""
    form = OneButtonForm()
    if not form.validate_on_submit():
        return redirect(url_for("privacy.show"), 303)
    person = accounts.get_person(login.me().id)
    perform(note_taking, person, by=login.me())
    return parcel.handed_out(parcel.parcel(Whose(person.id, person.email), name=person.name))


@bp.route("/profile/close", methods=["GET", "POST"])
@guarded(Action.ACCOUNT_CLOSE)
@recently_proved
def close() -> ResponseReturnValue:
    """Ask for one's account to be closed; or see that it is being closed."""
    me, alone = login.me(), queries.schools_left_alone(login.me().id)
    form = forms.LastContactCloseForm() if alone else forms.CloseForm()
    running = queries.open_closing(me.id)
    if running is None and form.validate_on_submit():
        answer = carry_out(
            form,
            closing.ask_to_close,
            accounts.get_person(me.id),
            to=url_for("privacy.close"),
            nobody_else=isinstance(form, forms.LastContactCloseForm) and form.nobody_else.data,
            keep_session=me.session_id,
        )
        if answer is not None:
            return answer
    return form_page(
        "privacy/close.html",
        form,
        closing=running,
        alone=alone,
        members=queries.memberships_of(me.id),
        button=OneButtonForm(),
    )


@bp.post("/profile/close/keep")
@guarded(Action.ACCOUNT_KEEP)
def keep() -> ResponseReturnValue:
    """Keep the account after all."""
    running, there = queries.open_closing(login.me().id), url_for("privacy.show")
    if running is None:
        return redirect(there, 303)
    return press(closing.keep_account, running, to=there, said=_("You keep your account."))


@bp.route("/privacy/ask", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def ask() -> ResponseReturnValue:
    """A request or a complaint about data, from anyone."""
    me, form = login.signed_in(), forms.AskForm()
    if form.validate_on_submit():
        take_turn((DATA_REQUESTS, place()))
        answer = carry_out(
            form,
            _ask_and_write,
            to=url_for("privacy.asked"),
            by=me or SYSTEM,
            kind=form.kind.data,
            name=form.name.data,
            email=form.email.data,
            words=form.words.data,
        )
        if answer is not None:
            return answer
    elif me is not None and not form.is_submitted():
        person = accounts.get_person(me.id)
        form.name.data, form.email.data = person.name, person.email
    if not form.is_submitted() and request.args.get("about") in set(RequestKind):
        form.kind.data = request.args["about"]
    return form_page("privacy/ask.html", form)


def _ask_and_write(*, by: object, **words: object) -> object:
    made = requests.ask(by=by, **words)  # type: ignore[arg-type]
    letters.acknowledge(made)
    return made


@bp.get("/privacy/asked")
@public
def asked() -> ResponseReturnValue:
    """It has arrived."""
    return render_template("privacy/asked.html")
