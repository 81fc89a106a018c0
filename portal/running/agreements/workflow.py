"""When: the lifecycles of a version and of a signature."""

from portal.core.i18n import _l
from portal.core.workflow import Lifecycle
from portal.running.agreements.models import AgreementStatus, SignatureStatus

AGREEMENT = Lifecycle(
    "agreement",
    "status",
    {
        (AgreementStatus.DRAFT, "ask"): AgreementStatus.SIGNING,
        (AgreementStatus.SIGNING, "sign"): AgreementStatus.SIGNED_BY_ONE,
        (AgreementStatus.SIGNED_BY_ONE, "sign"): AgreementStatus.SIGNED_BY_ONE,
        (AgreementStatus.SIGNED_BY_ONE, "complete"): AgreementStatus.IN_FORCE,
        (AgreementStatus.SIGNING, "reopen"): AgreementStatus.DRAFT,
        (AgreementStatus.SIGNED_BY_ONE, "reopen"): AgreementStatus.DRAFT,
        (AgreementStatus.IN_FORCE, "supersede"): AgreementStatus.SUPERSEDED,
    },
    {
        "ask": _l("The heads have been asked already."),
        "sign": _l("This version is not waiting for signatures now."),
        "complete": _l("This version is not waiting for signatures now."),
        "reopen": _l("Only a version that waits for signatures can be opened again."),
        "supersede": _l("Only a version in force can be followed by another."),
    },
)

SIGNATURE = Lifecycle(
    "signature",
    "status",
    {
        (SignatureStatus.ASKED, "sign"): SignatureStatus.SIGNED,
        (SignatureStatus.DECLINED, "sign"): SignatureStatus.SIGNED,
        (SignatureStatus.ASKED, "decline"): SignatureStatus.DECLINED,
        (SignatureStatus.ASKED, "void"): SignatureStatus.VOID,
        (SignatureStatus.SIGNED, "void"): SignatureStatus.VOID,
        (SignatureStatus.DECLINED, "void"): SignatureStatus.VOID,
    },
    {
        "sign": _l("This school has signed already, or the text was opened again."),
        "decline": _l("This school has answered already, or the text was opened again."),
        "void": _l("This signature covers nothing any more."),
    },
)
