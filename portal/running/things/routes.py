"""Pages of things, loans, needs and offers."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.tables import as_csv
from portal.core.text import clean_line
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.policy import Action
from portal.running.things import forms, queries, services
from portal.running.things.models import Loan, LoanStatus, Thing, ThingKind, Topic, Wanted
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page
from portal.web.press import OneButtonForm, press

bp = Blueprint("things", __name__, url_prefix="/clusters/<uuid:cluster_id>/things")
_ONE = "/<uuid:shared_thing_id>"
_LOAN = "/loans/<uuid:loan_id>"


def _page(thing: Any) -> str:
    key = getattr(thing, "thing_id", None) or thing.id
    return url_for("things.show", cluster_id=thing.cluster_id, shared_thing_id=key)


def _offer(form: Any, cluster: Cluster) -> None:
    """One's own schools that are in the cluster; the only one is chosen."""
    mine = login.me().memberships
    here = [(m.school_id, m.school.name) for m in cluster.live_memberships() if m.school_id in mine]
    form.school_id.choices = here
    if len(here) == 1 and not form.school_id.data:
        form.school_id.data = here[0][0]


@bp.get("")
@guarded(Action.THING_LIST, of=get_cluster)
def index(cluster: Cluster) -> ResponseReturnValue:
    """What can be borrowed and who can teach what; `q` searches."""
    words, kind = clean_line(request.args.get("q", ""))[:100], request.args.get("kind", "")
    chosen = ThingKind(kind) if kind in set(ThingKind) else None
    page = queries.page_of_things(cluster.id, words=words, kind=chosen, after=request.args.get("after"))
    base = url_for("things.index", cluster_id=cluster.id, q=words or None, kind=chosen.value if chosen else None)
    return render_template(
        "things/index.html", cluster=cluster, page=page, out=queries.out_of([one.id for one in page]), words=words,
        kind=chosen, kinds=forms.KINDS, base=base,
    )  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@guarded(Action.THING_ADD, of=get_cluster)
def add(cluster: Cluster) -> ResponseReturnValue:
    """Put something on the list."""
    form = forms.AddForm()
    _offer(form, cluster)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.add_thing,
            cluster,
            to=_page,
            said=_("It is on the list."),
            school_id=form.school_id.data,
            kind=ThingKind(form.kind.data),
            name=form.name.data,
            words=form.words.data or "",
            is_me=bool(form.is_me.data),
        )
        if answer is not None:
            return answer
    return form_page("things/add.html", form, cluster=cluster)


@bp.get(_ONE)
@guarded(Action.THING_VIEW, of=queries.get_thing)
def show(thing: Thing) -> ResponseReturnValue:
    """One thing, who has it, who asked."""
    page = queries.page_of_loans(thing.id, request.args.get("after"))
    here = login.me().place_in(thing.cluster_id)
    others = set(here.schools if here is not None else ()) - {thing.school_id}
    waiting = {
        one.school_id for one in page.items if one.status in (LoanStatus.ASKED, LoanStatus.PROMISED, LoanStatus.LENT)
    }
    return render_template(
        "things/show.html", thing=thing, cluster=thing.cluster, page=page, kinds=forms.KINDS, states=forms.STATES,
        days=forms.DAYS, week={one.day: one.school.name for one in thing.days}, can_borrow=bool(others - waiting),
        button=OneButtonForm(),
    )  # fmt: skip


@bp.route(_ONE + "/edit", methods=["GET", "POST"])
@guarded(Action.THING_CHANGE, of=queries.get_thing)
def edit(thing: Thing) -> ResponseReturnValue:
    """Write it anew."""
    form = forms.ChangeForm(obj=thing, version=thing.version)
    if form.validate_on_submit():
        words = {"version": form.read_version, "name": form.name.data, "words": form.words.data or ""}
        answer = carry_out(form, services.change_thing, thing, to=_page(thing), said=_("Saved."), **words)
        if answer is not None:
            return answer
    return form_page("things/edit.html", form, thing=thing)


@bp.route(_ONE + "/week", methods=["GET", "POST"])
@guarded(Action.THING_CHANGE, of=queries.get_thing)
def week(thing: Thing) -> ResponseReturnValue:
    """On which day a shared person is where."""
    held = {f"day_{one.day}": one.school_id for one in thing.days}
    form = forms.WeekForm(version=thing.version, **held)
    form.offer([(m.school_id, m.school.name) for m in get_cluster(thing.cluster_id).live_memberships()])
    if form.validate_on_submit():
        words = {"version": form.read_version, "week": form.week}
        answer = carry_out(form, services.share_week, thing, to=_page(thing), said=_("Saved."), **words)
        if answer is not None:
            return answer
    return form_page("things/week.html", form, thing=thing)


