"""The life of an edition is drawn in the documentation as the program has it."""

from pathlib import Path

from model_content.domain.lifecycle import draw_diagram

DOCUMENT = Path(__file__).parent.parent.parent / "model_content" / "CONTENT.md"


def test_the_diagram_in_the_documentation_is_the_one_of_the_program():
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = "<!-- states: begin -->\n", "\n<!-- states: end -->"
    drawn = text.split(begin)[1].split(end)[0]
    assert drawn == f"```mermaid\n{draw_diagram()}\n```"
