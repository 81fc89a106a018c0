"""Mail to me: does it arrive?"""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core.i18n import _
from portal.oversight.incoming import forms, queries, services
from portal.policy import Action
from portal.web import login
from portal.web.access import guarded
from portal.web.acting import carry_out

bp = Blueprint("incoming", __name__, url_prefix="/mail-to-me")


@bp.route("", methods=["GET", "POST"])
@guarded(Action.MAIL_TO_ME)
def show() -> ResponseReturnValue:
    """Whether mail to me comes back, and how to have it sent again."""
    form = forms.ResumeMailForm()
    if form.validate_on_submit():
        there = url_for("incoming.show")
        answer = carry_out(form, services.resume_mail, to=there, said=_("Notices are mailed to you again."))
        if answer is not None:
            return answer
    return render_template("incoming/show.html", form=form, trouble=queries.trouble_of(login.me().id), me=login.me())
