"""Choosing a password: by a link, or knowing the present one."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.core.text import fold_email
from portal.extensions import limiter
from portal.identity.accounts import forms, letters, passwords, queries, services
from portal.identity.accounts.links import PASSWORD_LINKS
from portal.identity.accounts.models import Person
from portal.identity.accounts.routes.blueprint import bp, knows_password, live_link, tried_page
from portal.identity.accounts.routes.second_step import with_new_value
from portal.policy import Action
from portal.web import login
from portal.web.access import comes_first, guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import RESETS_FROM_A_PLACE, RESETS_OF_AN_ADDRESS, place, take_turn


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def ask_reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password. The page after it is the same for an address that nobody has."""
    form = forms.AskResetForm()
    if form.validate_on_submit():
        take_turn((RESETS_FROM_A_PLACE, place()), (RESETS_OF_AN_ADDRESS, fold_email(form.email.data)))
        answer = carry_out(
            form,
            services.ask_for_reset,
            by=SYSTEM,
            to=url_for("accounts.look_at_your_mail"),
            email=form.email.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("accounts/ask_reset.html", form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per minute", methods=["POST"])
def reset(token: str) -> ResponseReturnValue:
    """Choose a password by link: a forgotten one, or the first one of an administrator. The second step stays as it is."""
    link = live_link(token, *PASSWORD_LINKS)
    if link is None or link.person_id is None:
        return dead_link()
    person = queries.get_person(link.person_id)
    form = forms.ChoosePasswordForm()
    if form.validate_on_submit() and is_strong(form, person):
        mark = login.device_token()
        answer: Any = carry_out(
            form,
            services.choose_password,
            link,
            by=SYSTEM,
            to=url_for("accounts.sign_in"),
            said=_("Your new password is saved. Now sign in."),
            password_hash=passwords.hash_password(form.password.data),
            password_meets=passwords.meets(form.password.data),
            device_hash=login.token_hash(mark),
        )
        if answer is not None:
            login.know(answer, mark)
            return answer  # type: ignore[no-any-return]
    return form_page("accounts/reset.html", form, shortest=passwords.shortest_for(queries.live_roles(person.id)))


@bp.route("/profile/password", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
@comes_first
def change_password() -> ResponseReturnValue:
    """A new password, for who knows the present one."""
    me = login.me()
    person, held = queries.get_person(me.id), queries.get_session(me.session_id)  # type: ignore[arg-type]
    form = forms.ChangePasswordForm()
    if form.validate_on_submit() and is_strong(form, person):
        wrong = _("This is not your present password.")
        tried = knows_password(form, person, wrong, field="current_password")
        if tried is not None:
            chosen = form.password.data
            words: dict[str, Any] = {
                "password_hash": passwords.hash_password(chosen),
                "password_meets": passwords.meets(chosen),
            }
            words["turns"] = tried.ids
            there = login.safe_next(request.values.get("next")) or url_for("accounts.security")
            said = _("Your new password is saved. You are signed out elsewhere.")
            answer = with_new_value(form, services.change_password, person, held, to=there, said=said, **words)
            if answer is not None:
                return answer
    return tried_page(
        "accounts/change_password.html",
        form,
        shortest=passwords.shortest_for(me.roles),
        is_asked=me.owes_password,
        next=login.safe_next(request.values.get("next")),
    )


def is_strong(form: Any, person: Person) -> bool:
    """Whether the password that was typed will do for this person; if not, the words are on the form."""
    holder = login.people.by_id(person.id)
    schools = [m.school_name for m in holder.memberships.values()] if holder is not None else []
    words, shortest = (person.name, person.email, *schools), passwords.shortest_for(queries.live_roles(person.id))
    try:
        passwords.check_strength(form.password.data, words=words, shortest=shortest)
    except RuleBroken as refusal:
        form.show(refusal)
        return False
    return True
