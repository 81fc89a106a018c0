"""Signing in with a password, signing out, and the form that met an expired session."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.core.perform import perform
from portal.core.text import fold_email
from portal.extensions import limiter
from portal.identity.accounts import forms, passwords, queries, services
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.accounts.routes.blueprint import bp, take_try
from portal.policy import Action, Role
from portal.policy.people import SECOND_FACTOR_ROLES
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import form_page


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """One form: e-mail, password. Says the same, in the same time, whether the address is known or not."""
    form = forms.SignInForm()
    if request.method == "GET":
        return render_template("accounts/sign_in.html", form=form, next=login.safe_next(request.args.get("next")))
    if form.validate_on_submit():
        answer = _try_to_sign_in(form)
        if answer is not None:
            return answer
    return form_page("accounts/sign_in.html", form, next=login.safe_next(request.form.get("next")))


def _try_to_sign_in(form: forms.SignInForm) -> ResponseReturnValue | None:
    try_id = take_try(form, fold_email(form.email.data))
    if try_id is None:
        return None
    person = queries.person_by_email(form.email.data)
    stored = person.password_hash if person is not None and person.status == PersonStatus.ACTIVE else None
    if not passwords.verify(form.password.data, stored) or person is None or stored is None:
        perform(services.note_failure, by=SYSTEM, person_id=person.id if person else None)
        form.form_errors.append(
            _("The e-mail address or the password is not right. Check both, or choose a new password.")
        )
        return None
    settings = current_app.config["SETTINGS"]
    is_shared, roles = bool(form.shared_computer.data), queries.live_roles(person.id)
    lasts = settings.staff_session_limit if roles else settings.session_limit
    lasts = settings.shared_session_idle if is_shared else lasts
    token, before = login.new_token(), request.cookies.get(login.cookie_name())
    perform(
        services.begin_session,
        person,
        by=SYSTEM,
        token_hash=login.token_hash(token),
        client=request.user_agent.string,
        is_shared=is_shared,
        lasts=lasts,
        try_id=try_id,
        instead_of=login.token_hash(before) if before else None,
        new_hash=passwords.hash_password(form.password.data) if passwords.needs_new_hash(stored) else None,
    )
    answer: Any = redirect(_after_password(person, roles), 303)
    login.begin(answer, token, lasts=None if is_shared else int(lasts.total_seconds()))
    return answer  # type: ignore[no-any-return]


def _after_password(person: Person, roles: frozenset[Role]) -> str:
    excepted = person.is_demonstration and current_app.config["DEMONSTRATION"]
    if roles & SECOND_FACTOR_ROLES and not excepted:
        page = "accounts.give_code" if person.totp_secret else "accounts.set_up_code"
        return url_for(page, next=login.safe_next(request.form.get("next")))
    return after_sign_in()


def after_sign_in() -> str:
    if request.cookies.get(login.KEPT_COOKIE):
        return url_for("accounts.kept_form")
    return login.safe_next(request.form.get("next")) or url_for("needs.show")


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """The session row ends; the cookie goes."""
    token = request.cookies.get(login.cookie_name())
    held = queries.session_by_hash(login.token_hash(token)) if token else None
    if held is not None and held.ended_at is None:
        perform(services.end_session, held, by=login.signed_in() or SYSTEM)
    answer: Any = redirect(url_for("public.home"), 303)
    login.end(answer)
    return answer  # type: ignore[no-any-return]


@bp.get("/kept-form")
@guarded(Action.NEEDS_VIEW)
def kept_form() -> ResponseReturnValue:
    """The form that met an expired session, offered again to the same person."""
    kept = queries.kept_form(request.cookies.get(login.KEPT_COOKIE, ""), login.me().id)
    if kept is not None and login.safe_next(kept.path) is not None:
        return render_template("accounts/kept_form.html", kept=kept)
    answer: Any = redirect(url_for("needs.show"), 303)
    login.forget_cookie(answer, login.KEPT_COOKIE)
    return answer  # type: ignore[no-any-return]


@bp.post("/kept-form/forget")
@guarded(Action.NEEDS_VIEW)
def forget_kept_form() -> ResponseReturnValue:
    """The person does not want it back."""
    answer: Any = redirect(url_for("needs.show"), 303)
    login.forget_cookie(answer, login.KEPT_COOKIE)
    return answer  # type: ignore[no-any-return]
