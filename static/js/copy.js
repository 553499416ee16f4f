// Copies a field's text (data-copy = its id) or the text behind a link (data-copy-from).
// Without this script the fields can be selected and the link opens the text.
"use strict";
{
  const status = document.getElementById("copied");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };
  const copy = async (text, words) => {
    try {
      await navigator.clipboard.writeText(await text);
      say(words.done);
    } catch {
      say(words.failed);
    }
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      copy(field.value, status.dataset);
    });
  }
  for (const link of document.querySelectorAll("[data-copy-from]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      copy(fetch(link.href).then((response) => response.text()), link.dataset);
    });
  }
}
