"""The list of people, one person's page, and what can be done for or about an account."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.text import clean_line
from portal.identity.accounts import letters
from portal.identity.accounts import queries as accounts
from portal.identity.accounts.models import Person
from portal.identity.people import forms, queries, services
from portal.identity.people.routes.blueprint import address_of, bp, page_of, press_about
from portal.identity.people.words import role_words
from portal.policy import Action, Role
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm
from portal.web.proof import recently_proved


@bp.route("/people", methods=["GET", "POST"])
@guarded(Action.PEOPLE_VIEW)
def index() -> ResponseReturnValue:
    """Who has a role; anyone by name or address; what waits for a second person. An address comes in a form, never in the address of the page."""
    form = forms.FindPersonForm()
    words = clean_line(request.args.get("q", "")).replace("@", " ")[:100]
    role = next((r for r in Role if r.value == request.args.get("role")), None)
    if form.validate_on_submit():
        words, role = form.q.data or "", next((r for r in Role if r.value == form.role.data), None)
        if "@" not in words:
            return redirect(url_for(".index", q=words or None, role=role.value if role else None), 303)
    elif not form.is_submitted():
        form.q.data, form.role.data = words, role.value if role else ""
    return form_page(
        "people/index.html",
        form,
        page=queries.list_people(words, role, after=request.args.get("after")),
        proposals=queries.list_open_proposals(),
        words=words,
        role=role,
        role_words=role_words,
        address_of=address_of,
    )


@bp.get("/people/<uuid:person_id>")
@guarded(Action.PERSON_VIEW, of=queries.get_person)
def show(person: Person) -> ResponseReturnValue:
    """One person: roles, schools, holds, and what can be done."""
    return render_template(
        "people/show.html",
        account=person,
        address=address_of(person),
        grants=queries.list_grants(person.id),
        proposals=queries.list_proposals_of(person.id),
        holds=queries.list_holds(person.id),
        schools=queries.school_names(person.id),
        sessions=queries.count_sessions(person.id),
        has_step=person.totp_secret is not None or accounts.has_passkey(person.id),
        role_words=role_words,
        button=OneButtonForm(),
    )


@bp.route("/people/<uuid:person_id>/hold", methods=["GET", "POST"])
@guarded(Action.PERSON_SUSPEND, of=queries.get_person)
def suspend(person: Person) -> ResponseReturnValue:
    """Put the account on hold, with the reason."""
    form = forms.SuspendForm()
    if form.validate_on_submit():
        said = _("The account is on hold.")
        words = {"reason": form.reason.data, "write": letters.write, "hides": form.hides.data}
        answer = carry_out(form, services.suspend, person, to=page_of(person.id), said=said, **words)
        if answer is not None:
            return answer
    return form_page("people/hold.html", form, account=person)


@bp.route("/people/<uuid:person_id>/open-again", methods=["GET", "POST"])
@guarded(Action.PERSON_RESTORE, of=queries.get_person)
def restore(person: Person) -> ResponseReturnValue:
    """Open the account again, with the reason."""
    form = forms.RestoreForm()
    if form.validate_on_submit():
        said = _("The account is open again.")
        words = {"reason": form.reason.data, "write": letters.write}
        answer = carry_out(form, services.restore, person, to=page_of(person.id), said=said, **words)
        if answer is not None:
            return answer
    return form_page("people/open_again.html", form, account=person)


@bp.post("/people/<uuid:person_id>/sign-out")
@guarded(Action.PERSON_HELP, of=queries.get_person)
def end_sessions(person: Person) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    return press_about(services.end_sessions, person, person=person, said=_("The person is signed out everywhere."))


@bp.post("/people/<uuid:person_id>/send-link")
@guarded(Action.PERSON_HELP, of=queries.get_person)
def send_reset_link(person: Person) -> ResponseReturnValue:
    """Send the person a link to choose a new password."""
    said = _("The link is on its way to the person's own address.")
    return press_about(services.send_reset_link, person, person=person, said=said, write=letters.write)


@bp.post("/people/<uuid:person_id>/second-step/take-away")
@guarded(Action.PERSON_TAKE_STEP_AWAY, of=queries.get_person)
@recently_proved
def take_second_factor_away(person: Person) -> ResponseReturnValue:
    """For someone who has lost app and codes."""
    said = _("The second step is taken away. The person has been told.")
    return press_about(services.take_second_factor_away, person, person=person, said=said)
