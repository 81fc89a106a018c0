"""The form with the three questions."""

from portal.core.i18n import _l
from portal.identity.declarations.models import Rules
from portal.web.forms import PortalForm, day, line, link, pick_one, send

RULES = {
    Rules.NATIONAL.value: _l("The rules of our country, such as Keeping Children Safe in Education"),
    Rules.MINISTRY.value: _l("The rules of our ministry"),
    Rules.AUTHORITY.value: _l("The rules of our authority or district"),
    Rules.OWN.value: _l("Our own rules"),
}


class DeclarationForm(PortalForm):
    lead_name = line(
        _l("Who: name of the safeguarding lead"),
        required=_l("Enter the name of the safeguarding lead."),
        hint=_l("The adult at your school whom others turn to when they worry about a child."),
    )
    lead_reach = line(
        _l("How is the lead reached?"),
        required=_l("Enter a telephone number or an e-mail address."),
        hint=_l("A telephone number or an e-mail address of the school."),
        longest=200,
    )
    deputy_name = line(_l("Name of the deputy"), required=_l("Enter the name of the deputy."))
    deputy_reach = line(_l("How is the deputy reached?"), hint=_l("Leave it empty if it is the same."), longest=200)
    rules = pick_one(_l("Which rules do you follow?"), RULES.items(), required=_l("Choose which rules you follow."))
    rules_words = line(_l("Name of the rules"), hint=_l("Only if they are your own."), longest=300)
    policy_link = link(_l("Link to your policy, if it is on the web"))
    reviewed_on = day(_l("When did the school last review them?"), required=_l("Enter the day of the last review."))
    submit = send(_l("Save the answers"))
