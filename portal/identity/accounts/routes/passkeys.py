"""Passkeys: signing in with one, the second step, proving again, adding, naming, removing.

A script (`static/js/passkeys.js`) fetches the question, lets the browser answer it, and sends the form with the answer. The number of the question lies in
the signed cookie of this browser; the question itself in the table, where it can be used once.
"""

import uuid
from typing import Any

from flask import current_app, jsonify, redirect, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict

from portal.core.actors import SYSTEM
from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.perform import perform
from portal.extensions import limiter
from portal.identity.accounts import forms, passkeys, queries, services
from portal.identity.accounts.models import Passkey, Person, PersonStatus, QuestionPurpose, WebSession
from portal.identity.accounts.passkeys import Copied, Site, Untrue
from portal.identity.accounts.routes.blueprint import bp, failed, known_device
from portal.identity.accounts.routes.second_step import (
    codes_page,
    half_signed_in,
    has_step,
    new_passkey_form,
    rise,
    set_up_page,
    step_page,
    with_new_value,
)
from portal.identity.accounts.routes.security import press_here, prove_page
from portal.identity.accounts.routes.signing_in import after_sign_in, begin, sign_in_page
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.limits import TEN_MINUTES, place, take_turn
from portal.web.proof import recently_proved

QUESTIONS = Limit("passkey", 100, TEN_MINUTES)


def the_site() -> Site | None:
    """Where passkeys of this portal belong; None where browsers make none."""
    return passkeys.site_of(current_app.config["PUBLIC_URL"], current_app.config["BRAND_NAME"])


# asking


def ask(purpose: QuestionPurpose, person: Person | None) -> ResponseReturnValue:
    """The question for the browser, as JSON: to use one of this person's passkeys, any of this site (nobody is known yet), or to make one."""
    site = the_site()
    if site is None:
        raise Conflict
    take_turn((QUESTIONS, person.id if person is not None else place()))
    person_id = person.id if person is not None else None
    question_id, challenge = perform(services.ask_passkey, by=SYSTEM, purpose=purpose, person_id=person_id)
    cookie["passkey_question"] = str(question_id)
    known = queries.list_passkeys(person.id) if person is not None else ()
    if purpose is QuestionPurpose.ADD and person is not None:
        asked = passkeys.to_make(site, challenge=challenge, person=person, known=known)
    else:
        asked = passkeys.to_use(site, challenge=challenge, known=known)
    answer = jsonify(asked)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/sign-in/passkey/question")
@public
@limiter.limit("60 per minute", methods=["POST"])
def ask_to_sign_in() -> ResponseReturnValue:
    """Which passkey of this site will sign you in?"""
    return ask(QuestionPurpose.SIGN_IN, None)


@bp.post("/sign-in/code/passkey/question")
@public
@limiter.limit("60 per minute", methods=["POST"])
def ask_for_step() -> ResponseReturnValue:
    """The second step, with a passkey of the person who gave the password."""
    half = half_signed_in()
    return ask(QuestionPurpose.STEP, half[1]) if half is not None else redirect(url_for("accounts.sign_in"), 303)


@bp.post("/sign-in/set-up-passkey/question")
@public
@limiter.limit("60 per minute", methods=["POST"])
def ask_to_set_up() -> ResponseReturnValue:
    """A first passkey, for someone whose role needs a second step and who has none."""
    half = half_signed_in()
    if half is None or has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    return ask(QuestionPurpose.ADD, half[1])


@bp.post("/prove-it-is-you/passkey/question")
@guarded(Action.PROFILE_EDIT)
def ask_to_prove() -> ResponseReturnValue:
    """Is it still you?"""
    return ask(QuestionPurpose.PROVE, queries.get_person(login.me().id))


@bp.post("/profile/security/passkeys/question")
@guarded(Action.PROFILE_EDIT)
@recently_proved
def ask_to_add() -> ResponseReturnValue:
    """One more passkey."""
    return ask(QuestionPurpose.ADD, queries.get_person(login.me().id))


# answering


