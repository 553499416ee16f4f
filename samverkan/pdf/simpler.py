"""What WeasyPrint 70 draws in many words is drawn in few: it looks the same.

A rule under a row is one rectangle instead of two rounded boxes cut by a third, and a small picture
that stands behind many texts is kept once in a file.
"""

from typing import Any, Final

from weasyprint import draw
from weasyprint.draw import border
from weasyprint.draw.color import get_color
from weasyprint.images import SVGImage

_SIDES: Final = ("top", "right", "bottom", "left")
_WIDTHS: Final = tuple((side, f"border_{side}_width") for side in _SIDES)
_RADII: Final = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_draw_border = border.draw_border
_draw_image = draw.draw_background_image


def draw_border(stream: Any, box: Any) -> None:
    style = box.style
    if (
        style["border_image_source"][0] != "none"
        or style["column_count"] != "auto"
        or style["column_width"] != "auto"
        or style["visibility"] != "visible"
    ):
        _draw_border(stream, box)
        return
    given = box.__dict__
    sides = [side for side, name in _WIDTHS if given[name]]
    if not sides:
        return
    [side, *more] = sides
    is_plain = not more and style[f"border_{side}_style"] == "solid"
    if not is_plain or any(given[name] != (0, 0) for name in _RADII):
        _draw_border(stream, box)
        return
    color = get_color(style, f"border_{side}_color")
    if color.alpha:
        with stream.artifact(), stream.stacked():
            stream.set_color(color)
            stream.rectangle(*_place(box, side, given[f"border_{side}_width"]))
            stream.fill()


def _place(box: Any, side: str, width: float) -> tuple[float, float, float, float]:
    x, y, whole, height = box.hit_area()
    if side == "right":
        x += whole - width
    elif side == "bottom":
        y += height - width
    return (x, y, whole, width) if side in ("top", "bottom") else (x, y, width, height)


def draw_background_image(stream: Any, layer: Any, style: Any) -> None:
    is_once = layer.repeat == ("no-repeat", "no-repeat")
    if not isinstance(layer.image, SVGImage) or 0 in layer.size or not is_once:
        _draw_image(stream, layer, style)
        return
    known = layer.image.__dict__.setdefault("groups", {})
    key = (id(stream._resources), *layer.size)
    with stream.artifact():
        if not layer.unbounded:
            stream.rectangle(*layer.painting_area)
            stream.clip()
            stream.end()
        if key not in known:
            group = stream.add_group(*stream.page_rectangle)
            layer.image.draw(group, *layer.size, style)
            known[key] = group.id
        x, y = layer.position
        with stream.stacked():
            stream.transform(e=x + layer.positioning_area[0], f=y + layer.positioning_area[1])
            stream.draw_x_object(known[key])


border.draw_border = draw.draw_border = draw_border
draw.draw_background_image = draw_background_image
