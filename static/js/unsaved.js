// Keeps what is written in a form with a long text in this tab until the server has saved it: over
// a lost network, a reload or a page that had to be left. Without this script forms work as ever.
// The pages of questions save by themselves (walk.js) and are left alone; a meeting's page does so
// only with some of its fields (data-post-anyway).
"use strict";
{
  const words = document.currentScript.dataset;
  const SCRIPT = document.currentScript.src;  // asked for to hear whether the server is there
  const MOST_WAIT = 4000;
  const PREFIX = "unsaved:";
  const SENT = PREFIX + "sent";  // the forms that have been sent and not yet heard of
  const read = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try {
      if (value) sessionStorage.setItem(key, JSON.stringify(value));
      else sessionStorage.removeItem(key);
    } catch { /* private mode: the page itself still holds everything */ }
  };

  // Somebody else signs in on this browser, or whoever wrote signs out: it is theirs no longer.
  const forget = (isGone) => {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (/^(unsaved|waiting):/.test(key) && isGone(key)) sessionStorage.removeItem(key);
      }
    } catch { /* nothing can be kept, so nothing is */ }
  };
  if (words.account) {
    forget((key) => { const kept = read(key); return kept && kept.account && kept.account !== words.account; });
  }

  // A form that was sent has been saved if the server led on to another page.
  const [visit] = performance.getEntriesByType ? performance.getEntriesByType("navigation") : [];
  const sent = read(SENT);
  if (visit && visit.redirectCount > 0 && sent) {
    // Other forms at the same address have other fields, and are not saved by this one.
    const isSaved = (kept) => kept && kept.fields.every(([name]) => sent.names.includes(name));
    forget((key) => key.split("#")[0] === sent.key.split("#")[0] && isSaved(read(key)));
  }
  write(SENT, null);

  const LONG = 300;  // characters of a field in which more than a line is written
  const areasOf = (form) => [...form.elements].filter((field) => field.type === "textarea"
    || (field.type === "text" && field.maxLength >= LONG));
  const addressOf = (form) => {
    const { pathname, search } = new URL(form.getAttribute("action") || "", location.href);
    return PREFIX + pathname + search;
  };
  const keyOf = (form) => addressOf(form) + "#" + areasOf(form)[0].name;
  const noteSent = (form) => {
    write(SENT, { key: keyOf(form), names: [...form.elements].map((field) => field.name) });
  };
  const isText = (field) => /^(text|textarea|search)$/.test(field.type) && field.name && !field.readOnly;
  const isSeen = (field) => field.type === "hidden" && /(^|-)seen(\.|$)/.test(field.name);
  const say = (form, text, button) => {
    let box = form.querySelector(".kept-notice");
    if (!box) {
      box = document.createElement("p");
      box.className = "notice kept-notice";
      box.setAttribute("role", "status");
      form.prepend(box);
    }
    box.textContent = text + " ";
    if (button) box.append(button);
    return box;
  };

  const keep = (form, refused) => {
    // A page that shows what could not be saved changes nothing of it.
    if (areasOf(form).every((field) => field.readOnly)) return;
    const isUnsaved = (field) => field.value !== field.defaultValue || refused.includes(field.name);
    const fields = [...form.elements].filter((field) => isText(field) && isUnsaved(field));
    const seen = [...form.elements].filter(isSeen);
    write(keyOf(form), fields.length ? {
      account: words.account,
      fields: fields.map((field) => [field.name, field.value]),
      seen: seen.map((field) => [field.name, field.value]),
    } : null);
  };
  // The page answers what was sent with this form, and holds it as the server has read it.
  const isAnswer = (form, kept, find) => sent && sent.key === keyOf(form)
    && form.querySelector("[data-posted]")
    && kept.fields.some(([name]) => find(name) && find(name).value.trim());
  const putBack = (form, refused) => {
    const kept = read(keyOf(form));
    if (!kept) return;
    const find = (name) => [...form.elements].filter((field) => field.name === name)[0];
    if (isAnswer(form, kept, find)) { keep(form, refused); return; }
    const lost = kept.fields.filter(([name, value]) => {
      const field = find(name);
      return field && isText(field) && field.value === field.defaultValue && field.value !== value;
    });
    if (!lost.length) return;
    for (const [name, value] of lost) find(name).value = value;
    // What the page saw then, so that somebody else's change since is not overwritten unseen.
    for (const [name, value] of kept.seen) if (find(name)) find(name).value = value;
    for (let parent = form; parent; parent = parent.parentElement) if (parent.tagName === "DETAILS") parent.open = true;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn btn-link";
    discard.textContent = words.discard;
    discard.addEventListener("click", () => { write(keyOf(form), null); form.reset(); location.reload(); });
    const nameOf = ({ labels, ariaLabel }) => (labels && labels[0] ? labels[0].firstChild.textContent.trim() : ariaLabel);
    const named = lost.map(([name]) => nameOf(find(name))).filter(Boolean);
    say(form, words.restored + (named.length ? ` (${named.join(", ")})` : ""), discard);
  };

  for (const form of document.querySelectorAll("form")) {
    if (form.method !== "post" || (form.dataset.answers && form.dataset.postAnyway === undefined)) continue;
    if (addressOf(form) === PREFIX + words.signOut && !form.elements.next) {
      form.addEventListener("submit", () => { forget(() => true); });
    }
    let isAsking = false;
    const sayOffline = () => {
      isAsking = false;
      const box = say(form, words.offline);
      box.setAttribute("role", "alert");
      box.tabIndex = -1;
      box.focus();
      addEventListener("online", () => { box.remove(); }, { once: true });
    };
    if (!areasOf(form).length) {  // nothing to keep; without a network the page would be gone all the same
      form.addEventListener("submit", (event) => {
        if (navigator.onLine || event.defaultPrevented) return;
        event.preventDefault();
        sayOffline();
      });
      continue;
    }
    const before = read(keyOf(form));  // what the server has refused stands on the page already
    const refused = before ? before.fields.map(([name]) => name) : [];
    putBack(form, refused);
    let timer = 0;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form, refused), 300); });
    form.addEventListener("change", () => { keep(form, refused); });
    // The form is sent when the server has been heard: without a network the page would be gone.
    // One that is only slow is sent to all the same.
    let isReached = false, pressed = null;
    form.addEventListener("click", (event) => {
      pressed = event.target.closest("button[type=submit], button:not([type])") || pressed;
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      keep(form, refused);
      if (isReached || event.defaultPrevented) { noteSent(form); return; }
      event.preventDefault();
      if (isAsking) return;
      if (!navigator.onLine) { sayOffline(); return; }
      isAsking = true;
      const button = event.submitter || pressed;
      const heard = fetch(SCRIPT, { method: "HEAD", cache: "no-store" });
      const waited = new Promise((go) => { setTimeout(go, MOST_WAIT); });
      Promise.race([heard, waited]).then(() => {
        isAsking = false;
        isReached = true;
        if (button && button.form === form) button.click();
        else { noteSent(form); form.submit(); }
      }, sayOffline);
    });
    addEventListener("pageshow", () => { isReached = false; });
    addEventListener("pagehide", () => { clearTimeout(timer); if (!read(SENT)) keep(form, refused); });
  }
}
