// Turns the pages of a meeting with the keyboard, or with the clicker of whoever presents. Without
// this script the buttons do the same. No key is taken from a field; Page Down and Page Up scroll
// first and turn the page only when there is nothing left to scroll.
"use strict";
{
  const form = document.getElementById("meeting");
  const page = document.documentElement;
  const isAtEnd = () => Math.ceil(scrollY + innerHeight) >= page.scrollHeight - 1;
  const turns = {
    ArrowRight: () => "next",
    ArrowLeft: () => "previous",
    PageDown: () => isAtEnd() && "next",
    PageUp: () => scrollY <= 0 && "previous",
  };
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.("input, textarea, select")) return;
    const turn = turns[event.key]?.();
    const button = turn && document.querySelector(`[data-turn="${turn}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // What has been written is asked about before it is lost; the form's own buttons save it.
  let isSaving = false;
  const isChanged = (field) => field.type === "radio"
    ? field.checked !== field.defaultChecked
    : /^(text|textarea|date)$/.test(field.type) && field.value !== field.defaultValue;
  form?.addEventListener("submit", () => { isSaving = true; });
  addEventListener("pageshow", () => { isSaving = false; });
  addEventListener("beforeunload", (event) => {
    if (form && !isSaving && [...form.elements].some(isChanged)) {
      event.preventDefault();
      event.returnValue = "?";   // what browsers before 2023 ask by
    }
  });
}
