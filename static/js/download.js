// Says that a report is being made when its link is followed. The link is left to the browser, which
// saves the file or shows what went wrong: programs that show pages save nothing that a script made.
"use strict";
{
  const status = document.getElementById("copied");
  let silence;
  const say = (text) => { if (status) status.textContent = text; };
  for (const link of document.querySelectorAll("[data-say-working]")) {
    link.addEventListener("click", () => {
      say(link.dataset.sayWorking);
      clearTimeout(silence);
      silence = setTimeout(() => say(""), 60000); // no report takes longer
    });
  }
  addEventListener("pageshow", () => say(""));
}
