"""The life of an edition is drawn in the documentation as the program has it."""

from pathlib import Path

from model_content.domain.lifecycle import TRANSITIONS, Change, State

DOCUMENT = Path(__file__).parent.parent.parent / "model_content" / "CONTENT.md"


CONDITIONS = {Change.CORRECTED: "only texts", Change.TAKEN_UP: "unless it is in use"}
"""What else than its state is asked of a published edition."""


def draw_diagram() -> str:
    """The states and transitions as a Mermaid diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    for each in TRANSITIONS:
        condition = CONDITIONS.get(each.change, "") if each.source is State.PUBLISHED else ""
        said = f"{each.change}: {condition}" if condition else str(each.change)
        lines.append(f"    {each.source} --> {each.target or '[*]'}: {said}")
    return "\n".join(lines)


def test_the_diagram_in_the_documentation_is_the_one_of_the_program():
    text = DOCUMENT.read_text(encoding="utf-8")
    begin, end = "<!-- states: begin -->\n", "\n<!-- states: end -->"
    drawn = text.split(begin)[1].split(end)[0]
    assert drawn == f"```mermaid\n{draw_diagram()}\n```"
