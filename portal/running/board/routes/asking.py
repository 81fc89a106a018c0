"""Replies that are needed, and what asks for attention."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.core.duty import Duty
from portal.core.i18n import _
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Thread
from portal.running.board.routes.blueprint import at_a_press, bp, mine_in, path_of
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say


@bp.route("/threads/<uuid:thread_id>/ask", methods=["GET", "POST"])
@guarded(Action.REPLY_ASK, of=queries.get_conversation)
def ask(thread: Thread) -> ResponseReturnValue:
    """Ask a school for a reply in this conversation."""
    form = forms.AskForm()
    form.offer(queries.get_board(thread.cluster_id), mine_in(thread.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.ask_for_reply,
            thread,
            to=path_of(thread),
            said=_("The school has been asked for a reply."),
            wanted=form.wanted,
            school_id=form.school_id,
        )
        if answer is not None:
            return answer
    return form_page("board/ask.html", form, thread=thread)


@bp.post("/threads/<uuid:thread_id>/replies/<uuid:duty_id>/release")
@guarded(Action.REPLY_RELEASE, of=queries.get_reply_duty)
def release(owed: Duty) -> ResponseReturnValue:
    """The reply is no longer needed."""
    form = forms.ReleaseForm()
    path = url_for("board.thread", cluster_id=owed.cluster_id, thread_id=owed.subject_id)
    if form.validate_on_submit():
        said = _("The reply is no longer asked for.")
        answer = carry_out(form, services.release_reply, owed, to=path, said=said)
        if answer is not None:
            return answer
    for message in form.form_errors:
        say(message, "error")
    return redirect(path, 303)


@bp.post("/threads/<uuid:thread_id>/pin")
@guarded(Action.THREAD_PIN, of=queries.get_conversation)
def pin(thread: Thread) -> ResponseReturnValue:
    """Put a conversation at the top of the board."""
    return at_a_press(forms.PinForm(), services.pin_thread, thread, _("It stands at the top of the board now."))


@bp.post("/threads/<uuid:thread_id>/unpin")
@guarded(Action.THREAD_PIN, of=queries.get_conversation)
def unpin(thread: Thread) -> ResponseReturnValue:
    """Let a conversation take its place among the others."""
    return at_a_press(forms.UnpinForm(), services.unpin_thread, thread, _("It no longer stands at the top."))


@bp.post("/threads/<uuid:thread_id>/note")
@guarded(Action.THREAD_NOTE, of=queries.get_conversation)
def note(thread: Thread) -> ResponseReturnValue:
    """Say that one's school has noted an announcement."""
    said = _("Thank you. The others see that you have noted it.")
    return at_a_press(forms.NoteForm(), services.note_announcement, thread, said)


@bp.route("/threads/<uuid:thread_id>/help/pass-on", methods=["GET", "POST"])
@guarded(Action.HELP_REFER, of=queries.get_conversation)
def pass_help_on(thread: Thread) -> ResponseReturnValue:
    """Ask one school of the network to answer a call for help."""
    form = forms.PassHelpOnForm()
    form.offer(queries.get_board(thread.cluster_id), thread.school_id)
    if form.validate_on_submit():
        said = _("The school has been asked to help.")
        answer = carry_out(
            form, services.pass_help_on, thread, to=path_of(thread), said=said, school_id=form.school.data
        )
        if answer is not None:
            return answer
    return form_page("board/pass_help_on.html", form, thread=thread)


@bp.post("/threads/<uuid:thread_id>/help/withdraw")
@guarded(Action.HELP_WITHDRAW, of=queries.get_conversation)
def withdraw_help(thread: Thread) -> ResponseReturnValue:
    """The school that asked needs no help any more."""
    return at_a_press(forms.WithdrawHelpForm(), services.withdraw_help, thread, _("Nobody is asked to help any more."))
