"""One message: changed, taken back."""

from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.policy import Action
from portal.running.board import forms, queries, services
from portal.running.board.models import Post
from portal.running.board.routes.blueprint import bp, path_of
from portal.web.access import guarded
from portal.web.acting import carry_out, form_page


@bp.route("/threads/<uuid:thread_id>/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@guarded(Action.POST_EDIT, of=queries.get_post)
def edit(post: Post) -> ResponseReturnValue:
    """Change one's own message."""
    form = forms.EditPostForm(text=post.source, language=post.language or "en", version=post.version)
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
