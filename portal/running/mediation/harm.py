"""Words that sound like harm to a child. A question, never a refusal: who writes such words is first shown the way that is meant for them.

Signs are counted as words stand in everyday reports: a word for a child together with a word for harm, or a word that hardly stands for anything else.
Folded text (no accents, lower case); English, Welsh, French, Spanish, Portuguese and Swahili, which are the languages of most boards.
"""

import re

from portal.core.text import fold

_CHILD = re.compile(
    r"\b(child|children|pupils?|students?|boys?|girls?|kids?|teenagers?|plentyn|plant|disgybl\w*|enfants?|eleves?|fille|filles|garcons?|nin[oa]s?|alumn[oa]s?"
    r"|crianca\w*|alun[oa]s?|mtoto|watoto|mwanafunzi|wanafunzi)\b"
)
_HARM = re.compile(
    r"\b(hit|hits|hitting|beat|beats|beaten|beating|slap\w*|smack\w*|kick\w*|cane[ds]?|caning|hurt\w*|harm\w*|injur\w*|bruis\w*|touch\w*|frighten\w*"
    r"|scared|afraid|threat\w*|unsafe|in danger|neglect\w*|abus\w*|locked (?:in|up)|hungry|crying|alone with|photograph\w*|naked"
    r"|niwed\w*|taro|ofn|cam-?drin|frapp\w*|bless\w*|danger|peur|golpe\w*|peg[oa]\w*|herid\w*|miedo|bate\w*|medo|machuc\w*|\w*piga|\w*pigwa|umiz\w*|dhulum\w*)\b"
)
_ALONE = re.compile(
    r"\b(child abuse|abused|abuser|groom(?:ed|ing)|molest\w*|sexual\w*|rape\w*|self-?harm\w*|suicid\w*|fgm|forced marriage|traffick\w*|safeguarding concern"
    r"|corporal punishment"
    r"|viol(?:e|ee|ation|acion|ada)|abus\w* sex\w*|ubakaji)\b"
)


def sounds_like_harm(text: str) -> bool:
    """Whether someone should be asked if a child is harmed."""
    folded = fold(text)
    return bool(_ALONE.search(folded) or (_CHILD.search(folded) and _HARM.search(folded)))
