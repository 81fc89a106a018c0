"""Lifecycles, kept apart: where the programme stands with an application (STAGES), how far a version is (VERSIONS), what a school said (SIGN_OFFS)."""

from portal.applying.applications.models import PermitStatus, SignOffStatus, Stage
from portal.applying.applications.models import VersionStatus as V
from portal.core.i18n import _l
from portal.core.workflow import Lifecycle

_BEFORE_RELEASE = (
    Stage.DRAFT,
    Stage.SUBMITTED,
    Stage.SCREENING,
    Stage.INELIGIBLE,
    Stage.IN_REVIEW,
    Stage.CLARIFICATION,
    Stage.MODERATION,
    Stage.DECIDED,
)

STAGES = Lifecycle(
    name="application",
    column="stage",
    stamp="stage_since",
    moves={
        (Stage.DRAFT, "submit"): Stage.SUBMITTED,
        (Stage.SUBMITTED, "submit"): Stage.SUBMITTED,
        (Stage.DRAFT, "lapse"): Stage.LAPSED,
        (Stage.LAPSED, "reopen"): Stage.DRAFT,
        (Stage.SUBMITTED, "start_screening"): Stage.SCREENING,
        (Stage.SCREENING, "find_ineligible"): Stage.INELIGIBLE,
        (Stage.INELIGIBLE, "reinstate"): Stage.SCREENING,
        (Stage.SCREENING, "start_review"): Stage.IN_REVIEW,
        (Stage.IN_REVIEW, "start_moderation"): Stage.MODERATION,
        (Stage.MODERATION, "decide"): Stage.DECIDED,
        (Stage.DECIDED, "decide"): Stage.DECIDED,
        (Stage.DECIDED, "release"): Stage.RELEASED,
        (Stage.RELEASED, "accept"): Stage.ACCEPTED,
        (Stage.INELIGIBLE, "decide"): Stage.DECIDED,
        (Stage.DECIDED, "take_back"): Stage.SCREENING,
        (Stage.RELEASED, "take_back"): Stage.SCREENING,
        (Stage.ACCEPTED, "revoke"): Stage.RELEASED,
        (Stage.RELEASED, "hear_again"): Stage.IN_REVIEW,
        (Stage.MODERATION, "read_once_more"): Stage.IN_REVIEW,
        (Stage.WITHDRAWN, "go_on_writing"): Stage.DRAFT,
        (Stage.WITHDRAWN, "stand_again"): Stage.SUBMITTED,
        (Stage.WITHDRAWN, "check_again"): Stage.SCREENING,
        **{
            (stage, "ask_clarification"): Stage.CLARIFICATION
            for stage in (Stage.SCREENING, Stage.IN_REVIEW, Stage.MODERATION)
        },
        (Stage.CLARIFICATION, "resume_screening"): Stage.SCREENING,
        (Stage.CLARIFICATION, "resume_in_review"): Stage.IN_REVIEW,
        (Stage.CLARIFICATION, "resume_moderation"): Stage.MODERATION,
        **{(stage, "withdraw"): Stage.WITHDRAWN for stage in _BEFORE_RELEASE},
    },
    words={
        "submit": _l("This application cannot be submitted at this stage."),
        "lapse": _l("Only an application that was never submitted can lapse."),
        "reopen": _l("Only an application that was not submitted in time can be opened again."),
        "start_screening": _l("Only a submitted application can be checked."),
        "find_ineligible": _l("Only an application that is being checked can be found ineligible."),
        "reinstate": _l("Only an ineligible application can be reinstated."),
        "start_review": _l("An application goes to reviewers after it was checked."),
        "start_moderation": _l("An application goes to the panel after its reviews."),
        "decide": _l("A decision is recorded after the panel."),
        "release": _l("Only a recorded decision can be sent."),
        "accept": _l("Only a released outcome can be accepted."),
        "take_back": _l("Only an outcome that was recorded can be taken back."),
        "revoke": _l("Only an accepted award can be taken back."),
        "hear_again": _l("Only an application with an outcome can be read again."),
        "read_once_more": _l("One more reader can be asked after the reviews and before the decision."),
        "ask_clarification": _l("A question can be asked from the check until the decision, one at a time."),
        "resume_screening": _l("No question is open."),
        "resume_in_review": _l("No question is open."),
        "resume_moderation": _l("No question is open."),
        "withdraw": _l("An application cannot be withdrawn any more at this stage."),
    },
)

VERSIONS = Lifecycle(
    name="application_version",
    column="status",
    moves={
        (V.DRAFTING, "ask_signatures"): V.SIGNING,
        (V.SIGNING, "complete"): V.READY,
        (V.SIGNING, "decline"): V.DRAFTING,
        (V.SIGNING, "cancel_signing"): V.DRAFTING,
        (V.READY, "cancel_signing"): V.DRAFTING,
        (V.SIGNING, "seal"): V.SEALED,
        (V.READY, "seal"): V.SEALED,
        (V.DRAFTING, "set_aside"): V.SET_ASIDE,
        (V.SIGNING, "set_aside"): V.SET_ASIDE,
        (V.READY, "set_aside"): V.SET_ASIDE,
        (V.SET_ASIDE, "reopen"): V.DRAFTING,
    },
    words={
        "ask_signatures": _l("Signatures have been asked for already."),
        "complete": _l("Not every school has signed."),
        "decline": _l("Signatures are not being asked for now."),
        "cancel_signing": _l("Signatures are not being asked for now."),
        "seal": _l("Only a signed version can be submitted."),
        "set_aside": _l("This version is closed."),
        "reopen": _l("Only a version that was set aside can be opened again."),
    },
)

SIGN_OFFS = Lifecycle(
    name="sign_off",
    column="status",
    moves={
        **{(status, "ask"): SignOffStatus.ASKED for status in SignOffStatus},
        **{(status, "void"): SignOffStatus.VOID for status in SignOffStatus},
        (SignOffStatus.ASKED, "sign"): SignOffStatus.SIGNED,
        (SignOffStatus.ASKED, "decline"): SignOffStatus.DECLINED,
    },
    words={
        "sign": _l("Your school is not asked to sign now."),
        "decline": _l("Your school is not asked to sign now."),
    },
)

PERMITS = Lifecycle(
    name="late_permit",
    column="status",
    moves={
        (PermitStatus.ASKED, "grant"): PermitStatus.GRANTED,
        (PermitStatus.ASKED, "refuse"): PermitStatus.REFUSED,
    },
    words={
        "grant": _l("This was decided already."),
        "refuse": _l("This was decided already."),
    },
)
