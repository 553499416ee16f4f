"""What makes files faster changes nothing in them."""

from samverkan.pdf import faster, render

PAGE = """<!doctype html><html lang="sv"><title>Å</title>
<body data-page="Sida" data-of="av"><section class="first">
<p class="name" data-header="Älvdalen">Ä</p>
<h1>Ni är sannolikt i <em>Etablering</em></h1><p dir="rtl" lang="ar">مرحبا</p>
<ol class="decisions"><li><h3>Nytta</h3> <p class="why">Därför att</p></li></ol></section>
<section class="all"><h2 id="all">Alla aspekter</h2><table class="aspects"><caption>K</caption>
<thead><tr><th scope="col">Aspekt</th><th class="num">Medel</th></tr></thead>
<tbody><tr><th scope="row">Nytta <span class="quiet">*</span></th>
<td class="num">3,5</td></tr></tbody>
</table><p class="contents"><a href="#all">Se tabellen</a> 🙂 ˅</p></section>
<section class="pictured"><figure class="drawing"><svg viewBox="0 0 9 9" role="img"
xmlns="http://www.w3.org/2000/svg"><title>T</title><path d="M0 0L9 9" stroke="#000"/>
<text x="1" y="5" font-size="3">å</text></svg></figure><div class="cell address">
<span class="map-name">Förtroendefullt samarbetsklimat</span></div></section>
<ol class="later" start="4"><li>Fjärde</li></ol><p style="width: calc(50% + 9mm)">Halv</p></html>
"""


def test_files_are_the_same_byte_for_byte(monkeypatch):
    mended = render.make_pdf(PAGE, "report.css")
    for holder, name, former in faster.REPLACED:
        monkeypatch.setattr(holder, name, former)
    monkeypatch.setattr(render, "Page", faster.HTML)
    assert render.make_pdf(PAGE, "report.css") == mended


def test_work_is_saved(monkeypatch):
    """Of a table with fifty rows alike, one cell's font and lengths are looked for."""
    sought = []
    sort = faster._sort_lengths
    monkeypatch.setattr(faster, "_sort_lengths", lambda style: sought.append(style) or sort(style))
    render.make_pdf("<html lang=sv><title>-</title><table>" + "<tr><td>x" * 50 + "</table>")
    assert 0 < len(sought) < 50
