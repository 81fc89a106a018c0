"""A file that was chosen in a form that could not be carried out is kept for the next try, for whoever chose it, in that form, once."""

import io
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.database import session
from portal.core.limits import Limit
from portal.core.storage import StoredFile
from portal.forming.evidence.models import EvidenceItem
from portal.running.board.models import PostFile
from portal.web import limits
from portal.web.forms import PortalForm
from portal.web.kept import KeepingFile, KeepingFiles
from tests.support.cast import Cast
from tests.support.objects import make_own
from tests.support.reader import Reader

pytestmark = pytest.mark.either
NOTE = re.compile(r'name="kept_file" value="([^"]+)"')


def plan(name: str = "holiday-plan.txt", words: bytes = b"We travel in June.\n") -> tuple[Any, str]:
    return io.BytesIO(words), name


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(session().scalars(sa.select(StoredFile.name).order_by(StoredFile.name)))


def broken(reader: Reader, path: str, **more: Any) -> str:
    """Send the form of evidence with a file and without a claim; answers the note of the file that is kept."""
    reader.get(path).fill(file=plan(), claim="", **more).press("Save", expect=422)
    return NOTE.search(reader.html).group(1)  # type: ignore[union-attr]


def test_a_file_is_kept_until_the_rest_is_right_and_only_then_written_down(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    path = f"/clusters/{cast.river}/evidence/{make_own(app, cast)['item_id']}/edit"
    before, reader = names(app), reader_for(cast.coordinator)
    note = broken(reader, path)
    reader.sees("“holiday-plan.txt” is kept. You need not choose it again.")
    assert names(app) == before, "no record names it yet"
    reader.fill(claim="").press("Save", expect=422).sees("“holiday-plan.txt” is kept.")
    reader.fill(claim="We travel together").press("Save").sees("holiday-plan.txt")
    assert names(app).count("holiday-plan.txt") == 1
    with app.app_context():
        item = session().scalars(sa.select(EvidenceItem).where(EvidenceItem.claim == "We travel together")).one()
        file = session().get_one(StoredFile, item.file_id)
        with storage.store().open(file.key) as held:
            assert held.read() == b"We travel in June.\n"
    reader.get(path)
    reader.post(path, {"csrf_token": reader.token(), "claim": "", "kept_file": note}, expect=422)
    reader.does_not_see("is kept", "holiday-plan.txt")  # a record has it: the note is worth nothing


def test_it_is_taken_out_or_replaced(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    path = f"/clusters/{cast.river}/evidence/{make_own(app, cast)['item_id']}/edit"
    reader = reader_for(cast.coordinator)
    broken(reader, path)
    reader.label("Remove “holiday-plan.txt”", True).fill(claim="Without it").press("Save")
    assert "holiday-plan.txt" not in names(app)
    broken(reader, path)
    reader.fill(claim="Another", file=plan("other.txt")).press("Save").sees("other.txt")
    assert {"other.txt", "holiday-plan.txt"} & set(names(app)) == {"other.txt"}


def test_no_one_elses_no_other_form_no_old_one_and_nothing_made_up(
    app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = make_own(app, cast)
    path, add = f"/clusters/{cast.river}/evidence/{ids['item_id']}/edit", f"/clusters/{cast.river}/evidence/new"
    reader, other = reader_for(cast.coordinator), reader_for(cast.people["teacher"])
    note = broken(reader, path)

    def is_known(who: Reader, where: str, said: str) -> bool:
        who.get(where)
        who.post(where, {"csrf_token": who.token(), "claim": "", "kept_file": said}, expect=None)
        return "is kept" in who.text

    assert is_known(reader, path, note)
    assert not is_known(other, path, note), "another person of the same cluster"
    assert not is_known(reader, add, note), "another form"
    assert not is_known(reader, path, note[:-3] + "abc"), "made up"
    assert not is_known(reader, path, "x")
    kept_for = timedelta(days=app.config["SETTINGS"].keep_loose_files_days)
    began = time.time()
    with monkeypatch.context() as later:
        later.setattr("itsdangerous.timed.time.time", lambda: began + (kept_for - timedelta(hours=25)).total_seconds())
        assert is_known(reader, path, note), "as long as its file is certain to lie there"
        assert f'value="{note}"' in reader.html, "a note is as old as its file, however often it comes back"
        later.setattr("itsdangerous.timed.time.time", lambda: began + (kept_for - timedelta(hours=23)).total_seconds())
        assert not is_known(reader, path, note), "a day before the file is swept up"
    with app.app_context():
        for key in list(storage.store().older_than(timedelta(0))):
            storage.store().delete(key)
    assert not is_known(reader, path, note), "swept up"


def test_what_is_wrong_with_the_file_itself_is_said_and_it_is_not_kept(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    path = f"/clusters/{cast.river}/evidence/{make_own(app, cast)['item_id']}/edit"
    reader = reader_for(cast.coordinator).get(path)
    for wrong in (plan("plan.exe"), plan("plan.txt", b""), plan("plan.pdf", b"no paper at all")):
        reader.get(path).fill(file=wrong, claim="").press("Save", expect=422).does_not_see("is kept")
        reader.does_not_see("kept_file")


def test_several_files_of_a_message_are_kept_and_joined_by_others(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/board/threads/new")
    reader.fill(title="", text="Two plans", attachment=[plan("one.txt"), plan("two.txt")])
    reader.press("Put it on the board", expect=422).sees("“one.txt” is kept.", "“two.txt” is kept.")
    reader.label("Remove “two.txt”", True).fill(title="Plans", attachment=[plan("three.txt")])
    reader.press("Put it on the board").sees("one.txt", "three.txt").does_not_see("two.txt")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(PostFile)) >= 2


def test_where_some_of_several_are_refused_the_others_are_kept(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/board/threads/new")
    several = [plan("one.txt"), plan("program.exe"), plan("empty.txt", b"")]
    reader.fill(title="Plans", text="Two plans", attachment=several).press("Put it on the board", expect=422)
    reader.sees("Each file must be one of these kinds", "“one.txt” is kept.", "Choose your file again: program.exe")
    reader.sees("Choose your file again: empty.txt").does_not_see("“program.exe” is kept", "“empty.txt” is kept")
    most = app.config["MAX_MESSAGE_FILES"]
    many = [plan(f"more{number}.txt") for number in range(most)]
    reader.fill(attachment=many).press("Put it on the board", expect=422).sees(f"Choose {most} files at most.")
    assert reader.html.count("You need not choose it again.") == most + 1, "one from before, and all of the new ones"
    reader.label("Remove “more0.txt”", True).press("Put it on the board")
    reader.sees("one.txt", "more1.txt").does_not_see("more0.txt", "program.exe")


def test_files_are_kept_so_often_in_a_day_and_then_have_to_be_chosen_again(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEPT_FILES", Limit("keep_files", 1, limits.DAY))
    path = f"/clusters/{cast.river}/evidence/{make_own(app, cast)['item_id']}/edit"
    reader, other = reader_for(cast.coordinator), reader_for(cast.people["teacher"])
    broken(reader, path)
    with app.app_context():
        lie = set(storage.store().older_than(timedelta(days=-1)))
    reader.fill(claim="").press("Save", expect=422).sees(
        "“holiday-plan.txt” is kept."
    )  # the same file is not counted again
    reader.get(path).fill(file=plan("second.txt"), claim="").press("Save", expect=422)
    reader.sees("Choose your file again: second.txt").does_not_see("“second.txt” is kept")
    with app.app_context():
        assert set(storage.store().older_than(timedelta(days=-1))) == lie, "nothing more was laid in the store"
    broken(other, path)  # each person by themselves


def test_every_box_for_a_file_keeps_it() -> None:
    """Both constructors make keeping boxes; the only other box reads a calendar and stores nothing."""
    found = {
        (form.__module__, form.__name__): field.field_class
        for form in _all(PortalForm)
        for name in dir(form)
        if (field := getattr(form, name, None)) is not None
        and "FileField" in [c.__name__ for c in getattr(getattr(field, "field_class", None), "__mro__", ())]
    }
    others = {name for (_module, name), kind in found.items() if not issubclass(kind, KeepingFile | KeepingFiles)}
    assert len(found) > 5
    assert others <= {"CalendarFileForm"}


def _all(kind: type) -> set[type]:
    return set(kind.__subclasses__()) | {deep for one in kind.__subclasses__() for deep in _all(one)}
