"""What the record says, in sentences. One line for each kind of event, in the section of its room.

`told(...)` appears on the cluster's timeline, `kept(...)` stays in the record. What belongs to reviews and decisions is kept until it is released,
and always kept for a matter of one person alone.

In a sentence: %(who)s did it, %(school)s is the event's school, %(person)s its person, %(subject)s the title of its subject. A fact that ends in `_id` can
be named without the ending: `partner_school_id` is %(partner_school)s. Other facts go by their own name.
"""

from dataclasses import dataclass
from typing import Any

from portal.core.i18n import _, _l


@dataclass(frozen=True)
class Sentence:
    """The words of one kind of event, and whether the cluster's timeline shows them."""

    words: Any
    shown_to_cluster: bool


def told(words: Any) -> Sentence:
    """On the timeline of the cluster."""
    return Sentence(words, True)


def kept(words: Any) -> Sentence:
    """In the record alone."""
    return Sentence(words, False)


ACCOUNTS = {
    "account_registered": kept(_l("%(who)s asked for an account.")),
    "email_confirmed": kept(_l("%(who)s confirmed their e-mail address.")),
    "signed_in_from_browser": kept(_l("%(who)s signed in.")),
    "sign_in_failed": kept(_l("Someone typed a wrong password for %(person)s.")),
    "second_factor_set_up": kept(_l("%(who)s set up a second step for signing in.")),
    "second_factor_given": kept(_l("%(who)s took the second step of signing in.")),
    "signed_out": kept(_l("A session of %(who)s was ended.")),
    "password_reset_asked": kept(_l("A link to choose a new password was sent to %(person)s.")),
    "password_changed": kept(_l("%(who)s chose a new password.")),
    "role_granted": kept(_l("%(person)s was given the role %(role)s.")),
    "role_ended": kept(_l("%(person)s no longer has the role %(role)s.")),
}

SCHOOLS: dict[str, Sentence] = {
    "school_proposed": kept(_l("%(who)s registered %(school)s.")),
    "head_written_to": kept(_l("%(who)s had the head of %(school)s written to again.")),
    "school_confirmed_by_head": kept(_l("%(who)s confirmed as head who acts for %(school)s.")),
    "school_declined_by_head": kept(_l("The head of %(school)s said no.")),
    "signatory_changed": kept(_l("%(person)s now signs for %(school)s.")),
    "school_verified": kept(_l("%(who)s verified %(school)s.")),
    "school_rejected": kept(_l("%(who)s rejected %(school)s.")),
    "school_edited": kept(_l("%(who)s changed the page of %(school)s.")),
    "join_requested": kept(_l("%(person)s asked to join %(school)s.")),
    "join_accepted": kept(_l("%(who)s let %(person)s join %(school)s.")),
    "join_refused": kept(_l("%(who)s refused that %(person)s joins %(school)s.")),
    "member_left": kept(_l("%(person)s is no longer a member of %(school)s.")),
    "function_given": kept(_l("%(person)s became %(function)s of %(school)s.")),
    "function_ended": kept(_l("%(person)s is no longer %(function)s of %(school)s.")),
}

CLUSTERS: dict[str, Sentence] = {}

EVIDENCE: dict[str, Sentence] = {}

PARTNERSHIPS: dict[str, Sentence] = {}

BOARD: dict[str, Sentence] = {}

ACTIVITIES: dict[str, Sentence] = {}

HANDOFFS: dict[str, Sentence] = {}

PROGRAMMES: dict[str, Sentence] = {}

APPLICATIONS: dict[str, Sentence] = {}

REVIEWS: dict[str, Sentence] = {
    "application_screened": kept(_l("%(who)s checked an application to %(subject)s.")),
    "application_reinstated": kept(_l("%(who)s had an application to %(subject)s checked again.")),
    "reviewer_assigned": kept(_l("%(who)s asked %(person)s to read an application.")),
    "review_opened": kept(_l("%(who)s stated that there is no conflict of interest and opened an application.")),
    "review_draft_saved": kept(_l("%(who)s saved the draft of a review.")),
    "review_ended": kept(_l("A review of %(person)s ended without counting (%(how)s).")),
    "review_submitted": kept(_l("%(who)s sent a review.")),
    "reviews_completed": kept(_l("All reviews of an application to %(subject)s are in.")),
    "panel_note_written": kept(_l("%(who)s wrote the note of the panel.")),
}

AWARDS: dict[str, Sentence] = {
    "decision_recorded": kept(_l("%(who)s recorded a decision for %(subject)s; it is held.")),
    "decision_released": told(_l("The outcome of the application to %(subject)s was sent.")),
    "award_offered": kept(_l("The schools were asked to accept an award of %(subject)s.")),
    "award_accepted_by_school": told(_l("%(school)s accepted the award of %(subject)s.")),
    "award_accepted": told(_l("Every school has accepted the award of %(subject)s.")),
}

SENTENCES: dict[str, Sentence] = {
    **ACCOUNTS,
    **SCHOOLS,
    **CLUSTERS,
    **EVIDENCE,
    **PARTNERSHIPS,
    **BOARD,
    **ACTIVITIES,
    **HANDOFFS,
    **PROGRAMMES,
    **APPLICATIONS,
    **REVIEWS,
    **AWARDS,
}


def shown_kinds() -> list[str]:
    """The kinds that a cluster's timeline shows."""
    return sorted(kind for kind, sentence in SENTENCES.items() if sentence.shown_to_cluster)


def sentence_of(kind: str, names: dict[str, str]) -> str:
    """The sentence for one fact. A kind without words is told plainly; a name that is not known is told as such."""
    known = SENTENCES.get(kind)
    if known is None:
        return str(_("%(who)s: %(what)s", who=names.get("who") or _("The portal"), what=kind.replace("_", " ")))
    words = str(known.words)
    return words % _Names(names)


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return str(_("someone")) if key in ("who", "person") else "…"
