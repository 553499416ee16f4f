// Turns the pages of a meeting with the keyboard, or with the clicker of whoever presents, and counts
// down each page's minutes. Without this script the buttons do the same and the minutes stand. No key
// is taken from a field; Page Down and Page Up scroll first and turn the page only when there is
// nothing left to scroll. While a vote is open it counts the votes again every few seconds.
"use strict";
{
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

  // From when the page was first opened, also if it is opened again within the same meeting.
  const clock = document.querySelector("[data-minutes]");
  const MEETING = 6 * 3600e3;
  if (clock) {
    const key = "clock:" + location.pathname, now = Date.now();
    let began = now;
    try {
      const before = Number(sessionStorage.getItem(key));
      if (now - before < MEETING) began = before;
      sessionStorage.setItem(key, began);
    } catch { /* private mode: it begins anew */ }
    const tick = () => {
      const left = Math.round(clock.dataset.minutes * 60 - (Date.now() - began) / 1000);
      const [minutes, seconds] = [Math.floor(Math.abs(left) / 60), Math.abs(left) % 60];
      clock.textContent = `${minutes}:${String(seconds).padStart(2, "0")} ${left < 0 ? clock.dataset.over : clock.dataset.left}`;
      clock.classList.toggle("over", left < 0);
    };
    tick();
    setInterval(tick, 1000);
  }

  // Read from the page itself; once it counts nothing there the vote is closed, and this stands still.
  const voted = document.getElementById("voted");
  const COUNT = 4e3;
  const count = async () => {
    try {
      const answer = document.hidden ? null : await fetch(location.pathname);
      if (answer?.ok) {
        const read = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("voted");
        if (!read) return;
        if (read.textContent !== voted.textContent) voted.replaceChildren(...read.childNodes);
      }
    } catch { /* no network for the moment */ }
    setTimeout(count, COUNT);
  };
  if (voted) setTimeout(count, COUNT);
}
