"""Where WeasyPrint 70 and pydyf do the same work over and over: here it is done once.

What they make is the same, byte for byte (`tests/test_pdf_faster.py`). They are pinned to minor
versions, so what is replaced here stays as it is. What is remembered is kept on a style, which
belongs to one document and is never changed after its first box has been laid out.
"""

import re
import sys
from typing import Any, Final

import pydyf
from weasyprint import HTML
from weasyprint import html as pages
from weasyprint.css import ComputedStyle, computed_values, properties
from weasyprint.css.functions import check_math
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, percent
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango

# Pages --------------------------------------------------------------------------------------------

# Rules for what no page of ours has. Those without the name of an element are tried on each, those
# of footnotes and markers give each element six styles more, and those at the sides each page ten.
_UNUSED: Final = re.compile(
    r"^(\[dir[^{]* (dd|:is)|dd\[dir|:is\(dir, menu, ol, ul\)\[dir|table:is\(\[rules|::(foot)?note|"
    r"@counter-style|input|button|select|textarea|fieldset|:is\(input|"
    r" +@((left|right)-(top|middle|bottom)|(top|bottom)-(left|right)-corner) )"
)


def _load_own_sheet() -> Any:
    lines = pages.UA.replace("\n::marker {", "\nli::marker {").splitlines()
    # Counters' styles are WeasyPrint's own (`_ua_counter_style`).
    kept = "\n".join(line for line in lines if not _UNUSED.match(line))
    return pages.CSS(string=kept)


_OWN_SHEET: Final = _load_own_sheet()


class Page(HTML):  # type: ignore[misc]
    """A page of ours, which leaves looks to its style sheets: it has no `bgcolor`."""

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [_OWN_SHEET]

    def _ph_stylesheets(self) -> list[Any]:
        return []


# Styles -------------------------------------------------------------------------------------------

_LOGICAL: Final = re.compile("(^|_)(inline|block)_|_(start|end)_(start|end)_|^inset_")
_ASIDE: Final = frozenset(
    name
    for name in properties.INITIAL_VALUES
    if name in ("float", "position", "display", "page") or name.startswith("text_decoration_")
)
_compute = ComputedStyle.__missing__


def compute(style: Any, key: str) -> Any:
    """The value of a property that nothing is said of: the parent's, or the initial one."""
    parent = style.parent_style
    if parent is None or key in style.cascaded or key in _ASIDE or key[:2] == "__":
        return _compute(style, key)
    if key in computed_values.PHYSICAL_FUNCTIONS:
        logical = style.__dict__.get("has_logical")
        if logical is None:
            logical = style.has_logical = any(map(_LOGICAL.search, style.cascaded))
        if logical:
            return _compute(style, key)
    if key in properties.INHERITED:
        value = parent[key]
    else:
        value = properties.INITIAL_VALUES[key]
        if key in properties.INITIAL_NOT_COMPUTED and key in computed_values.COMPUTER_FUNCTIONS:
            value = computed_values.COMPUTER_FUNCTIONS[key](style, key, value)
    style[key] = value
    return value


# Lengths ------------------------------------------------------------------------------------------

WIDTH, ASIDE, HEIGHT = range(3)  # what a percentage is of
_REFERRED: Final = {
    **dict.fromkeys(("margin_left", "margin_right", "padding_left", "padding_right"), WIDTH),
    **dict.fromkeys(("margin_top", "margin_bottom", "padding_top", "padding_bottom"), ASIDE),
    **dict.fromkeys(("width", "min_width", "max_width"), WIDTH),
    **dict.fromkeys(("height", "min_height", "max_height"), HEIGHT),
}
_BORDERS: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_resolve = percent.resolve_percentages


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Set a box's lengths: those of its style, and percentages of what it stands in."""
    style = box.style
    try:
        lengths, shares, is_collapsed, is_content = style.lengths
    except AttributeError:
        lengths, shares, is_collapsed, is_content = style.lengths = _sort_lengths(style)
    if lengths is None:
        _resolve(box, containing_block)
        return
    given = box.__dict__
    given.update(lengths)
    for name in _BORDERS:
        if not (is_collapsed and name in given):
            given[name] = style[name]
    if shares:
        if isinstance(containing_block, boxes.Box):
            width, height = containing_block.width, containing_block.height
        else:
            width, height = containing_block
        aside = height if isinstance(box, boxes.PageBox) else width
        for name, share, of in shares:
            whole = (width, aside, height)[of]
            if whole == "auto" and of == HEIGHT:
                whole = _UNKNOWN_HEIGHT[name]
            given[name] = whole if whole == "auto" else whole * share / 100
    if not is_content:
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


_UNKNOWN_HEIGHT: Final = {"height": "auto", "min_height": 0, "max_height": percent.inf}


def _sort_lengths(style: Any) -> tuple[Any, ...]:
    """The lengths that are known, and those that are shares of others; None if any is reckoned."""
    lengths, shares = {}, []
    for name, of in _REFERRED.items():
        value = style[name]
        if value is None or value == "auto":
            lengths[name] = 0 if value and name in ("min_width", "min_height") else value
        elif check_math(value) or getattr(value, "unit", None) is None:
            return None, None, None, None
        elif value.unit == "%":
            shares.append((name, value.value, of))
        else:
            lengths[name] = value.value
    return (
        lengths,
        shares,
        style["border_collapse"] == "collapse",
        style["box_sizing"] == "content-box",
    )


