"""Letters of support: asked for inside, given outside by a link that works once."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.i18n import _
from portal.extensions import limiter
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster
from portal.forming.evidence import forms, layouts, letters, queries, services
from portal.forming.evidence.models import StatementStatus, SupporterStatement
from portal.forming.evidence.services.statements import mark_of
from portal.identity.accounts.models import LinkPurpose, OneTimeLink
from portal.identity.accounts.queries import live_link
from portal.identity.organisations.choosing import choose_page
from portal.identity.organisations.choosing import picked as picked_one
from portal.identity.organisations.models import Organisation
from portal.policy import Action
from portal.web.access import guarded, public
from portal.web.acting import carry_out, form_page
from portal.web.forms import as_uuid
from portal.web.limits import may_invite
from portal.web.press import OneButtonForm, press

bp = Blueprint("statements", __name__)
_ALL = "/clusters/<uuid:cluster_id>/statements"
_ONE = _ALL + "/<uuid:statement_id>"


@bp.route(_ALL + "/new", methods=["GET", "POST"])
@guarded(Action.STATEMENT_ASK, of=get_cluster)
def ask(cluster: Cluster) -> ResponseReturnValue:
    """Ask for a letter of support; `again` names an older one from which the form is filled."""
    there = layouts.of_cluster(cluster.id)
    headings = queries.list_headings(codes=layouts.codes_of(there))
    picked = picked_one()
    form = forms.AskStatementForm(**_filled(cluster, headings, picked))
    form.offer(headings, there)
    if form.validate_on_submit() and may_invite(form):
        answer = carry_out(
            form,
            services.ask_statement,
            cluster,
            to=lambda statement: url_for("statements.show", cluster_id=cluster.id, statement_id=statement.id),
            said=_("The mail with the link is on its way."),
            heading_id=form.heading.data,
            organisation=form.organisation.data,
            organisation_kind=form.organisation_kind.data,
            email=form.email.data,
            write=letters.write,
            organisation_id=picked.id if picked is not None else None,
        )
        if answer is not None:
            return answer
    return form_page("statements/ask.html", form, cluster=cluster, picked=picked)


@bp.get(_ALL + "/organisations")
@guarded(Action.STATEMENT_ASK, of=get_cluster)
def find_organisation(cluster: Cluster) -> ResponseReturnValue:
    """Look for the organisation in the programme's list; who is not there is written by hand."""
    base = url_for("statements.ask", cluster_id=cluster.id)
    kept = {name: value for name in ("heading", "again") if (value := request.args.get(name, "")[:60])}
    here = url_for("statements.find_organisation", cluster_id=cluster.id)
    return choose_page(base, here, kept, caption=cluster.name)


def _filled(cluster: Cluster, headings: Any, picked: Organisation | None) -> dict[str, Any]:
    asked = request.args.get("heading", "local_support")
    filled: dict[str, Any] = {"heading": next((h.id for h in headings if h.code == asked), None)}
    try:
        again = as_uuid(request.args.get("again"))
    except ValueError:
        again = None
    older = next((s for s in queries.list_statements(cluster.id) if s.id == again), None) if again else None
    if older is not None:
        filled = {
            "heading": older.heading_id,
            "organisation": older.organisation,
            "organisation_kind": older.organisation_kind,
            "email": older.supporter_email,
        }
    if picked is not None:
        kind = picked.kind.value if picked.kind.value in dict(forms.KINDS) else "other"
        filled |= {"organisation": picked.name, "organisation_kind": kind}
    return filled


@bp.get(_ONE)
@guarded(Action.EVIDENCE_VIEW, of=queries.get_statement)
def show(statement: SupporterStatement) -> ResponseReturnValue:
    """A letter of support, or how the request stands."""
    cluster = statement.cluster
    return render_template(
        "statements/show.html",
        statement=statement,
        cluster=cluster,
        kinds=dict(forms.KINDS),
        today=clock.today(cluster.zone),
        button=OneButtonForm(),
    )


@bp.post(_ONE + "/again")
@guarded(Action.STATEMENT_CHANGE, of=queries.get_statement)
def ask_again(statement: SupporterStatement) -> ResponseReturnValue:
    said = _("A new link is on its way. The older one no longer works.")
    return _press(services.ask_again, statement, said, is_letter=True, write=letters.write)


