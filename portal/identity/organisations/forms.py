"""Forms of organisations."""

from typing import Any

from portal.core.i18n import _l
from portal.identity.organisations.models import OrganisationKind
from portal.identity.schools.countries import country_choices
from portal.web.forms import EditingForm, PortalForm, email, line, link, pick_from_list, pick_one, send, tick

KINDS = (
    (OrganisationKind.AUTHORITY, _l("Local authority")),
    (OrganisationKind.EDUCATION_CENTRE, _l("Development education centre")),
    (OrganisationKind.MUSEUM, _l("Museum, library or archive")),
    (OrganisationKind.COMMUNITY, _l("Community group")),
    (OrganisationKind.DIASPORA, _l("Diaspora group")),
    (OrganisationKind.DISTRICT_OFFICE, _l("District office abroad")),
    (OrganisationKind.TRUST, _l("Academy trust")),
    (OrganisationKind.OTHER, _l("Another body")),
)


class OrganisationForm(EditingForm):
    kind = pick_one(_l("What is it?"), KINDS, required=_l("Choose what it is."))
    name = line(_l("Name"), required=_l("Enter the name."), longest=200)
    country = pick_from_list(_l("Country"), required=_l("Choose the country."), default="GB")
    town = line(_l("Town or district"))
    website = link(_l("Website (optional)"))
    is_ended = tick(_l("It is no longer there"), hint=_l("It stays here as history."))
    submit = send(_l("Save"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = country_choices()

    def values(self) -> dict[str, Any]:
        """What was entered, beside kind and name."""
        return {
            "country": self.country.data,
            "town": self.town.data or "",
            "website": (self.website.data or "")[:200],
            "is_ended": bool(self.is_ended.data),
        }


class MemberForm(PortalForm):
    email = email(
        _l("E-mail address"),
        required=_l("Enter an e-mail address."),
        hint=_l("Of someone who has an account here."),
        autocomplete="off",
    )
    post = line(_l("Post in the organisation (optional)"))
    submit = send(_l("Add this person"))


class EndForm(PortalForm):
    submit = send(_l("No longer belongs to it"))
