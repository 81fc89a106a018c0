"""The school's own page, and its people: join, be answered, speak for it, leave."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.extensions import limiter
from portal.identity.schools import forms, letters, queries, services
from portal.identity.schools.models import Function, MemberStatus, School, SchoolMember, SchoolStatus
from portal.identity.schools.routes.blueprint import bp, page_of
from portal.policy import Action, SignedIn
from portal.web import login, moments
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm


@bp.get("/schools/mine")
@guarded(Action.SCHOOL_LIST_MINE)
def mine() -> ResponseReturnValue:
    """The person's schools, and what waits at each."""
    return render_template("schools/mine.html", standings=queries.schools_of(login.me()))


@bp.get("/schools/<uuid:school_id>")
@guarded(Action.SCHOOL_VIEW, of=queries.get_school)
def show(school: School) -> ResponseReturnValue:
    """The school's own page: who acts for it, who belongs to it, what waits."""
    # an entry that was merged leads to the school it is part of
    if (request.view_args or {}).get("school_id") != school.id:
        return redirect(url_for("schools.show", school_id=school.id))
    return render_template("schools/show.html", **_about(school), end_form=OneButtonForm())


def _about(school: School) -> dict[str, Any]:
    people = sorted(school.members, key=lambda m: str(m.id))
    me = login.me()
    return {
        "school": school,
        "phase_words": dict(forms.PHASES).get(school.phase, school.phase),
        "contacts": school.holders(Function.CONTACT),
        "signatories": school.holders(Function.SIGNATORY),
        "members": [m for m in people if m.status == MemberStatus.MEMBER],
        "requests": [m for m in people if m.status == MemberStatus.REQUESTED],
        "decision": queries.latest_decision(school.id) if school.status == SchoolStatus.REJECTED else None,
        "written_at": queries.head_written_to_at(school.id),
        "few_contacts": queries.lacks_a_contact(school),
        "is_member": me.id in {m.person_id for m in people if m.status == MemberStatus.MEMBER},
        "me": me,
    }


@bp.route("/schools/<uuid:school_id>/join", methods=["GET", "POST"])
@guarded(Action.SCHOOL_JOIN, of=queries.get_school_to_join)
@limiter.limit("60 per hour", methods=["POST"])
def join(school: School) -> ResponseReturnValue:
    """Ask the school's contact to confirm that one works there; who moves here says when they leave the other school."""
    me = login.me()
    form = forms.JoinForm()
    form.leaves_id.choices = [("", _("No, or I stay there as well")), *_schools_one_may_leave(me)]
    if len(form.leaves_id.choices) == 1:
        del form.leaves_id, form.leaving_on
    if form.validate_on_submit() and may_invite(form):
        said = _("Your request has been sent. The school's contact answers it.")
        move = services.Move(form.leaves_id.data, form.leaving_on.data) if form.leaves_id else None
        answer = carry_out(
            form,
            services.ask_to_join,
            school,
            to=url_for("schools.mine"),
            said=said,
            name=me.name,
            job=form.job.data,
            move=move if move is not None and move.school_id is not None else None,
        )
        if answer is not None:
            return answer
    return form_page("schools/join.html", form, school=school, standing=school.live_member(me.id))


def _schools_one_may_leave(me: SignedIn) -> list[tuple[Any, str]]:
    """One's schools, but for those where the last day is set already."""
    leaving = queries.schools_being_left(me.id)
    staying = [m for m in me.memberships.values() if m.school_id not in leaving]
    return [(m.school_id, _("Yes, I leave %(school)s", school=m.school_name)) for m in staying]


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
            to=page_of(school),
            said=_("The school has another contact."),
            person_id=form.person_id.data,
        )
        if answer is not None:
            return answer
    return form_page("schools/name_contact.html", form, school=school)


@bp.route("/schools/<uuid:school_id>/members/<uuid:member_id>/end", methods=["GET", "POST"])
@guarded(Action.SCHOOL_END_MEMBERSHIP, of=queries.get_member)
def end_membership(member: SchoolMember) -> ResponseReturnValue:
    """The contact says that this person leaves the school: at once, or on a day."""
    form = forms.EndMembershipForm()
    if form.validate_on_submit():
        last_day, name = form.last_day, member.person.name
        said = _leaves_on(name, last_day) if last_day else _("%(name)s is no longer a member.", name=name)
        to = url_for("schools.show", school_id=member.school_id)
        answer = carry_out(form, services.end_membership, member, to=to, said=said, leaving_on=last_day)
        if answer is not None:
            return answer
    return form_page("schools/end_membership.html", form, member=member, school=member.school)


def _leaves_on(name: str, last_day: date) -> str:
    return str(_("%(name)s leaves. The last day is %(day)s.", name=name, day=moments.day(last_day)))


@bp.post("/schools/<uuid:school_id>/members/<uuid:member_id>/stay")
@guarded(Action.SCHOOL_KEEP_MEMBER, of=queries.get_member)
def stay(member: SchoolMember) -> ResponseReturnValue:
    """The person does not leave after all."""
    return _at_once(member.school_id, services.stay, member, _("%(name)s stays.", name=member.person.name))


@bp.post("/schools/<uuid:school_id>/members/<uuid:member_id>/end-contact")
@guarded(Action.SCHOOL_END_MEMBERSHIP, of=queries.get_member)
def end_contact(member: SchoolMember) -> ResponseReturnValue:
    """A contact is a contact no longer."""
    said = _("%(name)s is no longer a contact.", name=member.person.name)
    return _at_once(member.school_id, services.end_contact, member, said)


@bp.route("/schools/<uuid:school_id>/leave", methods=["GET", "POST"])
@guarded(Action.SCHOOL_LEAVE, of=queries.get_school)
def leave(school: School) -> ResponseReturnValue:
    """Leave one's school: at once, or on a day."""
    me = login.me()
    form = forms.LeaveForm()
    if form.validate_on_submit():
        last_day = form.last_day
        said = _leaves_on(me.name, last_day) if last_day else _("You have left %(school)s.", school=school.name)
        answer = carry_out(
            form, services.leave_school, school, to=url_for("schools.mine"), said=said, leaving_on=last_day
        )
        if answer is not None:
            return answer
    contacts = [f.person_id for f in school.holders(Function.CONTACT)]
    return form_page(
        "schools/leave.html", form, school=school, member=school.live_member(me.id), is_last=contacts == [me.id]
    )


@bp.route("/schools/<uuid:school_id>/contacts/mailbox", methods=["GET", "POST"])
@guarded(Action.SCHOOL_NAME_CONTACT, of=queries.get_school)
def mailbox(school: School) -> ResponseReturnValue:
    """A second person who reads the school's mailbox, without an account."""
    form = forms.MailboxForm(obj=school)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.name_mailbox_contact,
            school,
            to=page_of(school),
            said=_("Saved."),
            version=form.read_version,
            name=form.mailbox_name.data,
            email=form.mailbox_email.data,
        )
        if answer is not None:
            return answer
    return form_page("schools/mailbox.html", form, school=school)


def _at_once(school_id: Any, deed: Any, subject: Any, said: str) -> ResponseReturnValue:
    """One button on the school's page; a refusal is said on that page."""
    form = OneButtonForm()
    if form.validate_on_submit():
        answer = carry_out(form, deed, subject, to=url_for("schools.show", school_id=school_id), said=said)
        if answer is not None:
            return answer
    school = queries.get_school(school_id)
    return form_page("schools/show.html", form, **_about(school), end_form=OneButtonForm())
