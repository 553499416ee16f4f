"""A link as a QR code; the only import of segno."""

import segno


def draw_qr_code(address: str) -> str:
    """Draw the code as an SVG file: dark on white with its margin, also where pages are dark.

    It can be read also where a seventh of it is dirty or covered.
    """
    code = segno.make_qr(address, error="m")
    drawn: str = code.svg_inline(scale=8, border=4, light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
