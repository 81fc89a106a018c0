"""Pages about first messages: the programme's rule, and what waits in a cluster."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.core.pagination import Page
from portal.policy import Action
from portal.running.board import queries as board
from portal.running.board.queries import Network
from portal.running.firstposts import forms, queries, services
from portal.running.firstposts.models import HeldPost
from portal.running.firstposts.queries import HeldFile
from portal.web import login
from portal.web.access import can, guarded
from portal.web.acting import carry_out, form_page, say
from portal.web.files import download

rule_bp = Blueprint("first_post_rule", __name__, url_prefix="/first-messages")
bp = Blueprint("first_posts", __name__, url_prefix="/clusters/<uuid:cluster_id>/board/first-messages")


@rule_bp.route("", methods=["GET", "POST"])
@guarded(Action.FIRST_POST_RULE)
def rule() -> ResponseReturnValue:
    """Whether first messages of new schools wait, and those that wait now."""
    known = queries.get_rule()
    form = forms.RuleForm(obj=known if request.method == "GET" else None, version=known.version if known else 0)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.set_rule,
            to=url_for("first_post_rule.rule"),
            said=_("Saved."),
            is_on=bool(form.is_on.data),
            days=form.days.data,
            messages=form.messages.data,
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("firstposts/rule.html", form, page=queries.list_waiting(request.args.get("after")))


@bp.get("")
@guarded(Action.FIRST_POST_LIST, of=board.get_board)
def index(network: Network) -> ResponseReturnValue:
    """What waits here: everyone's for who may decide, one's own school's for others."""
    schools = None if can(Action.FIRST_POST_LIST_ALL, network) else login.me().school_ids
    page = queries.list_held(network.cluster_id, schools=schools, after=request.args.get("after"))
    return _shown(network, page)


def _shown(network: Network, page: Page[HeldPost]) -> ResponseReturnValue:
    return render_template(
        "firstposts/index.html",
        board=network,
        page=page,
        may_decide={one.id for one in page.items if can(Action.FIRST_POST_DECIDE, one)},
        may_withdraw={one.id for one in page.items if can(Action.FIRST_POST_WITHDRAW, one)},
        approve_form=forms.ApproveForm(formdata=None),
        withdraw_form=forms.WithdrawForm(formdata=None),
    )


def _list(held: HeldPost) -> str:
    return url_for("first_posts.index", cluster_id=held.cluster_id)


@bp.get("/<uuid:held_post_id>")
@guarded(Action.FIRST_POST_VIEW, of=queries.get_held)
def show(held: HeldPost) -> ResponseReturnValue:
    """One message that waits: where the thing to do leads."""
    return _shown(board.get_board(held.cluster_id), Page(items=[held], next=None, first=True))


@bp.post("/<uuid:held_post_id>/approve")
@guarded(Action.FIRST_POST_DECIDE, of=queries.get_held)
def approve(held: HeldPost) -> ResponseReturnValue:
    """Put the message on the board."""
    form = forms.ApproveForm()
    if form.validate_on_submit():
        said, find = _("The message is on the board."), login.people.by_id
        answer = carry_out(form, services.approve, held, to=_list(held), said=said, find=find)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(_list(held), 303)


@bp.post("/<uuid:held_post_id>/withdraw")
@guarded(Action.FIRST_POST_WITHDRAW, of=queries.get_held)
def withdraw(held: HeldPost) -> ResponseReturnValue:
    """The author takes the message back."""
    form = forms.WithdrawForm()
    if form.validate_on_submit():
        said = _("The message is taken back. Nobody reads it any more.")
        answer = carry_out(form, services.withdraw, held, to=_list(held), said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(_list(held), 303)


@bp.route("/<uuid:held_post_id>/return", methods=["GET", "POST"])
@guarded(Action.FIRST_POST_DECIDE, of=queries.get_held)
def give_back(held: HeldPost) -> ResponseReturnValue:
    """Return the message to its author, with a reason."""
    form = forms.ReturnForm()
    if form.validate_on_submit():
        said = _("The author can read why it came back.")
        answer = carry_out(form, services.give_back, held, to=_list(held), said=said, reason=form.reason.data)
        if answer is not None:
            return answer
    return form_page("firstposts/return.html", form, held=held)


@bp.get("/<uuid:held_post_id>/files/<uuid:post_file_id>")
@guarded(Action.FIRST_POST_VIEW, of=queries.get_held_file)
def file(held: HeldFile) -> ResponseReturnValue:
    """A file of a message that waits."""
    return download(held.file.file)
