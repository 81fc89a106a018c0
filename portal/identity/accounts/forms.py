"""Forms of accounts."""

from zoneinfo import available_timezones

from wtforms import HiddenField

from portal.core.i18n import _l
from portal.identity.accounts.models import Work
from portal.web.forms import PortalForm, email, line, password, pick_from_list, send, tick

ZONES = sorted(
    z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix/", "right/", "SystemV/"))
)
LANGUAGES = (("en", "English"), ("cy", "Cymraeg"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"))

WORK = (
    (Work.TEACHER.value, _l("A teacher or teaching assistant")),
    (Work.LEADER.value, _l("A head, deputy or governor")),
    (Work.OFFICE.value, _l("Other staff of a school")),
    (Work.AUTHORITY.value, _l("An officer of a local authority or district")),
    (Work.ORGANISATION.value, _l("Staff of a museum, centre or community group")),
    (Work.PROGRAMME.value, _l("A reviewer, or staff of the programme")),
)


class SignInForm(PortalForm):
    is_a_door = True

    email = email(_l("E-mail address"), required=_l("Enter your e-mail address."), autocomplete="username")
    password = password(_l("Password"), required=_l("Enter your password."))
    shared_computer = tick(
        _l("This is a shared computer"),
        hint=_l("You are signed out after 20 minutes and nothing is kept in the browser."),
    )
    submit = send(_l("Sign in"))


class RegisterForm(PortalForm):
    name = line(
        _l("Your name"),
        required=_l("Enter your name."),
        hint=_l("As colleagues and partner schools know you."),
        autocomplete="name",
    )
    email = email(
        _l("Work e-mail address"),
        required=_l("Enter your e-mail address."),
        hint=_l("Use your school's address if you have one."),
    )
    password = password(
        _l("Choose a password"),
        required=_l("Choose a password."),
        autocomplete="new-password",
        hint=_l("12 characters or more. Three words in a row are good."),
    )
    work = pick_from_list(_l("What are you?"), WORK, required=_l("Choose what you are."), default=Work.TEACHER.value)
    zone = pick_from_list(
        _l("Your time zone"),
        [(z, z.replace("_", " ")) for z in ZONES],
        required=_l("Choose your time zone."),
        default="Europe/London",
    )
    adult = tick(
        _l(
            "I am an adult who works for a school or a supporting organisation, and I accept the terms of use and the code of conduct"
        ),
        required=_l(
            "Tick the box if you are an adult who works for a school or a supporting organisation. Only they have accounts."
        ),
    )
    submit = send(_l("Create account"))


class ConfirmForm(PortalForm):
    """In the browser in which the account was asked for."""

    submit = send(_l("Confirm my e-mail address"))


class ConfirmElsewhereForm(PortalForm):
    """In another browser: whoever confirms must know the password that will work."""

    password = password(
        _l("The password you chose"),
        required=_l("Enter the password you chose when you registered."),
        hint=_l("We ask because you registered in another browser, or a while ago. You are signed in with it."),
    )
    shared_computer = tick(
        _l("This is a shared computer"),
        hint=_l("You are signed out after 20 minutes and nothing is kept in the browser."),
    )
    submit = send(_l("Confirm my e-mail address"))


class CodeForm(PortalForm):
    code = line(
        _l("Six-digit code"),
        required=_l("Enter the six digits that your app shows."),
        hint=_l("Your app shows a new code every 30 seconds."),
        longest=20,
        autocomplete="one-time-code",
    )
    submit = send(_l("Go on"))


class RecoveryCodeForm(PortalForm):
    code = line(
        _l("Recovery code"),
        required=_l("Enter one of your recovery codes."),
        hint=_l("16 letters and digits, like ABCD-EFGH-2345-6789. Each works once."),
        longest=60,
        autocomplete="off",
    )
    submit = send(_l("Go on"))


class ProveForm(PortalForm):
    """It is still you."""

    password = password(_l("Your password"), required=_l("Enter your password."))
    submit = send(_l("Go on"))


class PasskeyForm(PortalForm):
    """The browser fills in the answer of the passkey; nobody types here."""

    passkey_answer = HiddenField()
    shared_computer = tick(_l("This is a shared computer"))
    submit = send(_l("Use a passkey"))


class NewPasskeyForm(PortalForm):
    name = line(
        _l("Name of the passkey"),
        required=_l("Give the passkey a name."),
        hint=_l("So that you know it again, like “My phone” or “Laptop at school”."),
        longest=60,
        autocomplete="off",
    )
    passkey_answer = HiddenField()
    submit = send(_l("Add a passkey"))


class PasskeyNameForm(PortalForm):
    name = line(_l("Name of the passkey"), required=_l("Give the passkey a name."), longest=60, autocomplete="off")
    submit = send(_l("Save"))


class AskResetForm(PortalForm):
    is_a_door = True

    email = email(_l("E-mail address"), required=_l("Enter your e-mail address."))
    submit = send(_l("Send me a link"))


class ChoosePasswordForm(PortalForm):
    password = password(
        _l("Choose a new password"),
        required=_l("Choose a password."),
        autocomplete="new-password",
        hint=_l("12 characters or more. Three words in a row are good."),
    )
    submit = send(_l("Save the new password"))


class ChangePasswordForm(PortalForm):
    current_password = password(_l("Your present password"), required=_l("Enter your present password."))
    password = password(
        _l("Your new password"),
        required=_l("Choose a password."),
        autocomplete="new-password",
        hint=_l("Three words in a row are good."),
    )
    submit = send(_l("Save the new password"))


class NewAddressForm(PortalForm):
    email = email(
        _l("New e-mail address"),
        required=_l("Enter the new address."),
        hint=_l("We send a link to it. Until you open the link, your address stays as it is."),
    )
    submit = send(_l("Send me the link"))


class ConfirmNewAddressForm(PortalForm):
    """In a browser where the person is not signed in."""

    password = password(_l("Your password"), required=_l("Enter your password."))
    shared_computer = tick(
        _l("This is a shared computer"),
        hint=_l("You are signed out after 20 minutes and nothing is kept in the browser."),
    )
    submit = send(_l("Confirm my e-mail address"))


class ProfileForm(PortalForm):
    name = line(_l("Your name"), required=_l("Enter your name."), autocomplete="name")
    zone = pick_from_list(
        _l("Your time zone"), [(z, z.replace("_", " ")) for z in ZONES], required=_l("Choose your time zone.")
    )
    language = pick_from_list(_l("Language of the portal"), LANGUAGES, required=_l("Choose a language."))
    submit = send(_l("Save"))


class AcceptForm(PortalForm):
    submit = send(_l("I accept"))
