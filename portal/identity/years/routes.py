"""Pages of the yearly round, and the head's answer by link."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, MemberStatus, School
from portal.identity.schools.services import deputy_of
from portal.identity.years import forms, held_back, letters, queries, services
from portal.identity.years.models import SchoolYear
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.errors import dead_link
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm

bp = Blueprint("school_years", __name__)


def panel(school: School) -> tuple[str, dict[str, Any]]:
    """On the school's page: whether the head's yearly yes is there, and what waits for it. Two statements."""
    year = queries.latest_year(school.id)
    found = held_back.reasons(school.id)
    held = held_back.HeldBack(school.id, school.name, found) if found else None
    values = {
        "school": school,
        "year": year,
        "late": queries.is_late(year),
        "held": held,
        "held_deeds": held_back.HELD_BACK,
    }
    return "years/_panel.html", values


def _about(school: School) -> dict[str, Any]:
    year = queries.latest_year(school.id)
    return {
        "school": school,
        "year": year,
        "late": queries.is_late(year),
        "unconfirmed": queries.unconfirmed(year) if year is not None else [],
        "button": OneButtonForm(formdata=None),
        **_deputy(school),
    }


def _deputy(school: School, sent: forms.DeputyForm | None = None) -> dict[str, Any]:
    """Who answers for the head, and the forms to name someone, or nobody."""
    deputy = deputy_of(school)
    form = sent if sent is not None else forms.DeputyForm(formdata=None)
    form.person_id.choices = [(person.id, person.name) for person in services.may_be_deputy(school)]
    return {"deputy": deputy, "deputy_form": form, "end_deputy_form": forms.EndDeputyForm(formdata=None)}


@bp.get("/schools/<uuid:school_id>/year")
@guarded(Action.YEAR_VIEW, of=schools.get_school)
def show(school: School) -> ResponseReturnValue:
    """Where the school stands this year: who is confirmed, and what the head said."""
    return render_template("years/show.html", **_about(school))


@bp.route("/schools/<uuid:school_id>/year/members", methods=["GET", "POST"])
@guarded(Action.YEAR_CONFIRM_MEMBERS, of=schools.get_school)
def confirm_members(school: School) -> ResponseReturnValue:
    """The contact says who still works at the school."""
    about = _about(school)
    form = forms.ConfirmMembersForm()
    form.people.choices = [(m.person_id, m.person.name) for m in about["unconfirmed"]]
    if form.validate_on_submit():
        to = url_for("school_years.show", school_id=school.id)
        answer = carry_out(
            form, services.confirm_members, school, to=to, said=_("Thank you."), person_ids=form.people.data or []
        )
        if answer is not None:
            return answer
    return form_page("years/confirm_members.html", form, **about)


@bp.post("/schools/<uuid:school_id>/year/letter")
@guarded(Action.YEAR_WRITE_TO_HEAD, of=schools.get_school)
def write_to_head(school: School) -> ResponseReturnValue:
    """Write to the head again."""
    return _press(school, _write_again, _("We have written to the head."), is_letter=True)


def _write_again(school: School, *, by: Any) -> None:
    year = queries.latest_year(school.id)
    if year is None:
        raise NotAllowedNow(_("The head is asked when the next school year begins."))
    services.ask_head(year, by=by, write=letters.write_to_head)


@bp.post("/schools/<uuid:school_id>/year/yes")
@guarded(Action.YEAR_SAY_YES, of=schools.get_school)
def say_yes(school: School) -> ResponseReturnValue:
    """The head says yes, signed in."""
    return _press(school, services.say_yes, _("Thank you. That is all for this school year."))


@bp.post("/schools/<uuid:school_id>/year/deputy")
@guarded(Action.YEAR_NAME_DEPUTY, of=schools.get_school)
def name_deputy(school: School) -> ResponseReturnValue:
    """The head names who may answer for them."""
    form = forms.DeputyForm()
    about = {**_about(school), **_deputy(school, form)}
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.name_deputy,
            school,
            to=url_for("school_years.show", school_id=school.id),
            said=_("That person may answer for you now."),
            person_id=form.person_id.data,
            write=letters.write_to_head,
        )
        if answer is not None:
            return answer
    return form_page("years/show.html", form, **about)


@bp.post("/schools/<uuid:school_id>/year/deputy/end")
@guarded(Action.YEAR_NAME_DEPUTY, of=schools.get_school)
def end_deputy(school: School) -> ResponseReturnValue:
    """The head takes it back."""
    return _press(school, services.end_deputy, _("You answer yourself again."))


def _press(school: School, deed: Any, said: str, *, is_letter: bool = False) -> ResponseReturnValue:
    form = OneButtonForm()
    if form.validate_on_submit() and (not is_letter or may_invite(form)):
        answer = carry_out(form, deed, school, to=url_for("school_years.show", school_id=school.id), said=said)
        if answer is not None:
            return answer
    return form_page("years/show.html", form, **_about(school))


def _found(token: str) -> tuple[OneTimeLink, School] | None:
    link = live_link(token, LinkPurpose.YEARLY_YES)
    year = session().get(SchoolYear, link.subject_id) if link is not None else None
    return (link, schools.get_school(year.school_id)) if link is not None and year is not None else None


@bp.route("/link/year/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def answer(token: str) -> ResponseReturnValue:
    """The head reads who acts for the school and who belongs to it, and says yes."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    deputy = deputy_of(school) if link.person_id is not None else None
    form = forms.YesForm(name=deputy.person.name if deputy is not None else school.head_name)
    if form.validate_on_submit():
        to = url_for("schools.thanks")
        said = carry_out(form, services.say_yes_by_link, link, by=SYSTEM, to=to, name=form.name.data)
        if said is not None:
            return said
    return _answer_page(token, school, form, forms.NoForm(formdata=None), form)


