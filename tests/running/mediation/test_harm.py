"""Words that sound like harm to a child are noticed; everyday words about a partnership are not."""

import pytest

from portal.running.mediation.harm import sounds_like_harm

HARM = [
    "A pupil told me that the teacher hit him.",
    "The children are afraid of the visitor.",
    "He was alone with a girl in the hall.",
    "I think a child was touched.",
    "A boy had bruises after the visit.",
    "She was groomed on the internet.",
    "There was sexual talk in the call.",
    "Les élèves ont peur de lui, il les frappe.",
    "El profesor golpea a los niños.",
    "Mwalimu alimpiga mtoto, mtoto amepigwa.",
    "Mae plentyn wedi cael niwed.",
    "Caning of the pupils in assembly.",
]
EVERYDAY = [
    "They do not answer our letters and we feel ignored.",
    "Our pupils wrote thirty letters and nobody wrote back.",
    "We paid for the stamps, and they think that we are rich.",
    "The call was cancelled twice on the day itself.",
    "Their children were on holiday and nobody told us.",
    "We felt hurt by the words of the last message.",
    "It is hard to find a time that suits both schools.",
]


@pytest.mark.parametrize("words", HARM)
def test_it_is_noticed(words: str) -> None:
    assert sounds_like_harm(words)


@pytest.mark.parametrize("words", EVERYDAY)
def test_it_is_left_alone(words: str) -> None:
    assert not sounds_like_harm(words)
