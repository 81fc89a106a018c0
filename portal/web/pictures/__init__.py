"""Pictures of figures, drawn on the server: see `picture.Picture` for what each of them has, `drawing.Drawing` for the pen, the others for the kinds."""

from portal.web.pictures.bars import Bar, bars
from portal.web.pictures.clockface import clockface
from portal.web.pictures.curves import Curve, curves
from portal.web.pictures.drawing import Drawing
from portal.web.pictures.picture import LEAST, Linked, Picture, merge_small

__all__ = ["LEAST", "Bar", "Curve", "Drawing", "Linked", "Picture", "bars", "clockface", "curves", "merge_small"]
