"""S7: wherever words travel to another school, what looks like contact details or a list of pupils is asked about once.

Every field of free text in every form is either looked at twice or stands below with the reason why not: a new field without a word here fails.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from wtforms import HiddenField, PasswordField, StringField
from wtforms.fields.core import UnboundField

import portal
from portal.running.board.forms import LookedAtTwice
from portal.web.fields import TimeOfDay
from portal.web.forms import PortalForm

PLANTED = "Ring a pupil: 07700 900123"

# why a field is not looked at: the forms, or the fields of a form, that it is true of
NOT_LOOKED_AT = {
    "contact data of staff is what is asked for": """
        identity.accounts.forms.ProfileForm identity.accounts.forms.RegisterForm identity.declarations.forms.DeclarationForm
        identity.schools.forms.HeadForm identity.schools.forms.MailboxForm identity.schools.forms.RegisterSchoolForm
        identity.schools.forms.RegisterAbroadForm identity.schools.forms.ConfirmSchoolForm identity.years.forms.YesForm
        running.agreements.forms.SignByLinkForm forming.clusters.forms.StartClusterForm.schools
        running.reshaping.forms.GroupForm.schools running.reshaping.forms.ListForm.schools running.reshaping.forms.MergeForm.name
        running.mirrors.forms.InviteMirrorForm.contact_name running.mirrors.forms.InviteMirrorForm.school_name
        forming.evidence.forms.AskStatementForm.organisation forming.evidence.forms.GiveStatementForm.name
        forming.evidence.forms.GiveStatementForm.organisation forming.evidence.forms.GiveStatementForm.post
        forming.parts.forms.SupporterForm.name identity.organisations.forms.MemberForm.post forming.committees.forms.HolderForm.holder_name
        forming.committees.forms.SeatForm.holder_name
        oversight.privacy.forms.AskForm oversight.reports.forms.ReportForm""",
    "it is refused altogether: first words to a stranger, and words for everyone": """
        forming.approaches.forms.AskForm.message running.matching.forms.AskClusterForm running.matching.forms.WishForm
        running.mirrors.forms.InviteMirrorForm.message oversight.publishing.forms.PublicPageForm""",
    "nobody else reads it": """
        identity.accounts.forms.CodeForm identity.people.forms.FindPersonForm identity.accounts.forms.RecoveryCodeForm identity.accounts.forms.NewPasskeyForm
        identity.accounts.forms.PasskeyNameForm oversight.interface.forms.KeyForm running.board.forms.DraftForm
        identity.successors.forms.ChooseForm applying.applications.forms.WithdrawForm.receipt_number applying.applications.forms.SignByLinkForm
        applying.applications.forms.DeclineByLinkForm.no_code applying.awards.forms.AcceptByLinkForm.code""",
    "one's own school reads it, or the programme": """
        identity.schools.forms.AnswerForm identity.schools.forms.JoinForm identity.schools.forms.EditSchoolForm
        identity.years.forms.NoForm applying.appeals.forms.ObjectForm applying.allocation.forms.ProfileForm
        identity.verification.forms.EvidenceForm identity.verification.forms.ProposeAgainForm
        identity.verification.forms.TakeBackVouchForm running.mediation.forms.ToSafeguardingForm oversight.reports.forms.AppealForm""",
    "an amount, a rate or a number": """
        running.responsibility.forms.TermsForm.funding
        running.ledger.forms.EntryForm.amount running.ledger.forms.EntryForm.rate running.ledger.forms.OpenForm.limit
        running.ledger.forms.RulesForm""",
    "the programme writes it": """
        applying.appeals.forms.AnswerForm applying.awards.forms.CheckForm applying.awards.forms.CloseForm applying.awards.forms.JudgeForm
        applying.awards.forms.SuspendForm applying.awards.forms.TakeBackForm applying.funding.forms.ChangeLineForm
        applying.funding.forms.LineForm applying.funding.forms.RulesForm applying.letters.forms.TemplateForm
        applying.amendments.forms.AnswerForm
        applying.monitoring.forms.JudgeForm applying.monitoring.forms.MoveForm applying.monitoring.forms.PayForm applying.monitoring.forms.WaiveForm
        applying.rules.forms.LineForm applying.calibration.forms.EditTakenForm applying.calibration.forms.EditWrittenForm
        applying.calibration.forms.WriteSampleForm
        oversight.workbooks.forms.WorkbookForm
        applying.applications.forms.ExtensionForm applying.applications.forms.PermitForm applying.applications.forms._MoreTime
        applying.awards.forms.DecisionForm applying.changes.forms.DecideForm applying.programmes.forms.CriterionForm
        applying.programmes.forms.ProgrammeForm applying.programmes.forms.QuestionForm applying.programmes.forms.RoundForm
        applying.programmes.forms.SectionForm applying.programmes.forms.ClarifyForm applying.programmes.forms.EntryRulesForm
        applying.programmes.forms.MilestoneForm applying.reviews.forms.DropForm
        applying.hints.forms.HintForm applying.reviews.forms.GiveBackForm applying.reviews.forms.ConflictForm applying.reviews.forms.DeclineForm
        applying.reviews.forms.NoteForm applying.reviews.forms.OnceMoreForm applying.reviews.forms.ReinstateForm
        applying.reviews.forms.BeginForm applying.reviews.forms.HideForm applying.reviews.forms.RemarkForm
        applying.reviews.forms.ScreeningForm applying.reviews.forms.VoidForm forming.clusters.forms.AppointForm
        identity.organisations.forms.OrganisationForm identity.people.forms.ProposeRoleForm identity.people.forms.ReasonForm
        identity.people.forms.RefuseRoleForm identity.people.forms.RestoreForm identity.people.forms.SuspendForm
        identity.verification.forms.LookAtVouchForm identity.verification.forms.LookForm identity.verification.forms.RejectForm
        identity.verification.forms.RestoreForm identity.verification.forms.SuspendForm
        identity.verification.forms.WriteDownVouchForm oversight.advising.forms.NoteForm oversight.breaches.forms.BreachForm
        oversight.breaches.forms.StepForm oversight.duplicates.forms.MergeForm oversight.exports.forms.PurposeForm
        oversight.freezes.forms.FreezeForm oversight.freezes.forms.FreezePersonForm oversight.freezes.forms.HideForm
        oversight.freezes.forms.LiftForm oversight.freezes.forms.LiftHiddenForm oversight.freezes.forms.ShowForm
        oversight.privacy.forms.AnswerForm oversight.reports.forms.AnswerForm oversight.reports.forms.CloseForm
        oversight.reports.forms.HideForm oversight.reports.forms.NoteForm oversight.reports.forms.PassOnForm
        oversight.reports.forms.ReasonForm oversight.reports.forms.ShowForm running.board.forms.TranslatorForm
        running.firstposts.forms.ReturnForm running.transfers.forms.RuleForm running.visits.forms.SafetyItemForm""",
}
EXEMPT = {name: reason for reason, names in NOT_LOOKED_AT.items() for name in names.split()}


def every_form() -> list[type[PortalForm]]:
    for found in pkgutil.walk_packages(portal.__path__, "portal."):
        if "form" in found.name.rpartition(".")[2]:
            importlib.import_module(found.name)

    def below(kind: type[PortalForm]) -> Iterator[type[PortalForm]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    # Forms that are made anew for a round or a section are not in their modules, and name what others read as they are made.
    ours = {one for one in below(PortalForm) if getattr(sys.modules[one.__module__], one.__name__, None) is one}
    ours = {one for one in ours if one.__module__.startswith("portal.")}
    return sorted(ours, key=name_of)


def name_of(form: type[PortalForm]) -> str:
    return f"{form.__module__.removeprefix('portal.')}.{form.__name__}"


def free_texts(form: type[PortalForm]) -> list[str]:
    """The names of the fields in which anything can be written; addresses and times have a shape of their own."""
    found = []
    for name in dir(form):
        field = getattr(form, name)
        if not isinstance(field, UnboundField) or not issubclass(field.field_class, StringField):
            continue
        is_address = (field.kwargs.get("render_kw") or {}).get("type") == "email" or name in (
            "link",
            "website",
            "url",
            "policy_link",
        )
        if not is_address and not issubclass(field.field_class, HiddenField | PasswordField | TimeOfDay):
            found.append(name)
    return found


def test_every_free_text_is_looked_at_or_says_why_not() -> None:
    forms = every_form()
    unclear, both, used = [], [], set()
    for form in forms:
        for field in free_texts(form):
            exempt = {name_of(form), f"{name_of(form)}.{field}"} & EXEMPT.keys()
            used |= exempt
            if bool(exempt) == (field in form.read_by_others):
                (both if exempt else unclear).append(f"{name_of(form)}.{field}")
        assert issubclass(form, LookedAtTwice) or set(form.read_by_others) <= set(dir(form)), form
    how = "name the field in `read_by_others` of its form, or above with the reason why nobody else reads it"
    assert (unclear, both) == ([], []), how
    assert set(EXEMPT) == used, "named here, but there is no such text any more"
    assert sum(len(form.read_by_others) for form in forms) > 100


@pytest.mark.either
def test_each_of_them_asks_once_keeps_the_words_and_takes_a_yes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    for form in every_form():
        for field in set(form.read_by_others) & set(dir(form)):
            with app.test_request_context("/", method="POST", data={field: PLANTED}):
                asked = form()
                if field not in asked:
                    continue
                assert not asked.validate()
                assert any("seems to hold a phone number" in error for error in asked[field].errors), (form, field)
                shown = str(asked[field]())
                assert 'name="looked_again"' in shown, (form, field)
                assert PLANTED in shown, (form, field)
            with app.test_request_context("/", method="POST", data={field: PLANTED, "looked_again": "y"}):
                said = form()
                said.validate()
                assert not any("seems to hold" in error for error in said[field].errors), (form, field)
            with app.test_request_context("/", method="POST", data={field: PLANTED}):
                stood = form(data={field: PLANTED})
                stood.validate()
                assert not any("seems to hold" in error for error in stood[field].errors), (form, field)