@bp.post(_ONE + "/withdraw")
@guarded(Action.STATEMENT_CHANGE, of=queries.get_statement)
def withdraw(statement: SupporterStatement) -> ResponseReturnValue:
    return _press(services.withdraw_statement, statement, _("It has been taken back."))


def _press(
    deed: Any, statement: SupporterStatement, said: str, *, is_letter: bool = False, **words: Any
) -> ResponseReturnValue:
    to = url_for("statements.show", cluster_id=statement.cluster_id, statement_id=statement.id)
    return press(deed, statement, to=to, said=said, is_letter=is_letter, **words)


@bp.route("/statement/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def give(token: str) -> ResponseReturnValue:
    """What the supporter vouches for, three questions, one button. A letter that was given can be taken back here."""
    found = _live(token)
    if found is None:
        return render_template("statements/dead_link.html"), 410
    link, statement = found
    if statement.status == StatementStatus.GIVEN:
        return render_template("statements/given.html", statement=statement, token=token, form=OneButtonForm())
    picked = picked_one()
    form = forms.GiveStatementForm(organisation=picked.name if picked is not None else statement.organisation)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.give_statement,
            link,
            by=SYSTEM,
            to=url_for("statements.thanks"),
            shown=request.form.get("shown", ""),
            name=form.name.data,
            post=form.post.data,
            organisation=form.organisation.data,
            how_known=form.how_known.data,
            what_supported=form.what_supported.data,
            what_offered=form.what_offered.data or "",
            write=letters.write,
            organisation_id=picked.id if picked is not None else None,
        )
        if answer is not None:
            return answer
        found = _live(token)
        if found is None:
            return render_template("statements/dead_link.html"), 410
        link, statement = found
    shown = mark_of(statement.text_shown)
    return form_page("statements/give.html", form, statement=statement, token=token, shown=shown)


@bp.get("/statement/<token>/organisations")
@public
@limiter.limit("120 per hour")
def find_own_organisation(token: str) -> ResponseReturnValue:
    """The supporter looks for their own organisation in the programme's list."""
    found = _live(token, StatementStatus.ASKED)
    if found is None:
        return render_template("statements/dead_link.html"), 410
    base, here = url_for("statements.give", token=token), url_for("statements.find_own_organisation", token=token)
    return choose_page(base, here, {}, caption=found[1].cluster.name)


@bp.route("/statement/<token>/decline", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def decline(token: str) -> ResponseReturnValue:
    found = _live(token, StatementStatus.ASKED)
    if found is None:
        return render_template("statements/dead_link.html"), 410
    form = forms.DeclineStatementForm()
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.decline_statement,
            found[0],
            by=SYSTEM,
            to=url_for("statements.thanks"),
            reason=form.reason.data or "",
        )
        if answer is not None:
            return answer
    return form_page("statements/decline.html", form, token=token)


@bp.post("/statement/<token>/withdraw")
@public
@limiter.limit("60 per hour", methods=["POST"])
def take_back(token: str) -> ResponseReturnValue:
    found = _live(token, StatementStatus.GIVEN)
    if found is None:
        return render_template("statements/dead_link.html"), 410
    form = OneButtonForm()
    if form.validate_on_submit():
        to = url_for("statements.thanks")
        answer = carry_out(form, services.take_back_statement, found[0], by=SYSTEM, to=to)
        if answer is not None:
            return answer
    return redirect(url_for("statements.give", token=token), 303)


@bp.get("/statement/thank-you")
@public
def thanks() -> ResponseReturnValue:
    """After giving, declining or taking back."""
    return render_template("statements/thanks.html")


def _live(token: str, *states: StatementStatus) -> tuple[OneTimeLink, SupporterStatement] | None:
    """The link and its letter of support, while the link works and there is something to do with it."""
    link = live_link(token, LinkPurpose.GIVE_STATEMENT)
    statement = queries.statement_of_link(link.subject_id) if link is not None else None
    if link is None or statement is None:
        return None
    fitting = states or (StatementStatus.ASKED, StatementStatus.GIVEN)
    return (link, statement) if statement.status in fitting else None