def take_question(purpose: QuestionPurpose, person: Person | None) -> str:
    """The random value that this browser was asked to have signed. It is used up by this. Raises Untrue when there is none."""
    try:
        question_id = uuid.UUID(str(cookie.pop("passkey_question", "")))
    except ValueError:
        raise Untrue("no question was put to this browser") from None
    person_id = person.id if person is not None else None
    challenge = perform(
        services.take_question, by=SYSTEM, question_id=question_id, purpose=purpose, person_id=person_id
    )
    if challenge is None:
        raise Untrue("the question is used, too old, or was put to someone else")
    return challenge


def used_passkey(form: Any, purpose: QuestionPurpose, person: Person | None) -> tuple[Passkey, int] | None:
    """The passkey that answered rightly, and its count of uses; None, with the words on the form, when there is no such answer. With a person only theirs
    will do."""
    said, site, key = form.passkey_answer.data or "", the_site(), None
    try:
        challenge = take_question(purpose, person)
        if site is None or len(said) > passkeys.LONGEST_ANSWER:
            raise Untrue("an answer for no site, or too long")
        credential_id, owner = passkeys.credential_of(said)
        key = queries.passkey_by_credential(credential_id)
        if key is None or (person is not None and key.person_id != person.id):
            raise Untrue("no passkey of this person")
        if owner is not None and owner != key.person_id.bytes:
            raise Untrue("a passkey that says it is someone else's")
        count = passkeys.check(said, site, challenge=challenge, public_key=key.public_key, sign_count=key.sign_count)
    except Copied:
        perform(services.doubt_passkey, key, by=SYSTEM)
        form.form_errors.append(_("This passkey was refused, because somebody may have a copy of it. Use another way."))
    except Untrue as error:
        current_app.logger.info("a passkey was refused: %s", str(error)[:200])
        failed(person)
        form.form_errors.append(_("The passkey did not work. Try again, or use another way."))
    else:
        return key, count
    return None


@bp.post("/sign-in/passkey")
@public
@limiter.limit("60 per minute", methods=["POST"])
def sign_in_with_passkey() -> ResponseReturnValue:
    """Signed in with a passkey alone: it is in the person's hands, and has asked for a finger, a face or a PIN."""
    form = forms.PasskeyForm()
    if form.validate_on_submit():
        used = used_passkey(form, QuestionPurpose.SIGN_IN, None)
        person = queries.get_person(used[0].person_id) if used is not None else None
        if used is not None and person is not None and person.status == PersonStatus.ACTIVE:
            return _begin(form, person, *used)
        if used is not None:
            form.form_errors.append(_("The passkey did not work. Try again, or use another way."))
    page = forms.SignInForm(formdata=None)
    page.form_errors += form.form_errors
    return sign_in_page(page)


def _begin(form: forms.PasskeyForm, person: Person, key: Passkey, count: int) -> ResponseReturnValue:
    device, is_shared = known_device(person.email), bool(form.shared_computer.data)
    words = {"deed": services.sign_in_with_passkey, "key": key, "count": count}
    return begin(person, is_shared=is_shared, turns=(), device=device, has_both=True, **words)


@bp.post("/sign-in/code/passkey")
@public
@limiter.limit("60 per minute", methods=["POST"])
def give_passkey() -> ResponseReturnValue:
    """The second step with a passkey in place of a code."""
    half = half_signed_in()
    if half is None or not has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form, page = forms.PasskeyForm(), forms.CodeForm(formdata=None)
    if form.validate_on_submit():
        answer = _with_passkey(form, QuestionPurpose.STEP, person, held)
        if answer is not None:
            return answer
    page.form_errors += form.form_errors
    return step_page(page, person)


@bp.post("/prove-it-is-you/passkey")
@guarded(Action.PROFILE_EDIT)
def prove_with_passkey() -> ResponseReturnValue:
    """It is still you."""
    me, form = login.me(), forms.PasskeyForm()
    person, held = queries.get_person(me.id), queries.get_session(me.session_id)  # type: ignore[arg-type]
    if form.validate_on_submit():
        answer = _with_passkey(form, QuestionPurpose.PROVE, person, held)
        if answer is not None:
            return answer
    page = forms.ProveForm(formdata=None)
    page.form_errors += form.form_errors
    return prove_page(page, forms.CodeForm(formdata=None), person)


