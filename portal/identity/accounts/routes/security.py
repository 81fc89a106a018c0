"""How one signs in: the second step, recovery codes, where one is signed in; and showing once more that it is you."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.perform import perform
from portal.identity.accounts import browsers, forms, queries, services
from portal.identity.accounts.models import WebSession
from portal.identity.accounts.routes.blueprint import bp, knows_password, tried_page
from portal.identity.accounts.routes.second_step import codes_page, give_code_of, set_up_page, with_new_value
from portal.identity.accounts.routes.signing_in import after_sign_in
from portal.policy import Action
from portal.policy.people import SECOND_FACTOR_ROLES
from portal.web import login
from portal.web.access import guarded
from portal.web.press import OneButtonForm, press
from portal.web.proof import recently_proved


@bp.get("/profile/security")
@guarded(Action.PROFILE_EDIT)
def security() -> ResponseReturnValue:
    """Password, second step, and every browser in which the person is signed in."""
    me = login.me()
    return render_template(
        "accounts/security.html",
        account=queries.get_person(me.id),
        passkeys=queries.list_passkeys(me.id),
        codes_left=queries.count_recovery_codes(me.id),
        must_have_step=bool(me.roles & SECOND_FACTOR_ROLES),
        sessions=queries.list_sessions(me.id),
        this_session=me.session_id,
        words_of=browsers.words_of,
        button=OneButtonForm(),
    )


@bp.route("/prove-it-is-you", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
def prove() -> ResponseReturnValue:
    """Before something dangerous: the password once more, or a code of the app."""
    me = login.me()
    person, held = queries.get_person(me.id), queries.get_session(me.session_id)  # type: ignore[arg-type]
    with_code = "code" in request.form and person.totp_secret is not None
    by_password, by_code = forms.ProveForm(), forms.CodeForm()
    form: Any = by_code if with_code else by_password
    if form.validate_on_submit():
        answer = _by_code(form, person, held) if with_code else _by_password(form, person, held)
        if answer is not None:
            return answer
    by_password.once_key.data = by_code.once_key.data = form.once_key.data
    return prove_page(by_password, by_code, person, form=form)


def prove_page(by_password: Any, by_code: Any, person: Any, *, form: Any = None) -> ResponseReturnValue:
    """The page that asks once more. `form` is the one that was sent, if not the first."""
    return tried_page(
        "accounts/prove.html",
        form or by_password,
        next=login.safe_next(request.values.get("next")),
        by_password=by_password,
        by_code=by_code,
        has_app=person.totp_secret is not None,
        by_passkey=forms.PasskeyForm(formdata=None) if queries.has_passkey(person.id) else None,
    )


def _by_password(form: Any, person: Any, held: WebSession) -> ResponseReturnValue | None:
    tried = knows_password(form, person, _("This is not your password."))
    if tried is None:
        return None
    return with_new_value(form, services.prove_again, person, held, to=after_sign_in(), turns=tried.ids)


def _by_code(form: Any, person: Any, held: WebSession) -> ResponseReturnValue | None:
    return give_code_of(form, person, held, to=after_sign_in())


@bp.route("/profile/security/app", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
@recently_proved
def set_up_app() -> ResponseReturnValue:
    """Set up an app that shows codes, or another one in its place."""
    me = login.me()
    person, held = queries.get_person(me.id), queries.get_session(me.session_id)  # type: ignore[arg-type]
    replaces = person.totp_secret is not None
    return set_up_page("accounts/set_up_app.html", person, held, go_on=url_for("accounts.security"), replaces=replaces)


@bp.post("/profile/security/codes")
@guarded(Action.PROFILE_EDIT)
@recently_proved
def make_recovery_codes() -> ResponseReturnValue:
    """Ten new codes for a lost phone; the older ones are dead."""
    form, there = OneButtonForm(), url_for("accounts.security")
    if form.validate_on_submit():
        return codes_page(form, services.new_recovery_codes, queries.get_person(login.me().id), go_on=there)
    return redirect(there, 303)


@bp.post("/profile/security/app/off")
@guarded(Action.PROFILE_EDIT)
@recently_proved
def switch_off_app() -> ResponseReturnValue:
    """Do without the second step from now on, where no role asks for it."""
    person = queries.get_person(login.me().id)
    return press_here(services.switch_off_second_factor, person, said=_("You now sign in with your password alone."))


@bp.post("/profile/sessions/<uuid:session_id>/end")
@guarded(Action.SESSIONS_MANAGE, of=queries.get_session)
def end_one_session(held: WebSession) -> ResponseReturnValue:
    """Sign out in one other browser."""
    return press_here(services.end_session, held, said=_("You are signed out in that browser."))


@bp.post("/profile/sessions/end-others")
@guarded(Action.SESSIONS_MANAGE)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    me = login.me()
    words = {"person_id": me.id, "but": me.session_id}
    return press_here(services.end_all_sessions, None, said=_("You are signed out everywhere but here."), **words)


@bp.post("/profile/sessions/end-all")
@guarded(Action.SESSIONS_MANAGE)
def end_every_session() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    me, form = login.me(), OneButtonForm()
    if form.validate_on_submit():
        perform(services.end_all_sessions, by=me, once=form.once, to=url_for("public.home"), person_id=me.id)
        answer: Any = redirect(url_for("public.home"), 303)
        login.end(answer)
        return answer  # type: ignore[no-any-return]
    return redirect(url_for("accounts.security"), 303)


def press_here(deed: Any, subject: Any, *, said: Any, **words: Any) -> ResponseReturnValue:
    """Carry out a form of one button, and go back to the page."""
    return press(deed, subject, to=url_for("accounts.security"), said=said, **words)
