"""What a browser calls itself, in words a person knows: "Firefox on Windows"."""

from portal.core.i18n import _

# order matters: most browsers also claim to be others
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def words_of(client: str) -> str:
    """The browser and the machine of a User-Agent line, as far as they are known."""
    browser = next((name for mark, name in _BROWSERS if mark in client), "")
    machine = next((name for mark, name in _MACHINES if mark in client), "")
    if browser and machine:
        return str(_("%(browser)s on %(machine)s", browser=browser, machine=machine))
    return browser or machine or str(_("A browser that is not known"))
