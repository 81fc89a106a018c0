"""Finding, registering and joining a school; the school's own page; the head's answer by link."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.core.text import clean_line
from portal.extensions import limiter
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.schools import forms, letters, queries, services
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import Function, MemberStatus, School, SchoolMember, SchoolStatus
from portal.identity.schools.queries import FoundEntry
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page

bp = Blueprint("schools", __name__)


@bp.context_processor
def _names() -> dict[str, Any]:
    return {"country_name": country_name}


def _words() -> str:
    return clean_line(request.args.get("q", ""))[:100]


@bp.get("/schools")
@guarded(Action.SCHOOL_LIST_MINE)
def index() -> ResponseReturnValue:
    """The directory: verified schools, by name, town and country only."""
    words = _words()
    return render_template(
        "schools/index.html", page=queries.list_verified_schools(words, request.args.get("after")), words=words
    )


@bp.get("/schools/find")
@guarded(Action.SCHOOL_REGISTER)
@limiter.limit("120 per minute")
def find() -> ResponseReturnValue:
    """Search the register, to register one's school or to join it."""
    words = _words()
    page = queries.find_entries(words, request.args.get("after")) if words else None
    return render_template("schools/find.html", page=page, words=words)


@bp.route("/schools/register/<uuid:entry_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_REGISTER, of=queries.get_entry)
@limiter.limit("20 per hour", methods=["POST"])
def register(found: FoundEntry) -> ResponseReturnValue:
    """Register the school of an entry. A school that is here already is joined instead."""
    if request.method == "GET" and found.school is not None:
        is_mine = found.school.id in login.me().memberships
        return redirect(url_for("schools.show" if is_mine else "schools.join", school_id=found.school.id))
    form = forms.RegisterSchoolForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.register_from_entry,
            found,
            to=_page_of,
            said=_registered(form),
            job=form.job.data,
            head=services.Head(form.head_name.data, form.head_email.data),
            zone=form.zone.data,
            language=form.language.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    successors = queries.successors_of(found.entry) if found.entry.status == "closed" else []
    return form_page("schools/register.html", form, found=found, entry=found.entry, successors=successors)


@bp.route("/schools/register-abroad", methods=["GET", "POST"])
@guarded(Action.SCHOOL_REGISTER)
@limiter.limit("20 per hour", methods=["POST"])
def register_abroad() -> ResponseReturnValue:
    """Register a school that no register here has: abroad, or too new."""
    form = forms.RegisterAbroadForm()
    if form.validate_on_submit():
        details = services.Details(
            name=form.name.data,
            country=form.country.data,
            nation=form.nation.data or None,
            town=form.town.data,
            zone=form.zone.data,
            language=form.language.data,
            phase=form.phase.data,
            evidence=form.evidence.data,
            number=form.number.data or "",
        )
        answer = carry_out(
            form,
            services.register_abroad,
            to=_page_of,
            said=_registered(form),
            details=details,
            job=form.job.data,
            head=services.Head(form.head_name.data, form.head_email.data),
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("schools/register_abroad.html", form)


def _page_of(school: School) -> str:
    return url_for("schools.show", school_id=school.id)


def _registered(form: Any) -> str:
    return str(_("The school is registered. We have written to %(head)s.", head=form.head_name.data))


@bp.get("/schools/mine")
@guarded(Action.SCHOOL_LIST_MINE)
def mine() -> ResponseReturnValue:
    """The person's schools, and what waits at each."""
    return render_template("schools/mine.html", standings=queries.schools_of(login.me()))


@bp.get("/schools/<uuid:school_id>")
@guarded(Action.SCHOOL_VIEW, of=queries.get_school)
def show(school: School) -> ResponseReturnValue:
    """The school's own page: who acts for it, who belongs to it, what waits."""
    return render_template("schools/show.html", **_about(school), end_form=forms.OneButtonForm())


def _about(school: School) -> dict[str, Any]:
    people = sorted(school.members, key=lambda m: str(m.id))
    me = login.me()
    return {
        "school": school,
        "contacts": school.holders(Function.CONTACT),
        "signatories": school.holders(Function.SIGNATORY),
        "members": [m for m in people if m.status == MemberStatus.MEMBER],
        "requests": [m for m in people if m.status == MemberStatus.REQUESTED],
        "decision": queries.latest_decision(school.id) if school.status == SchoolStatus.REJECTED else None,
        "written_at": queries.head_written_to_at(school.id),
        "is_member": me.id in {m.person_id for m in people if m.status == MemberStatus.MEMBER},
        "me": me,
    }


@bp.route("/schools/<uuid:school_id>/join", methods=["GET", "POST"])
@guarded(Action.SCHOOL_JOIN, of=queries.get_school_to_join)
@limiter.limit("20 per hour", methods=["POST"])
def join(school: School) -> ResponseReturnValue:
    """Ask the school's contact to confirm that one works there."""
    form = forms.JoinForm()
    if form.validate_on_submit():
        said = _("Your request has been sent. The school's contact answers it.")
        answer = carry_out(
            form,
            services.ask_to_join,
            school,
            to=url_for("schools.mine"),
            said=said,
            name=login.me().name,
            job=form.job.data,
        )
        if answer is not None:
            return answer
    return form_page("schools/join.html", form, school=school, standing=school.live_member(login.me().id))


@bp.route("/schools/<uuid:school_id>/requests/<uuid:member_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_ANSWER_JOIN_REQUEST, of=queries.get_member)
def answer_request(asked: SchoolMember) -> ResponseReturnValue:
    """The contact says whether this person works at the school."""
    form = forms.AnswerForm()
    if form.validate_on_submit():
        accepts = form.answer.data == "yes"
        name = asked.person.name
        said = _("%(name)s is now a member.", name=name) if accepts else _("We have told %(name)s.", name=name)
        answer = carry_out(
            form,
            services.answer_request,
            asked,
            to=url_for("schools.show", school_id=asked.school_id),
            said=said,
            accepts=accepts,
            reason=form.reason.data or "",
            write=letters.write_reason,
        )
        if answer is not None:
            return answer
    return form_page("schools/answer_request.html", form, asked=asked)


@bp.route("/schools/<uuid:school_id>/contacts/new", methods=["GET", "POST"])
@guarded(Action.SCHOOL_NAME_CONTACT, of=queries.get_school)
def name_contact(school: School) -> ResponseReturnValue:
    """Name a second contact."""
    contacts = {f.person_id for f in school.holders(Function.CONTACT)}
    members = [m for m in school.members if m.status == MemberStatus.MEMBER and m.person_id not in contacts]
    form = forms.NameContactForm()
    form.person_id.choices = [(m.person_id, m.person.name) for m in sorted(members, key=lambda m: str(m.id))]
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_contact,
            school,
            to=_page_of(school),
            said=_("The school has another contact."),
            person_id=form.person_id.data,
        )
        if answer is not None:
            return answer
    return form_page("schools/name_contact.html", form, school=school)


@bp.post("/schools/<uuid:school_id>/members/<uuid:member_id>/end")
@guarded(Action.SCHOOL_END_MEMBERSHIP, of=queries.get_member)
def end_membership(member: SchoolMember) -> ResponseReturnValue:
    """The contact says that this person no longer works at the school."""
    return _at_once(member.school_id, services.end_membership, member, _("The membership has ended."))


@bp.post("/schools/<uuid:school_id>/members/<uuid:member_id>/end-contact")
@guarded(Action.SCHOOL_END_MEMBERSHIP, of=queries.get_member)
def end_contact(member: SchoolMember) -> ResponseReturnValue:
    """A contact is a contact no longer."""
    said = _("%(name)s is no longer a contact.", name=member.person.name)
    return _at_once(member.school_id, services.end_contact, member, said)


@bp.route("/schools/<uuid:school_id>/leave", methods=["GET", "POST"])
@guarded(Action.SCHOOL_LEAVE, of=queries.get_school)
def leave(school: School) -> ResponseReturnValue:
    """Leave one's school."""
    form = forms.OneButtonForm()
    if form.validate_on_submit():
        said = _("You have left %(school)s.", school=school.name)
        answer = carry_out(form, services.leave_school, school, to=url_for("schools.mine"), said=said)
        if answer is not None:
            return answer
    return form_page("schools/leave.html", form, school=school)


def _at_once(school_id: Any, deed: Any, subject: Any, said: str) -> ResponseReturnValue:
    """One button on the school's page; a refusal is said on that page."""
    form = forms.OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, subject, to=url_for("schools.show", school_id=school_id), said=said)
        if answer is not None:
            return answer
    school = queries.get_school(school_id)
    return form_page("schools/show.html", form, **_about(school), end_form=forms.OneButtonForm())


@bp.route("/schools/<uuid:school_id>/head", methods=["GET", "POST"])
@guarded(Action.SCHOOL_WRITE_TO_HEAD, of=queries.get_school)
@limiter.limit("20 per hour", methods=["POST"])
def write_to_head(school: School) -> ResponseReturnValue:
    """Send the head another link, or name another head."""
    form = forms.HeadForm(obj=school)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.write_to_head,
            school,
            to=_page_of(school),
            said=_("We have written to %(head)s.", head=form.head_name.data),
            version=form.read_version,
            name=form.head_name.data,
            email=form.head_email.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    written_at = queries.head_written_to_at(school.id)
    return form_page("schools/write_to_head.html", form, school=school, written_at=written_at)


@bp.route("/schools/<uuid:school_id>/edit", methods=["GET", "POST"])
@guarded(Action.SCHOOL_EDIT, of=queries.get_school)
def edit(school: School) -> ResponseReturnValue:
    """What the contact may change."""
    form = forms.EditSchoolForm(obj=school)
    if form.validate_on_submit():
        values = {name: form[name].data for name in ("town", "phase", "zone", "language")}
        said = _("The school's page is saved.")
        answer = carry_out(
            form, services.edit_school, school, to=_page_of(school), said=said, version=form.read_version, **values
        )
        if answer is not None:
            return answer
    return form_page("schools/edit.html", form, school=school)


# the head's link: no account


def _link_and_school(token: str) -> tuple[OneTimeLink, School] | None:
    link = live_link(token, LinkPurpose.CONFIRM_SCHOOL) if len(token) < 100 else None
    return (link, queries.get_school(link.subject_id)) if link is not None and link.subject_id is not None else None


@bp.route("/link/school/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def confirm(token: str) -> ResponseReturnValue:
    """The head reads who acts for the school, and says yes."""
    found = _link_and_school(token)
    if found is None:
        return render_template("accounts/dead_link.html"), 404
    link, school = found
    form = forms.ConfirmSchoolForm(name=school.head_name)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.confirm_school,
            link,
            by=SYSTEM,
            to=url_for("schools.thanks"),
            name=form.name.data,
            wants_account=form.wants_account.data,
            write=letters.write,
        )
        if answer is not None:
            return answer
    return form_page("schools/confirm.html", form, token=token, no_form=forms.OneButtonForm(), **_for_head(school))


def _for_head(school: School) -> dict[str, Any]:
    contacts = {f.person_id for f in school.holders(Function.CONTACT)}
    acting = [m for m in school.members if m.person_id in contacts and m.status == MemberStatus.MEMBER]
    return {"school": school, "acting": acting, "is_first": school.status == SchoolStatus.PROPOSED}


@bp.post("/link/school/<token>/no")
@public
@limiter.limit("60 per hour")
def decline(token: str) -> ResponseReturnValue:
    """The head says no."""
    found = _link_and_school(token)
    if found is None:
        return render_template("accounts/dead_link.html"), 404
    link, school = found
    form = forms.OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, services.decline_school, link, by=SYSTEM, to=url_for("schools.thanks"))
        if answer is not None:
            return answer
    page = forms.ConfirmSchoolForm(formdata=None, name=school.head_name)
    page.form_errors = form.form_errors
    return form_page("schools/confirm.html", page, token=token, no_form=form, **_for_head(school))


@bp.get("/schools/thank-you")
@public
def thanks() -> ResponseReturnValue:
    """After the head's answer."""
    return render_template("schools/thanks.html")
