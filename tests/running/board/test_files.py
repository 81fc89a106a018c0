"""Files and pictures with messages: several, small, with the consent for each; all of a board on one page."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from portal.core.database import session
from portal.core.second_look import Concern, concerns_of_file
from portal.core.storage import StoredFile, store
from portal.identity.schools.models import School
from portal.running.board.models import Post, PostFile
from portal.running.firstposts.models import FirstPostRule
from tests.conftest import START
from tests.support.cast import commit

KEPT = sa.select(PostFile.position, PostFile.people, PostFile.consent_holder, PostFile.consent_until).order_by(
    PostFile.position
)


def picture(kind: str = "JPEG", size: tuple[int, int] = (1000, 500), *, with_place: bool = False) -> io.BytesIO:
    """A picture as a telephone makes it."""
    made, image = io.BytesIO(), Image.new("RGB", size, "teal")
    exif = Image.Exif()
    if with_place:
        exif[0x010F] = "SecretPhoneMaker"
        exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    image.save(made, kind, exif=exif)
    made.seek(0)
    return made


@pytest.fixture
def send(board: Any, reader_for: Any, cast: Any) -> Any:
    """Write a message with these files: (thread, the reader after it)."""

    def sent(*files: tuple[io.BytesIO, str], who: str = "teacher", expect: int = 303, **more: Any) -> Any:
        thread = board.start(who)
        path = board.thread_path(thread.id)
        reader = reader_for(cast.people[who]).get(path)
        data: dict[str, Any] = {"text": "Look", "language": "en", "attachment": list(files), **more}
        return thread, reader.post(f"{path}/reply", data, expect=expect)

    return sent


def test_several_files_and_pictures_go_with_a_message(
    board: Any, reader_for: Any, cast: Any, rows: Any, send: Any
) -> None:
    thread, _reader = send(
        (io.BytesIO(b"week 1\n"), "plan <b>.txt"), (picture(), "boat.jpg"), (picture("PNG"), "mill.png")
    )
    names = [one["name"] for row in rows(sa.select(Post.attached).where(Post.attached.is_not(None))) for one in row[0]]
    assert names == ["plan <b>.txt", "boat.jpg", "mill.png"]
    abroad = reader_for(cast.abroad).get(board.thread_path(thread.id)).sees("plan <b>.txt")
    abroad.sees("A picture waits until Hill Primary School has said who can be seen in it.").does_not_see("boat.jpg")
    assert abroad.page.find("img", attrs={"src": lambda src: src and src.endswith("/small")}) is None


def test_a_picture_is_seen_when_its_school_has_said_who_is_on_it(
    board: Any, reader_for: Any, cast: Any, rows: Any, send: Any
) -> None:
    thread, _reader = send((picture(), "boat.jpg"), (picture(), "mill.jpg"))
    path = board.thread_path(thread.id)
    ours = reader_for(cast.teacher).get(path).sees("Nobody else sees it yet.").follow("Say who can be seen")
    assert ours.h1.endswith("Who can be seen in this picture?")
    ours.press("Save", expect=422)
    assert ours.errors() == ["Say who can be seen in this picture."]
    ours.fill(people="pupils").press("Save", expect=422)
    assert ours.errors() == ["Say who holds the consent, for example “our school office”."]
    ours.fill(people="pupils", consent_holder="<b>Our office</b>").press("Save", expect=422)
    assert ours.errors() == ["Say what the people, or their parents, agreed to."]
    ours.fill(people="pupils", consent_scope="board").press("Save", expect=422)
    assert ours.errors() == ["Enter the last day on which pictures of pupils may be shown."]
    ours.fill(people="pupils", consent_scope="board", consent_until=date(2027, 3, 20)).press("Save")
    ours.sees("Thank you. It is written down.", "Who can be seen in this picture?", "mill.jpg")
    ours.fill(people="nobody").press("Save").sees("boat.jpg", "mill.jpg").does_not_see("Nobody else sees it yet.")
    assert rows(KEPT) == [
        (0, "pupils", "<b>Our office</b>", date(2027, 3, 20)),
        (1, "nobody", "", None),
    ]

    abroad = reader_for(cast.abroad).get(path).sees("boat.jpg", "mill.jpg")
    shown = abroad.page.find("img", attrs={"loading": "lazy"})
    assert (shown["width"], shown["height"]) == ("320", "160")
    small = abroad.get(shown["src"])
    assert small.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(small.raw)).size == (320, 160)
    reader_for(cast.outsider).get(shown["src"], expect=404)
    reader_for(cast.abroad).get(shown["src"].removesuffix("/small") + "/consent", expect=403)


def test_the_same_is_said_of_all_pictures_of_a_message(
    board: Any, reader_for: Any, cast: Any, rows: Any, send: Any
) -> None:
    thread, _reader = send((picture(), "one.jpg"), (picture(), "two.jpg"), (picture(), "three.jpg"))
    reader = reader_for(cast.teacher).get(board.thread_path(thread.id)).follow("Say who can be seen")
    reader.fill(people="adults", consent_holder="Ourselves", consent_scope="public")
    reader.label("The same for the other pictures", "y").press("Save").sees("one.jpg", "two.jpg", "three.jpg")
    assert [tuple(row)[1:3] for row in rows(KEPT)] == [("adults", "Ourselves")] * 3


def test_a_picture_goes_when_the_consent_ends_or_is_withdrawn(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any, send: Any, clock: Any
) -> None:
    thread, _reader = send((picture(), "boat.jpg"), (picture(), "mill.jpg"))
    say = sa.update(PostFile).values(people="pupils", consent_until=date(2027, 3, 3))
    commit(app, lambda: session().execute(say))
    path = board.thread_path(thread.id)
    reader = reader_for(cast.teacher).get(path).follow("Say who can be seen")
    reader.fill(people="pupils", consent_holder="Office", consent_scope="board", consent_until=date(2027, 3, 3))
    assert reader.page.find(id="for_all") is None, "of the other picture it was said already"
    reader.press("Save")
    first, second = [
        link["href"]
        for link in reader.get(path).page.find_all("a", href=True)
        if link.get_text() in ("boat.jpg", "mill.jpg")
    ]
    reader_for(cast.abroad).get(first)
    reader_for(cast.abroad).post(first + "/withdraw", expect=403)
    reader.get(first + "/consent").press("Stop showing this picture").sees("Nobody sees the picture any more.")
    reader_for(cast.abroad).get(path).sees("the consent for it has ended", "mill.jpg").does_not_see("boat.jpg")
    reader_for(cast.abroad).get(first, expect=404)
    reader.post(first + "/withdraw", expect=303)
    reader.get(path).sees("This picture is not shown any more.")

    clock.hold(START + timedelta(days=2))
    abroad = reader_for(cast.abroad).get(path).does_not_see("mill.jpg")
    abroad.get(second, expect=404)
    abroad.get(second + "/small", expect=404)
    abroad.get(f"{board.path}/files").does_not_see("mill.jpg", "boat.jpg")


def test_a_picture_loses_its_metadata(app: Any, rows: Any, send: Any) -> None:
    send((picture(with_place=True), "boat.jpg"))
    with app.app_context():
        for key in [row.key for row in rows(sa.select(StoredFile.key))] + [
            row[0] for row in rows(sa.select(PostFile.small_key))
        ]:
            content = store().open(key).read()
            assert b"SecretPhoneMaker" not in content
            assert not dict(Image.open(io.BytesIO(content)).getexif())


def test_too_many_files_and_disguised_ones_are_refused_beside_the_field(rows: Any, send: Any) -> None:
    _thread, reader = send(*[(io.BytesIO(b"x\n"), f"{n}.txt") for n in range(6)], expect=422)
    assert reader.errors() == ["Choose 5 files at most."]
    _thread, reader = send((io.BytesIO(b"fine\n"), "fine.txt"), (io.BytesIO(b"MZ"), "run.exe"), expect=422)
    assert any("one of these kinds" in error for error in reader.errors())
    assert rows(sa.select(PostFile.id)) == []


def document(words: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in words.split("\n"))
        archive.writestr("word/document.xml", f"<w:document>{body}</w:document>")
    return made.getvalue()


NAMES = "\n".join(["Ada Bell", "Ben Cole", "Cara Dean", "Dan Eady", "Eve Ford", "Finn Gray", "Gil Hart", "Hal Ives"])


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("07700 900123.jpg", b"", [Concern.PHONE]),
        ("me@home.example.png", b"", [Concern.EMAIL]),
        ("IMG_20240312_101112.jpg", b"", []),
        ("Amelia Brown.jpg", b"", [Concern.NAME]),
        ("AmeliaBrown_Y4.png", b"", [Concern.NAME]),
        ("Hill School.jpg", b"", []),
        ("WhatsApp Image 2024-03-12 at 10.11.12.jpeg", b"", []),
        ("plan.txt", b"Ring 07700 900123", [Concern.PHONE]),
        ("class.csv", NAMES.replace(" ", ",").encode(), [Concern.NAMES]),
        ("class.docx", document(NAMES), [Concern.NAMES]),
        ("class.docx", b"not a document", []),
        ("rain.csv", b"day,rain\nMon,4\nTue,5\n", []),
        ("boat.jpg", b"07700 900123", []),
    ],
)
def test_file_names_and_the_words_of_documents_are_looked_at(name: str, content: bytes, found: list[Concern]) -> None:
    assert concerns_of_file(name, content) == found


def test_a_list_of_names_in_a_file_is_asked_about_once(rows: Any, send: Any) -> None:
    _thread, reader = send((io.BytesIO(document(NAMES)), "class <i>.docx"), expect=422)
    assert any("The file “class <i>.docx” seems to hold a list of names" in error for error in reader.errors())
    assert rows(sa.select(PostFile.id)) == []
    send((io.BytesIO(document(NAMES)), "staff.docx"), looked_again="y")
    assert len(rows(sa.select(PostFile.id))) == 1


def test_a_full_name_beside_a_picture_is_asked_about_once(cast: Any, rows: Any, send: Any) -> None:
    _thread, reader = send((picture(), "boat.jpg"), text="Amelia Brown with her boat", expect=422)
    assert any("somebody’s full name beside a picture" in error for error in reader.errors())
    _thread, reader = send((picture(), "Amelia Brown.jpg"), expect=422)
    assert any("somebody’s full name beside a picture" in error for error in reader.errors())
    assert rows(sa.select(PostFile.id)) == []
    send((picture(), "boat.jpg"), text=f"With {cast.abroad.name}")
    send((io.BytesIO(b"x\n"), "plan.txt"), text="Amelia Brown will bring it")
    send((picture(), "boat.jpg"), text="Amelia Brown with her boat", looked_again="y")
    assert len(rows(sa.select(PostFile.id))) == 3


def test_the_files_of_a_board_stand_on_one_page(app: Any, board: Any, reader_for: Any, cast: Any, send: Any) -> None:
    reader_for(cast.abroad).get(board.path).follow("Files and pictures of this board").sees("No files yet")
    thread, _reader = send((io.BytesIO(b"a\n"), "one.txt"), (picture(), "boat.jpg"))
    few = (
        reader_for(cast.abroad).get(f"{board.path}/files").sees("one.txt", "A picture waits until Hill Primary School")
    )
    send(*[(io.BytesIO(b"a\n"), f"more {n}.txt") for n in range(5)], who="vale_teacher")
    many = reader_for(cast.abroad).get(f"{board.path}/files").sees("more 4.txt")
    assert len(few.statements) == len(many.statements)
    many.follow("Rain")
    reader_for(cast.outsider).get(f"{board.path}/files", expect=404)

    hide = sa.update(School).where(School.id == cast.school["vale"]).values(posts_hidden_at=START)
    commit(app, lambda: session().execute(hide))
    reader_for(cast.abroad).get(f"{board.path}/files").sees("one.txt").does_not_see("more 4.txt")
    taken_back = sa.update(Post).where(Post.thread_id == thread.id).values(removed_at=START)
    commit(app, lambda: session().execute(taken_back))
    reader_for(cast.abroad).get(f"{board.path}/files").sees("No files yet")


def test_the_files_of_a_first_message_wait_with_it_and_go_on_the_board_with_it(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any, send: Any
) -> None:
    commit(app, lambda: session().add(FirstPostRule(is_on=True, days=365, messages=50)))
    thread = board.start("coordinator")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.vale_teacher).get(path)
    files = [(io.BytesIO(b"week 1\n"), "plan.txt"), (picture(), "boat.jpg")]
    reader.post(f"{path}/reply", {"text": "Look", "attachment": files}, expect=303)
    reader.get(f"{board.path}/files").sees("No files yet")
    coordinator = reader_for(cast.coordinator).get(f"{board.path}/first-messages").sees("plan.txt", "boat.jpg")
    link = next(a["href"] for a in coordinator.page.find_all("a", href=True) if a.get_text() == "plan.txt")
    assert coordinator.get(link).raw == b"week 1\n"
    reader_for(cast.ford_teacher).get(link, expect=404)
    coordinator.get(f"{board.path}/first-messages").press("Put it on the board")
    reader_for(cast.ford_teacher).get(path).sees("plan.txt", "A picture waits until Vale Primary School")
