"""The form of a programme's heading: shape only."""

from typing import Any

from portal.core.i18n import _l
from portal.forming.evidence.forms import welsh_guidance, welsh_heading
from portal.web.forms import EditingForm, line, paragraph, pick_several, send, tick


class LineForm(EditingForm):
    read_by_others = ("title", "guidance", "welsh_title", "welsh_guidance")

    title = line(_l("The heading"), required=_l("Write the heading."), longest=160)
    guidance = paragraph(_l("What is meant, in one or two sentences (optional)"), longest=1000, rows=3)
    welsh_title = welsh_heading()
    welsh_guidance = welsh_guidance()
    covers = pick_several(
        _l("Which evidence stands under it?"),
        hint=_l("What schools have gathered under these general headings is shown here."),
    )
    own = tick(_l("Clusters also add evidence of its own under it"))
    per_school = tick(_l("Each school answers it for itself"))
    accepts_intention = tick(_l("An intention with a date counts as an answer"))
    submit = send(_l("Save the heading"))

    def words(self) -> dict[str, Any]:
        """What was typed and ticked."""
        return {
            "title": self.title.data,
            "guidance": self.guidance.data or "",
            "welsh": {"title": self.welsh_title.data or "", "guidance": self.welsh_guidance.data or ""},
            "covers": self.covers.data or [],
            "own": bool(self.own and self.own.data),
            "per_school": bool(self.per_school.data),
            "accepts_intention": bool(self.accepts_intention.data),
        }