# Boxes -------------------------------------------------------------------------------------------

_is_in_normal_flow = boxes.Box.is_in_normal_flow
_lay_out_background = background.layout_box_backgrounds


def is_in_normal_flow(box: Any) -> bool:
    try:
        return bool(box.style.is_in_flow)
    except AttributeError:
        known = box.style.is_in_flow = bool(_is_in_normal_flow(box))
        return known


def layout_box_backgrounds(
    page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
) -> None:
    """Find what is behind a box and what is in it: behind most there is nothing."""
    own = box.style
    try:
        is_bare = own.is_bare
    except AttributeError:
        is_bare = own.is_bare = _is_bare(own)
    if style is not None or box is page or not is_bare:
        _lay_out_background(page, box, get_image, layout_children, style)
        return
    box.__dict__.update(_NO_RADII)
    box.background = None
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)


def _is_bare(style: Any) -> bool:
    return bool(
        all((0, "px") in style[name] for name in _NO_RADII)
        and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
        and all(kind == "none" for kind, _value in style["background_image"])
        and not style["box_shadow"]
        and get_color(style, "background_color").alpha == 0
    )


_NO_RADII: Final = {
    f"border_{corner}_radius": (0, 0)
    for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
}


# Lines --------------------------------------------------------------------------------------------

_set_up = line_break.Layout.setup
_measure_strut = line_break.strut
_FEATURES: Final = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps",
    "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings",
)  # fmt: skip


class Layout(line_break.Layout):  # type: ignore[misc]
    """A line's layout, whose font is looked for once for each style."""

    def setup(self, style: Any) -> None:
        try:
            font = style.font
        except AttributeError:
            font = style.font = _find_font(style)
        if font is None:
            _set_up(self, style)
            return
        self.style = style
        self.first_line_direction = 0
        context, description, self.language = font
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        self.ascent = self.underline_position = self.strikethrough_position = None

    def set_text(self, text: str, justify: bool = False) -> None:
        # As it is drawn, where that is the same: nothing is shaped anew then.
        is_single = not _PARAGRAPHS.search(text)
        pango.pango_layout_set_single_paragraph_mode(self.layout, is_single)
        super().set_text(text, justify)

    def deactivate(self) -> None:
        if self.justification_spacing or self.style["text_align_all"] == "justify":
            super().deactivate()

    def reactivate(self, style: Any) -> None:
        if "layout" not in self.__dict__:
            super().reactivate(style)


_PARAGRAPHS: Final = re.compile("[\n\r\u2029]")


def _find_font(style: Any) -> Any:
    """Pango's context, description and language; None where the style wants something more."""
    if (
        style["text_decoration_line"] != "none"
        or style["font_language_override"] != "normal"
        or not style["lang"]
        or line_break.font_features(*map(style.__getitem__, _FEATURES))
    ):
        return None
    context = ffi.gc(
        pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
    )
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, line_break.PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_from_string(line_break.unicode_to_char_p(style["lang"])[0])
    pango.pango_context_set_language(context, language)
    return context, line_break.get_font_description(style), language


def strut(style: Any) -> Any:
    known = style.__dict__.get("strut")
    if known is None:
        known = style.strut = _measure_strut(style)
    return known


# Files --------------------------------------------------------------------------------------------

_write = pydyf.PDF.write
_to_bytes = pydyf._to_bytes


class Written(pydyf.Object):  # type: ignore[misc]
    """An object as it is written: a file's own hash is reckoned from the same bytes."""

    data = b""

    def __init__(self, item: Any) -> None:
        self.number, self.offset = item.number, item.offset
        self.generation, self.free = item.generation, item.free
        self.data = item.data


class WrittenStream(Written, pydyf.Stream):  # type: ignore[misc]
    pass


def write(pdf: Any, *more: Any) -> None:
    for i, item in enumerate(pdf.objects):
        if item.free == "n":
            kind = WrittenStream if isinstance(item, pydyf.Stream) else Written
            pdf.objects[i] = kind(item)
    _write(pdf, *more)


def to_bytes(item: Any) -> Any:
    kind = type(item)
    if kind is bytes:
        return item
    return item.encode("ascii") if kind is str else _to_bytes(item)


def _replace(owner: Any, name: str, new: object) -> None:
    """Put another in the place of what an owner has by this name, wherever it has been imported."""
    former = getattr(owner, name)
    modules = [m for key, m in sys.modules.items() if re.match(r"(weasyprint|pydyf)\b", key)]
    for holder in {owner, *modules}:
        for key in [key for key, value in vars(holder).items() if value is former]:
            setattr(holder, key, new)
            REPLACED.append((holder, key, former))


REPLACED: Final[list[tuple[Any, str, object]]] = []
"""What they were, for the test that sees that nothing else comes of it."""

_replace(ComputedStyle, "__missing__", compute)
_replace(percent, "resolve_percentages", resolve_percentages)
_replace(boxes.Box, "is_in_normal_flow", is_in_normal_flow)
_replace(background, "layout_box_backgrounds", layout_box_backgrounds)
_replace(line_break, "Layout", Layout)
_replace(line_break, "strut", strut)
_replace(pydyf, "_to_bytes", to_bytes)
_replace(pydyf.PDF, "write", write)
