// Copies a field's text (data-copy = its id) or the text behind a link (data-copy-from).
// Without this script, and in browsers that cannot copy, the fields can be selected and the link
// opens the text.
"use strict";
{
  const status = document.getElementById("copied");
  const say = (text) => { status.textContent = ""; requestAnimationFrame(() => { status.textContent = text; }); };
  const copy = async (writing, words) => {
    try {
      await writing();
      say(words.done);
    } catch {
      say(words.failed);
    }
  };
  const read = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    return new Blob([await response.text()], { type: "text/plain" });
  };
  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      copy(() => navigator.clipboard.writeText(field.value), status.dataset);
    });
  }
  for (const link of window.ClipboardItem ? document.querySelectorAll("[data-copy-from]") : []) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      // The text as a promise: Safari lets nobody write to the clipboard once the click is over.
      copy(() => navigator.clipboard.write([new ClipboardItem({ "text/plain": read(link.href) })]), link.dataset);
    });
  }
}