@bp.post("/link/year/<token>/no")
@public
@limiter.limit("60 per hour")
def decline(token: str) -> ResponseReturnValue:
    """The head says that something has changed."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    form = forms.NoForm()
    if form.validate_on_submit():
        to = url_for("schools.thanks")
        words = {"words": form.words.data, "write": letters.write_no}
        said = carry_out(form, services.say_no, link, by=SYSTEM, to=to, **words)
        if said is not None:
            return said
    return _answer_page(token, school, forms.YesForm(formdata=None, name=school.head_name), form, form)


@bp.post("/link/year/<token>/deputy")
@public
@limiter.limit("60 per hour")
def name_deputy_by_link(token: str) -> ResponseReturnValue:
    """The head names, through the head's own link, who may answer for them."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    form = forms.DeputyForm()
    about = _deputy(school, form)
    if form.validate_on_submit():
        to, said = url_for("school_years.answer", token=token), _("That person may answer for you now.")
        words = {"person_id": form.person_id.data, "write": letters.write_to_head}
        done = carry_out(form, services.name_deputy_by_link, link, by=SYSTEM, to=to, said=said, **words)
        if done is not None:
            return done
    return _answer_page(token, school, *_yes_and_no(school), form, **about)


@bp.post("/link/year/<token>/deputy/end")
@public
@limiter.limit("60 per hour")
def end_deputy_by_link(token: str) -> ResponseReturnValue:
    """The head takes it back, through the head's own link."""
    found = _found(token)
    if found is None:
        return dead_link(is_for_a_head=True)
    link, school = found
    form = forms.EndDeputyForm()
    if form.validate_on_submit():
        to, said = url_for("school_years.answer", token=token), _("You answer yourself again.")
        done = carry_out(form, services.end_deputy_by_link, link, by=SYSTEM, to=to, said=said)
        if done is not None:
            return done
    return _answer_page(token, school, *_yes_and_no(school), form)


def _yes_and_no(school: School) -> tuple[Any, Any]:
    return forms.YesForm(formdata=None, name=school.head_name), forms.NoForm(formdata=None)


def _answer_page(token: str, school: School, yes: Any, no: Any, sent: Any, **about: Any) -> ResponseReturnValue:
    link = live_link(token, LinkPurpose.YEARLY_YES)
    return form_page(
        "years/answer.html",
        sent,
        token=token,
        school=school,
        yes=yes,
        no=no,
        contacts=[f.person for f in school.holders(Function.CONTACT)],
        members=[m for m in school.members if m.status == MemberStatus.MEMBER],
        is_head=link is None or link.person_id is None,
        **(about or _deputy(school)),
    )
