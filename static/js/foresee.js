// Renews what can be shown of so many (#foreseen, and by the parties) while the form is written in. Without this script
// the button “Räkna” does it, and with it the button is not needed.
"use strict";
{
  const shown = document.querySelectorAll("#foreseen, #foreseen-parties");
  const button = document.getElementById("count");
  const form = button.form;
  let waits = 0;
  let asked = 0;
  const renew = async () => {
    const own = ++asked;
    const sent = new FormData(form);
    sent.set(button.name, button.value);
    try {
      const response = await fetch(location.href, { method: "POST", body: sent });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (own !== asked) return;
      for (const one of shown) {
        const found = page.getElementById(one.id);
        if (found && found.textContent !== one.textContent) one.replaceChildren(...found.childNodes);
      }
    } catch {
      // What stood there stays; the next thing that is written tries again.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waits);
    waits = setTimeout(renew, 400);
  });
  button.parentElement.remove();
}
