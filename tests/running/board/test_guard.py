"""The warning before contact details and class lists go onto the board: 30 texts, and what it costs."""

import time

import pytest

from portal.core.second_look import Concern, concerns, names_beside_a_picture

NAMES = "\n".join(f"{n} Example" for n in ("Ama", "Ben", "Cai", "Dai", "Eve", "Fay", "Gus", "Hal", "Ida"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring me on 07700 900123", [Concern.PHONE]),
        ("Ring 0117 496 0123 or (020) 7946 0958", [Concern.PHONE]),
        ("My number: +254 700 000 000", [Concern.PHONE]),
        ("00254700000000", [Concern.PHONE]),
        ("07700.900.123", [Concern.PHONE]),
        ("Write to amina@home.example", [Concern.EMAIL]),
        ("amina.w+x@mail.home.example please", [Concern.EMAIL]),
        ("WhatsApp: add us", [Concern.SOCIAL]),
        ("My WhatsApp is on all day", [Concern.SOCIAL]),
        ("Find us on Instagram @riverkids", [Concern.SOCIAL]),
        ("insta: river_kids", [Concern.SOCIAL]),
        ("snapchat @someone99", [Concern.SOCIAL]),
        ("t.me/riverkids", [Concern.SOCIAL]),
        ("https://wa.me/447700900123", [Concern.SOCIAL]),
        ("Telegram: https://t.me/x", [Concern.SOCIAL]),
        ("facebook.com/river.kids", [Concern.SOCIAL]),
        ("Follow @riverkids", [Concern.SOCIAL]),
        (NAMES, [Concern.NAMES]),
        (NAMES.replace("\n", ", "), [Concern.NAMES]),
        (NAMES.replace("\n", " (9)\n"), [Concern.NAMES]),
        ("07700 900123, a@b.example, insta: x_y_z", [Concern.PHONE, Concern.EMAIL, Concern.SOCIAL]),
        ("We can call on 12 March 2027 at 10:30.", []),
        ("Between 2027-03-12 and 2027-04-30", []),
        ("12/03/2027 or 13/03/2027", []),
        ("We counted 1200 birds and 340 frogs in 2026 and 2027.", []),
        ("Forty millimetres of rain, 1,250,000 litres", []),
        ("See https://www.bbc.co.uk/news/science-environment-56837908 for more", []),
        ("Hill Primary School, Vale Primary School and Ford Special School", []),
        ("Bring paper, glue, water, string, card, pens, tape, scissors, seeds", []),
        ("Our school email is on our page. I will signal when we are ready.", []),
        ("Diolch yn fawr! Asante sana!", []),
    ],
)
def test_what_is_found(text: str, found: list[Concern]) -> None:
    assert concerns(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Here is Amelia Brown with her boat.", True),
        ("left: Zoë O’Neill, right: a helper", True),
        ("Wanjiku Kamau ana miaka 9", True),
        ("Sok Dara in Year 4", True),
        ("The winner:\nIfan Dafydd Rees", True),
        ("Mrs Jane Brown and the boats", False),
        ("Thanks to Mr Brown and Dr Amina Odhiambo", False),
        ("Our boats at River Dee", False),
        ("Hill Primary School on Monday", False),
        ("The Boat Race. We are Happy", False),
        ("Best wishes, Tom O'Neill", False),
        ("four children and their boats", False),
    ],
)
def test_a_full_name_beside_a_picture_is_noticed(text: str, found: bool) -> None:
    assert names_beside_a_picture(text, ["Tom O'Neill"]) is found


def test_no_text_makes_it_slow() -> None:
    for text in (
        "1 " * 20_000,
        "a" * 20_000,
        "@" * 20_000,
        "whatsapp " * 3_000,
        "A b" * 10_000,
        "(" * 20_000,
        "1." * 10_000,
    ):
        began = time.process_time()
        concerns(text)
        names_beside_a_picture(text)
        assert time.process_time() - began < 1
