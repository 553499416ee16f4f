"""Loaded by the process that the makers of PDF files are forked from (maker.py)."""

import signal

from samverkan.pdf.render import make_pdf

# It ends with the process that started it, which finishes what it is doing first.
signal.signal(signal.SIGTERM, signal.SIG_IGN)

make_pdf(
    '<html lang="sv"><title>-</title><h1>Å</h1><p>å <b>ä</b> <em>ö</em></p>'
    "<ul><li>-</li></ul><table><tr><th>-</th><td>-</td></tr></table></html>",
    "report.css",
    "questions.css",
)
