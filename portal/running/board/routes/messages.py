"""One message: changed, taken back."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Post
from portal.running.board.routes.blueprint import bp, know_names, path_of
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page, say


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@guarded(Action.POST_EDIT, of=queries.get_post)
def edit(post: Post) -> ResponseReturnValue:
    """Change one's own message."""
    form = forms.EditPostForm(text=post.source, language=post.language or "en", version=post.version)
    know_names(form, post.thread.cluster_id)
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.edit_post,
            post,
            to=f"{path_of(post.thread)}#post-{post.id}",
            said=_("Your message was changed."),
            text=form.text.data,
            language=form.language.data or "",
            version=form.read_version,
        )
        if answer is not None:
            return answer
    return form_page("board/edit.html", form, post=post, thread=post.thread)


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/remove", methods=["GET", "POST"])
@guarded(Action.POST_REMOVE, of=queries.get_post)
def remove(post: Post) -> ResponseReturnValue:
    """Take one's own message back."""
    form = forms.RemovePostForm()
    if form.validate_on_submit():
        said = _("Your message was taken back.")
        answer = carry_out(form, services.remove_post, post, to=path_of(post.thread), said=said)
        if answer is not None:
            return answer
    return form_page("board/remove.html", form, post=post, thread=post.thread)


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/tell", methods=["GET", "POST"])
@guarded(Action.POST_MENTION, of=queries.get_post)
def tell(post: Post) -> ResponseReturnValue:
    """Choose someone who is told of one's message, from a list."""
    form, thread = forms.MentionForm(), post.thread
    form.offer(queries.list_names(thread.cluster_id))
    if form.validate_on_submit():
        answer = carry_out(
            form,
            services.mention_chosen,
            post,
            to=f"{path_of(thread)}#post-{post.id}",
            said=_("They are told of your message."),
            person_id=form.person_id,
            school_id=form.school_id,
        )
        if answer is not None:
            return answer
    return form_page("board/tell.html", form, post=post, thread=thread, told=queries.list_mentions(post.id))


@bp.get("/threads/<uuid:thread_id>/posts/<uuid:post_id>/translate")
@guarded(Action.POST_READ_FILE, of=queries.get_post)
def translate(post: Post) -> ResponseReturnValue:
    """The words of a message to copy, a warning, and the way to the translator: the portal sends nothing."""
    setting = queries.get_setting()
    gone = (post.removed_at or post.hidden_at or post.school.posts_hidden_at) is not None
    if setting is None or not setting.translator_url or gone:
        say(_("There is no translator to go to."), "error")
        return redirect(path_of(post.thread), 303)
    return render_template("board/translate.html", post=post, thread=post.thread, setting=setting)
