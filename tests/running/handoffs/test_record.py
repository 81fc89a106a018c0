"""Give and take of a cluster, the record of a school, the certificate as a page and as a PDF."""

import csv
import io
import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.handoffs import balance, services
from portal.running.handoffs.certificate import Certificate, as_paper
from portal.running.handoffs.models import Filling, Handoff, HandoffState
from tests.support.calendar import asked, confirmed, do_handoff, when
from tests.support.cast import commit

AT = datetime(2027, 3, 9, tzinfo=UTC)
AFTER = datetime(2027, 3, 9, 11, 30, tzinfo=UTC)


def stood_in(app, cast, clock, *, by="vale_teacher"):
    """A stand-in that is done and passed back; the clock is left where it was."""
    before = clock.now()
    with app.app_context():
        handoff = asked(cast, confirmed(cast))
        do_handoff(cast, services.accept_handoff, handoff, by)
        clock.hold(AFTER)
        do_handoff(cast, services.deliver_handoff, handoff, by)
        do_handoff(cast, services.hand_back, handoff, by, debrief="Fine")
        clock.hold(before)
        session().commit()
    return handoff


def test_give_and_take_is_a_balance_in_the_order_of_names(app, cast, reader_for, clock):
    stood_in(app, cast, clock)
    stood_in(app, cast, clock)
    with app.app_context():
        asked(cast, confirmed(cast, when=when(on=date(2027, 3, 11))))
        shares = balance.shares_of(cast.river, since=balance.a_year_ago())
        session().commit()
    assert [tuple(one)[1:] for one in shares] == [
        ("Ford Special School", 3, 0, 0, 0),
        ("Hill Primary School", 0, 0, 0, 2),
        ("Tumaini Primary School", 0, 0, 0, 0),
        ("Vale Primary School", 3, 2, 2, 0),
    ]
    page = f"/clusters/{cast.river}/handoffs/balance"
    reader = reader_for(cast.abroad).get(f"/clusters/{cast.river}/handoffs").follow("Give and take")
    reader.sees("has helped more often than it was helped", "was helped more often than it has helped", "nothing yet")
    assert len(reader.statements) <= 10, reader.statements
    taken = reader.get(page + ".csv?since=start")
    rows = list(csv.reader(io.StringIO(taken.raw.decode("utf-8-sig"))))
    assert rows[0] == ["School", "Asked", "Said yes", "Stood in", "Was helped"]
    assert rows[-1] == ["Vale Primary School", "3", "2", "2", "0"]
    for path in (page, page + ".csv"):
        reader_for(cast.outsider).get(path, expect=404)
        reader_for(cast.manager).get(path, expect=404)
    clock.hold(AT + timedelta(days=500))
    reader_for(cast.teacher).get(page).does_not_see("more often").follow("Show everything").sees("more often")


def test_the_record_of_a_school_leads_to_the_certificate(app, cast, reader_for, clock):
    def names():
        session().execute(sa.update(Person).where(Person.id == cast.vale_teacher.id).values(name="Siân Ŵyn Llŷr"))
        session().execute(sa.update(School).where(School.id == cast.school["tumaini"]).values(name="مدرسة النور"))

    commit(app, names)
    handoff = stood_in(app, cast, clock)
    record = f"/schools/{cast.school['vale']}/stand-ins"
    reader_for(cast.outsider).get(record, expect=404)
    vale = reader_for(cast.vale_contact).get(f"/schools/{cast.school['vale']}").follow("Who stood in for whom")
    vale.sees("Siân Ŵyn Llŷr of Vale Primary School stood in for Hill Primary School")
    assert len(vale.statements) <= 6, vale.statements
    vale.follow("Certificate").sees("Thank you", "stood in for Hill Primary School: “Joint assembly”", "مدرسة النور")
    path = f"/clusters/{cast.river}/handoffs/{handoff}/certificate"
    file = vale.get(path + ".pdf")
    assert file.raw.startswith(b"%PDF-")
    assert file.headers["Content-Type"] == "application/pdf"
    assert vale.get(path + ".pdf").raw == file.raw  # the same certificate is the same file
    for key, expect in (
        ("teacher", 200),
        ("coordinator", 200),
        ("ford_teacher", 403),
        ("abroad", 403),
        ("outsider", 404),
    ):
        for end in ("", ".pdf"):
            reader_for(cast.people[key]).get(path + end, expect=expect)


def test_who_stood_in_is_one_rule_for_pages_and_figures(app, cast):
    """Every state, with and without a school that took it on, with and without the day on which it was done."""
    with app.app_context():
        handoff = asked(cast, confirmed(cast))
        read = (
            sa.select(Handoff, Handoff.was_done).where(Handoff.id == handoff).execution_options(populate_existing=True)
        )
        done = set()
        for state, school, at in itertools.product(HandoffState, (None, cast.school["vale"]), (None, AT)):
            values = {
                "state": state,
                "accepted_school_id": school,
                "delivered_at": at,
                "filling": Filling.FILLED if school else Filling.UNFILLED,
            }
            session().execute(sa.update(Handoff).where(Handoff.id == handoff).values(**values))
            found, counted = session().execute(read).one()
            assert found.was_done == bool(counted), values
            done |= {(state, school is not None, at is not None)} if counted else set()
        session().rollback()
    assert done == {(HandoffState.ACTIVE, True, True), (HandoffState.HANDED_BACK, True, True)}


def test_there_is_no_certificate_before_it_is_done(app, cast, reader_for):
    with app.app_context():
        handoff = asked(cast, confirmed(cast))
        do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    card = f"/clusters/{cast.river}/handoffs/{handoff}"
    reader_for(cast.vale_teacher).get(card).does_not_see("certificate")
    for end in ("/certificate", "/certificate.pdf"):
        assert reader_for(cast.vale_teacher).get(card + end).path == card


def made(name):
    return Certificate("Thank you", name, ("of a school",), "Always", "en", AT)


@pytest.mark.either
def test_arabic_letters_are_joined_and_welsh_ones_are_there(app):
    with app.app_context():
        paper = as_paper(made("ببب"))  # three times the same letter, in three forms
        names = set(paper.fonts["arabicB"].subset.get_all_glyph_names())
        assert len([name for name in names if "uni066E" in name or "beh" in name.casefold()]) >= 3, sorted(names)
        assert paper.cannot_write("Siân Ŵyn Llŷr, محمد الأمين; Ŷ ŷ Ŵ ŵ") == ""
        assert bytes(as_paper(made("محمد الأمين")).output()) != bytes(as_paper(made("Siân Ŵyn Llŷr")).output())


@pytest.mark.either
def test_a_name_that_no_typeface_can_write_is_not_written_as_boxes(app):
    with app.app_context(), pytest.raises(NotAllowedNow, match="print this page"):
        as_paper(made("\U00013000\U00013001"))  # hieroglyphs