@bp.post(_ONE + "/end")
@guarded(Action.THING_CHANGE, of=queries.get_thing)
def end(thing: Thing) -> ResponseReturnValue:
    to = url_for("things.index", cluster_id=thing.cluster_id)
    return press(services.end_thing, thing, to=to, said=_("It is off the list."), back=_page(thing))


@bp.route(_ONE + "/ask", methods=["GET", "POST"])
@guarded(Action.LOAN_ASK, of=queries.get_thing)
def ask(thing: Thing) -> ResponseReturnValue:
    """Ask for it, from a day to a day."""
    form = forms.AskForm()
    _offer(form, get_cluster(thing.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask,
            thing,
            to=_page(thing),
            said=_("The school is asked."),
            school_id=form.school_id.data,
            from_on=form.from_on.data,
            due_on=form.due_on.data,
            words=form.words.data or "",
        )
        if answer is not None:
            return answer
    return form_page("things/ask.html", form, thing=thing)


@bp.post(_LOAN + "/promise")
@guarded(Action.LOAN_ANSWER, of=queries.get_loan)
def promise(loan: Loan) -> ResponseReturnValue:
    return press(services.promise, loan, to=_page(loan), said=_("It is promised. The school is told."))


@bp.post(_LOAN + "/decline")
@guarded(Action.LOAN_ANSWER, of=queries.get_loan)
def decline(loan: Loan) -> ResponseReturnValue:
    return press(services.decline, loan, to=_page(loan), said=_("The school is told."))


@bp.post(_LOAN + "/take-back")
@guarded(Action.LOAN_ANSWER, of=queries.get_loan)
def take_back(loan: Loan) -> ResponseReturnValue:
    return press(services.take_back, loan, to=_page(loan), said=_("The school is told."))


@bp.post(_LOAN + "/hand-out")
@guarded(Action.LOAN_ANSWER, of=queries.get_loan)
def hand_out(loan: Loan) -> ResponseReturnValue:
    return press(services.hand_out, loan, to=_page(loan), said=_("It is lent now."))


@bp.post(_LOAN + "/back")
@guarded(Action.LOAN_ANSWER, of=queries.get_loan)
def bring_back(loan: Loan) -> ResponseReturnValue:
    return press(services.bring_back, loan, to=_page(loan), said=_("It is back. Thank you."))


@bp.post(_LOAN + "/withdraw")
@guarded(Action.LOAN_WITHDRAW, of=queries.get_loan)
def withdraw(loan: Loan) -> ResponseReturnValue:
    return press(services.withdraw, loan, to=_page(loan), said=_("It is taken back."))


@bp.get("/loans/<uuid:loan_id>")
@guarded(Action.LOAN_VIEW, of=queries.get_loan)
def loan(loan: Loan) -> ResponseReturnValue:
    """One loan, with what can be done now."""
    return render_template("things/loan.html", loan=loan, states=forms.STATES, button=OneButtonForm())


@bp.get("/needs")
@guarded(Action.WANTS_VIEW, of=get_cluster)
def needs(cluster: Cluster) -> ResponseReturnValue:
    """Where needs meet offers: a picture and the same as a table."""
    found = _overlaps(cluster)
    most = max([1, *(max(len(one.needs), len(one.offers)) for one in found)])
    return render_template("things/needs.html", cluster=cluster, found=found, most=most, topics=forms.TOPICS)


def _overlaps(cluster: Cluster) -> list[queries.Overlap]:
    return queries.overlaps(cluster.id, [m.school_id for m in cluster.live_memberships()])


@bp.get("/needs.csv")
@guarded(Action.WANTS_VIEW, of=get_cluster)
def needs_csv(cluster: Cluster) -> ResponseReturnValue:
    """The same to take along."""
    head = [_("Topic"), _("Who needs it"), _("Who offers it")]
    rows = [
        [str(forms.TOPICS[one.topic.value]), "; ".join(one.needs), "; ".join(one.offers)] for one in _overlaps(cluster)
    ]
    answer = Response("\ufeff" + as_csv(head, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="needs-and-offers.csv"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/needs/edit", methods=["GET", "POST"])
@guarded(Action.WANTS_SAY, of=get_cluster)
def say(cluster: Cluster) -> ResponseReturnValue:
    """What one's school needs and offers."""
    form = forms.WantsForm()
    _offer(form, cluster)
    if request.method == "GET" and form.school_id.data:
        held = queries.wants_of(cluster.id, form.school_id.data)
        form.needs.data = [one.topic.value for one in held if one.side == Wanted.NEED]
        form.offers.data = [one.topic.value for one in held if one.side == Wanted.OFFER]
    if form.validate_on_submit():
        wanted = {side: [Topic(one) for one in form[side].data or []] for side in ("needs", "offers")}
        to, said = url_for("things.needs", cluster_id=cluster.id), _("Saved.")
        answer = carry_out(form, services.say_wants, cluster, to=to, said=said, school_id=form.school_id.data, **wanted)
        if answer is not None:
            return answer
    return form_page("things/say.html", form, cluster=cluster)
