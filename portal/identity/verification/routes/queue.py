"""The verification queue of the programme, and everything that is known of one school."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.identity.schools.countries import country_name
from portal.identity.schools.models import Function, MemberStatus, School, SchoolStatus
from portal.identity.schools.queries import get_school
from portal.identity.verification import forms, queries, services
from portal.identity.verification.models import SchoolFlag
from portal.identity.verification.queries import Since, Sort, Wanted
from portal.policy import Action
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.forms import PortalForm
from portal.web.press import OneButtonForm, press

bp = Blueprint("verification", __name__, url_prefix="/verification")


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "country_name": country_name,
        "flag_words": forms.flag_words,
        "level_words": forms.LEVEL_WORDS,
        "outcomes": forms.OUTCOMES,
    }


@bp.get("")
@guarded(Action.SCHOOL_QUEUE_VIEW)
def queue() -> ResponseReturnValue:
    """Schools whose look is owed, the longest wait first."""
    wanted = _wanted()
    countries = queries.waiting_by_country()
    page = queries.list_waiting(wanted, request.args.get("after"))
    query = {"since": wanted.since.value, "country": wanted.country, "sort": wanted.sort.value}
    if wanted.flagged:
        query["flagged"] = "y"
    return render_template(
        "verification/queue.html",
        page=page,
        wanted=wanted,
        total=sum(countries.values()),
        countries=sorted(((code, country_name(code), count) for code, count in countries.items()), key=lambda c: c[1]),
        sinces=forms.SINCES,
        sorts=forms.SORTS,
        base=f"{url_for('verification.queue')}?{urlencode({k: v for k, v in query.items() if v})}".rstrip("?"),
    )


def _wanted() -> Wanted:
    """What the address asks for; anything that is not on offer counts as not asked."""
    since, sort = request.args.get("since", ""), request.args.get("sort", "")
    country = request.args.get("country", "")
    return Wanted(
        since=Since(since) if since in set(Since) else Since.ANY,
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        flagged=request.args.get("flagged") == "y",
        sort=Sort(sort) if sort in set(Sort) else Sort.ANY,
    )


@bp.route("/<uuid:school_id>", methods=["GET", "POST"])
@guarded(Action.SCHOOL_VERIFY, of=get_school)
def show(school: School) -> ResponseReturnValue:
    """Everything that is known of the school; verify it, or look at it again, with two pieces of evidence."""
    form = forms.LookForm()
    again = school.status == SchoolStatus.VERIFIED
    said = _("You looked at %(school)s again.") if again else _("%(school)s is verified.")
    deed = services.see_school_again if again else services.verify_school
    return _sent(form, deed, school, said % {"school": school.name}, to=_queue()) or _page(school, form, look=form)


@bp.post("/<uuid:school_id>/reject")
@guarded(Action.SCHOOL_VERIFY, of=get_school)
def reject(school: School) -> ResponseReturnValue:
    """Reject the school, with a reason."""
    form = forms.RejectForm()
    said = _("%(school)s is rejected. Its contacts have been told why.", school=school.name)
    return _sent(form, services.reject_school, school, said, to=_queue()) or _page(school, form, reject=form)


@bp.post("/<uuid:school_id>/vouch-looked-at")
@guarded(Action.SCHOOL_VERIFY, of=get_school)
def look_at_vouch(school: School) -> ResponseReturnValue:
    """The vouch for a school whose head has not answered is all right."""
    form = forms.LookAtVouchForm()
    said = _("Noted. %(school)s comes back when its head has answered.", school=school.name)
    return _sent(form, services.look_at_vouch, school, said, to=_queue()) or _page(school, form, vouch=form)


@bp.post("/<uuid:school_id>/suspend")
@guarded(Action.SCHOOL_SUSPEND, of=get_school)
def suspend(school: School) -> ResponseReturnValue:
    """Put the school on hold, with a reason."""
    form = forms.SuspendForm()
    said = _("%(school)s is on hold. Its people and its clusters have been told.", school=school.name)
    return _sent(form, services.suspend_school, school, said) or _page(school, form, hold=form)


@bp.post("/<uuid:school_id>/restore")
@guarded(Action.SCHOOL_SUSPEND, of=get_school)
def restore(school: School) -> ResponseReturnValue:
    """Take a school up again that was on hold."""
    form = forms.RestoreForm()
    said = _("%(school)s is back.", school=school.name)
    return _sent(form, services.restore_school, school, said, to=_queue()) or _page(school, form, hold=form)


@bp.route("/<uuid:school_id>/vouches/new", methods=["GET", "POST"])
@guarded(Action.SCHOOL_VERIFY, of=get_school)
def write_down_vouch(school: School) -> ResponseReturnValue:
    """Write down what an adviser outside the portal said."""
    form = forms.WriteDownVouchForm()
    answer = _sent(form, services.write_down_vouch, school, _("The vouch is written down."))
    return answer or form_page("verification/write_down_vouch.html", form, school=school)


@bp.post("/<uuid:school_id>/again")
@guarded(Action.SCHOOL_VERIFY, of=get_school)
def ask_again(school: School) -> ResponseReturnValue:
    """Put a verified school into the queue for another look."""
    said = _("%(school)s is in the queue for another look.", school=school.name)
    return _press(services.ask_to_see_again, school, said, why="staff_asked")


@bp.post("/<uuid:school_id>/hide-posts")
@guarded(Action.SCHOOL_SUSPEND, of=get_school)
def hide_posts(school: School) -> ResponseReturnValue:
    """Hide what the school wrote on boards."""
    return _press(services.hide_posts, school, _("What the school wrote is hidden."))


@bp.post("/<uuid:school_id>/show-posts")
@guarded(Action.SCHOOL_SUSPEND, of=get_school)
def show_posts(school: School) -> ResponseReturnValue:
    """Show it again."""
    return _press(services.show_posts, school, _("What the school wrote is shown again."))


@bp.post("/<uuid:school_id>/flags/<uuid:flag_id>/settle")
@guarded(Action.SCHOOL_FLAG_SETTLE, of=queries.get_flag)
def settle_flag(flag: SchoolFlag) -> ResponseReturnValue:
    """Someone looked at what was flagged: it is all right."""
    return _press(services.settle_flag, flag, _("Noted: you looked at it."))


def _queue() -> str:
    return url_for("verification.queue")


def _page_of(subject: School | SchoolFlag) -> str:
    school_id = subject.school_id if isinstance(subject, SchoolFlag) else subject.id
    return url_for("verification.show", school_id=school_id)


def _sent(
    form: forms.DecisionForm, deed: Any, school: School, said: str, *, to: str | None = None
) -> ResponseReturnValue | None:
    """Carry out what a form decides, with its words, and go to `to` (else to the school's page). None when there is something to mend first."""
    if not form.validate_on_submit():
        return None
    return carry_out(form, deed, school, to=to or _page_of(school), said=said, **form.words())


def _press(deed: Any, subject: School | SchoolFlag, said: str, **words: Any) -> ResponseReturnValue:
    """Carry out a form of one button. One that was refused: the reason is said on the page it stood on."""
    return press(deed, subject, to=_page_of(subject), said=said, **words)


def _is_on_hold(school: School) -> bool:
    return school.status == SchoolStatus.SUSPENDED


def _page(
    school: School,
    sent: PortalForm,
    *,
    look: PortalForm | None = None,
    reject: PortalForm | None = None,
    vouch: PortalForm | None = None,
    hold: PortalForm | None = None,
) -> ResponseReturnValue:
    standing = queries.standing_of(school.id)
    return form_page(
        "verification/show.html",
        sent,
        school=school,
        standing=standing,
        look_form=look or forms.LookForm(formdata=None),
        reject_form=reject or forms.RejectForm(formdata=None),
        vouch_form=vouch or forms.LookAtVouchForm(formdata=None),
        hold_form=hold or (forms.RestoreForm if _is_on_hold(school) else forms.SuspendForm)(formdata=None),
        button=OneButtonForm(formdata=None),
        members=[m for m in school.members if m.status == MemberStatus.MEMBER],
        contact_ids={f.person_id for f in school.holders(Function.CONTACT)},
        flagged={flag.person_id for flag in standing.open_flags},
    )