def _with_passkey(form: Any, purpose: QuestionPurpose, person: Person, held: WebSession) -> ResponseReturnValue | None:
    used = used_passkey(form, purpose, person)
    if used is None:
        return None
    key, count = used
    return with_new_value(form, services.give_passkey, person, held, to=after_sign_in(), key=key, count=count)


# adding, naming, removing


@bp.route("/profile/security/passkeys/add", methods=["GET", "POST"])
@guarded(Action.PROFILE_EDIT)
@recently_proved
def add_passkey() -> ResponseReturnValue:
    """Let this device make a passkey."""
    me, form = login.me(), new_passkey_form()
    person, held = queries.get_person(me.id), queries.get_session(me.session_id)  # type: ignore[arg-type]
    if form.validate_on_submit():
        answer = _add(form, person, held, go_on=url_for("accounts.security"))
        if answer is not None:
            return answer
    return form_page("accounts/add_passkey.html", form, is_possible=the_site() is not None)


@bp.post("/sign-in/set-up-passkey")
@public
@limiter.limit("60 per minute", methods=["POST"])
def set_up_passkey() -> ResponseReturnValue:
    """The first sign-in of someone whose role needs a second step: a passkey in place of an app."""
    half = half_signed_in()
    if half is None or has_step(half[1]):
        return redirect(url_for("accounts.sign_in"), 303)
    held, person = half
    form = new_passkey_form()
    if form.validate_on_submit():
        answer = _add(form, person, held, go_on=after_sign_in())
        if answer is not None:
            return answer
    return set_up_page(
        "accounts/set_up_code.html", person, held, go_on=after_sign_in(), replaces=False, by_passkey=form
    )


def _add(form: Any, person: Person, held: WebSession, *, go_on: str) -> ResponseReturnValue | None:
    """Keep the passkey that the browser made; the first second step brings recovery codes. None, with the words on the form, when it will not do."""
    said, site = form.passkey_answer.data or "", the_site()
    try:
        challenge = take_question(QuestionPurpose.ADD, person)
        if site is None or len(said) > passkeys.LONGEST_ANSWER:
            raise Untrue("an answer for no site, or too long")
        new = passkeys.read_new(said, site, challenge=challenge)
    except Untrue as error:
        current_app.logger.info("a passkey was not added: %s", str(error)[:200])
        form.form_errors.append(_("The browser made no passkey. Try again, or use another way."))
        return None
    token = login.new_token()
    words = {"new": new, "name": form.name.data, "session_id": held.id, "token_hash": login.token_hash(token)}
    try:
        answer: Any = codes_page(form, services.add_passkey, person, go_on=go_on, **words)
    except Refusal as refusal:
        form.show(refusal)
        return None
    rise(answer, token, held)
    return answer  # type: ignore[no-any-return]


@bp.route("/profile/security/passkeys/<uuid:passkey_id>", methods=["GET", "POST"])
@guarded(Action.PASSKEY_MANAGE, of=queries.get_passkey)
@recently_proved
def rename_passkey(key: Passkey) -> ResponseReturnValue:
    """Another name for a passkey."""
    form = forms.PasskeyNameForm(obj=key)
    if form.validate_on_submit():
        there, said = url_for("accounts.security"), _("The passkey has its new name.")
        answer = carry_out(form, services.rename_passkey, key, to=there, said=said, name=form.name.data)
        if answer is not None:
            return answer
    return form_page("accounts/rename_passkey.html", form)


@bp.post("/profile/security/passkeys/<uuid:passkey_id>/remove")
@guarded(Action.PASSKEY_MANAGE, of=queries.get_passkey)
@recently_proved
def remove_passkey(key: Passkey) -> ResponseReturnValue:
    """Sign in with this passkey no more."""
    return press_here(services.remove_passkey, key, said=_("The passkey is removed."))
