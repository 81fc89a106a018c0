"""An invitation to an activity is answered by mail: yes with a number, not sure, no; nothing where it is not clear."""

from flask import Flask

from portal.core.database import session
from portal.oversight.incoming.models import Outcome
from portal.running.activities import queries, services
from tests.oversight.incoming.test_deeds import Desk
from tests.support import calendar
from tests.support.cast import Cast


def test_yes_with_a_number_not_sure_and_no(takes_mail: Flask, cast: Cast) -> None:
    desk = Desk.__new__(Desk)
    desk.app, desk.cast = takes_mail, cast
    with takes_mail.app_context():
        activity = calendar.confirmed(cast)
        calendar.do_activity(cast, services.invite_schools, activity, "teacher", school_ids=[cast.school["vale"]])

    def said() -> tuple[str, int | None]:
        with takes_mail.app_context():
            [guest] = queries.list_guests(activity)
            found = (guest.standing.value, guest.pupils)
            session().commit()
            return found

    assert "Not sure" in desk.mail_to("vale_contact").text
    assert desk.bring(desk.answer("Perhaps we could talk", key="vale_contact")).outcome == Outcome.POSTED
    assert said() == ("unsure", None)
    assert desk.bring(desk.answer("Lovely!", key="vale_contact")).reason == "not_done"
    assert desk.bring(desk.answer("Yes 28", key="vale_contact")).outcome == Outcome.POSTED
    assert said() == ("yes", 28)
    desk.bring(desk.answer("No, sorry", key="vale_contact"))
    assert said() == ("no", None)
