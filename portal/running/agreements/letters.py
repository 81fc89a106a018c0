"""The mail that asks a head to sign."""

from portal.running.agreements.models import AgreementSignature
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write_to_head(signature: AgreementSignature, address: str, name: str, token: str) -> None:
    """Ask the head to sign. `token` goes into the link and nowhere else."""
    write_letter(
        "sign_agreement",
        address=address,
        name=name,
        school=signature.school.name,
        partnership=signature.agreement.partnership.name,
        cluster=signature.agreement.partnership.cluster.name,
        link=external_url("agreements.answer", token=token),
    )
