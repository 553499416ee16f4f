// Counts the cards that are ticked, and says so when they are too many. Without this script the server does.
"use strict";
{
  const cards = document.getElementById("cards");
  const chosen = cards.querySelector(".how-many");
  const count = () => {
    const picked = cards.querySelectorAll(":checked").length, { most } = cards.dataset;
    const over = picked > Number(most);
    const { said, of } = chosen.dataset;
    chosen.textContent = `${said} ${picked} ${of} ${most}. ${over ? chosen.dataset.over : ""}`;
    chosen.classList.toggle("over", over);
  };
  cards.form.addEventListener("submit", (event) => {
    if (!chosen.classList.contains("over")) return;
    event.preventDefault();
    chosen.scrollIntoView({ block: "center" });
  });
  chosen.hidden = false;
  cards.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}
