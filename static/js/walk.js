// Saves each answer as it is given, in the walk and at a group's meeting. Without this script every page has its own Save button.
//
// One request at a time, in order. A field's value waits here until it has been confirmed: it is
// tried again when the network is back, kept over a reload, and sent when the page is left. Each
// request names the mark (`seen`) of what the page last knew of the field, and what it has sent
// without getting an answer (`sent`), so that only somebody else's change is a conflict. A text
// that was refused is stuck: it waits for whoever wrote it, and nothing else is held up by it.
//
// Any browser that can read this file can run it (Chrome 80, Firefox 74, Safari 13.1); an older one
// keeps the page's own Save. So does a browser where something fails that is not the network.
"use strict";
if (window.fetch && window.AbortController && window.CSS && CSS.escape) {
  const form = document.getElementById("walk");
  const words = form.dataset;
  const status = document.getElementById("saved");
  const progress = document.getElementById("progress");
  const token = form.elements.csrfmiddlewaretoken.value;
  const storageKey = "waiting:" + location.pathname;
  const RADIO_DELAY = 350, TEXT_DELAY = 900, RETRY_FIRST = 1500, RETRY_MOST = 20000;
  const TIMEOUT = 15000, SENT_KEPT = 5;
  const canSendWhenLeaving = "keepalive" in Request.prototype;  // else one is asked before leaving

  const waiting = new Map();   // field -> value not yet confirmed
  const confirmed = new Map(); // field -> value that the server has, where it is not what the page came with
  const sent = new Map();      // field -> values sent without an answer, the last few
  const flushed = new Map();   // field -> value sent when the page was left
  const stuck = new Set();
  const pointedOut = new Set();  // stuck fields whose message has been given the focus
  const timers = new Map();
  let isClosed = false;        // the round takes no more answers: nothing is sent any more
  let isBroken = false;        // this script has failed: the page is saved with its own buttons
  let pressed = null;          // the button pressed last, which the form is posted with
  let busy = false, retry = RETRY_FIRST, leaving = false, retryTimer = 0, heldBack = null;

  const seenOf = (field) => form.elements["seen." + field];
  const groupOf = (field) => form.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const valueOf = (field) => {
    const control = form.elements[field];
    return control.type === "checkbox" && !control.checked ? "" : control.value;
  };
  const cameWith = (field) => {
    const control = form.elements[field];
    if (control.type === "checkbox") return control.defaultChecked ? control.value : "";
    if (control instanceof RadioNodeList) return [...control].find((radio) => radio.defaultChecked)?.value ?? "";
    if (control.options) return [...control.options].find((option) => option.defaultSelected)?.value ?? control.options[0].value;
    return control.defaultValue;
  };
  // Also what no event has told of: given before this script was here, or by the browser itself.
  const listUnsaved = () => [...form.querySelectorAll('input[name^="seen."]')]
    .map((hidden) => hidden.name.slice("seen.".length))
    .filter((field) => form.elements[field] && valueOf(field) !== (confirmed.get(field) ?? cameWith(field)));
  const show = (field, value) => {
    const control = form.elements[field];
    if (control.type === "checkbox") { control.checked = value !== ""; return; }
    if (!(control instanceof RadioNodeList)) { control.value = value; return; }
    for (const radio of control) radio.checked = radio.value === value;
  };
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
    const { sayNotSaved, sayReload, saySignedOut, sayOffline } = words;
    status.classList.toggle("text-danger", [sayNotSaved, sayReload, saySignedOut, sayOffline].includes(text));
  };
  if (status.dataset.withScript) say(status.dataset.withScript);
  const remember = () => {
    try {
      const kept = [...waiting].map(([field, value]) => [field, value, seenOf(field).value, sent.get(field) || []]);
      if (kept.length) sessionStorage.setItem(storageKey, JSON.stringify(kept));
      else sessionStorage.removeItem(storageKey);
    } catch { /* private mode: the page itself still holds everything */ }
  };

  const describe = (field, by, isInvalid) => {
    const text = groupOf(field).querySelector("textarea");
    (text || groupOf(field)).setAttribute("aria-describedby", text ? `h-${field} ${by}` : by);
    if (text) text.setAttribute("aria-invalid", String(isInvalid));
  };
  const showProblem = (field, message, theirs, seen) => {
    clearProblem(field);
    const group = groupOf(field);
    const box = document.createElement("div");
    box.className = "problem";
    box.id = "problem-" + field;
    box.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = message;
    box.append(text);
    if (theirs != null) {
      const quote = document.createElement("blockquote");
      quote.className = "theirs";
      quote.textContent = theirs;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-secondary";
      button.textContent = words.saySaveMine;
      button.addEventListener("click", () => { clearProblem(field); seenOf(field).value = seen; put(field, 0); });
      box.append(quote, button);
    }
    group.querySelector("legend, summary, label").after(box);
    describe(field, box.id, theirs == null);
    if (group instanceof HTMLDetailsElement) group.open = true;
    if (heldBack) pointOut(field);
  };
  const pointOut = (field) => {  // it has to be read before the page is left
    heldBack = null;
    pointedOut.add(field);
    const box = document.getElementById("problem-" + field);
    box.tabIndex = -1;
    box.focus();
  };
  const clearProblem = (field) => {
    for (const old of groupOf(field).querySelectorAll(":scope > .problem, :scope > .theirs")) {
      old.remove();
      describe(field, "", false);
    }
  };

  const take = (field, answer) => {
    if (field && parseInt(answer.seen) >= parseInt(seenOf(field).value)) seenOf(field).value = answer.seen;
    if (stuck.size) say(words.sayNotSaved);
    else if (waiting.size) say(words.saySaving);
    else if (answer.saved) say(`${words.saySaved} ${answer.saved}`);
    if (answer.next) words.next = answer.next;
    if (!answer.total) return;
    const tell = (answered, total) => `${answered} ${words.sayOf} ${total} ${words.sayAnswered}`;
    progress.textContent = tell(answer.answered, answer.total);
    for (const [slug, [answered, total]] of Object.entries(answer.pages || {})) {
      const page = document.querySelector(`.bar button[value="${CSS.escape(slug)}"]`);
      if (!page) continue;
      page.querySelector(".count").textContent = ` (${tell(answered, total)})`;
      page.parentElement.classList.toggle("done", answered === total);
      page.parentElement.classList.toggle("begun", answered > 0 && answered < total);
    }
  };

  const bodyOf = (field, value) => JSON.stringify({
    field, value, seen: seenOf(field).value, sent: sent.get(field) || [],
  });
  const post = (field, value, keepalive) => {
    const body = bodyOf(field, value);
    sent.set(field, [...(sent.get(field) || []).filter((tried) => tried !== value), value].slice(-SENT_KEPT));
    remember();
    const limit = new AbortController();
    if (!keepalive) setTimeout(() => limit.abort(), TIMEOUT);
    return fetch(words.answers, {
      method: "POST", keepalive, credentials: "same-origin", body, signal: limit.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    }).catch(() => { throw new Error("later"); });
  };

  const settle = (field, value) => {
    sent.delete(field);
    flushed.delete(field);
    if (waiting.get(field) === value) waiting.delete(field);
    remember();
  };
  const handle = async (field, value, response) => {
    if (response.status >= 500 || response.status === 429) throw new Error("later");
    const answer = await response.json().catch(() => ({}));
    const isText = form.elements[field].type === "textarea";
    if (response.ok || (answer.status === "conflict" && !isText)) {
      clearProblem(field);
      settle(field, value);
      for (const other of stuck) if (form.elements[other].type !== "textarea") stuck.delete(other);  // may fit now
      confirmed.set(field, isText ? value : answer.value);
      take(field, answer);
      if (!isText && answer.value !== value && !waiting.has(field)) show(field, answer.value);
      if (!response.ok) showProblem(field, answer.message);
    } else if (answer.status === "closed") {
      isClosed = true;
      waiting.clear();
      remember();
      say(answer.message);
      throw new Error("reload");
    } else if (answer.message) {
      sent.delete(field);
      if (waiting.get(field) === value) stuck.add(field);
      remember();
      say(words.sayNotSaved);
      showProblem(field, answer.message, answer.theirs, answer.seen);
    } else if (words.postAnyway !== undefined) {  // signed out: what the page posts waits for a new sign-in
      giveUp(words.saySignedOut);
    } else {                     // an old page, or a link that no longer works
      say(words.sayReload);
      throw new Error("reload");
    }
  };

  const run = async () => {
    if (busy || leaving || isBroken) return;
    const next = [...waiting].find(([field]) => !timers.has(field) && !stuck.has(field));
    if (!next) { if (!timers.size) submitHeldBack(); return; }
    const [field, value] = next;
    busy = true;
    if (retry === RETRY_FIRST) say(words.saySaving);
    try {
      const response = await post(field, value, false);
      await handle(field, value, response);
      retry = RETRY_FIRST;
    } catch (error) {
      busy = false;
      if (error.message !== "reload" && error.message !== "later") { giveUp(); return; }
      if (heldBack) status.scrollIntoView({ block: "center" });
      heldBack = null;
      if (error.message === "reload") return;
      say(words.sayOffline);
      clearTimeout(retryTimer);
      retryTimer = setTimeout(run, retry);
      retry = Math.min(retry * 2, RETRY_MOST);
      return;
    }
    busy = false;
    run();
  };
  const submitHeldBack = () => {
    const button = heldBack;
    heldBack = null;
    if (button) setTimeout(() => button.click());  // after the event that held it back
  };
  const giveUp = (text = words.sayNotByItself) => {
    isBroken = true;
    stopWaiting();
    waiting.clear();
    say(text);
    submitHeldBack();
  };

  const put = (field, delay) => {
    if (isClosed || isBroken) return;
    waiting.set(field, valueOf(field));
    stuck.delete(field);
    pointedOut.delete(field);
    leaving = false;
    remember();
    if (retry === RETRY_FIRST && !stuck.size) say(words.saySaving);
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => { timers.delete(field); run(); }, delay));
  };
  const stopWaiting = () => {
    for (const timer of [retryTimer, ...timers.values()]) clearTimeout(timer);
    timers.clear();
  };
  const flush = () => {
    stopWaiting();
    for (const [field, value] of waiting) {
      if (stuck.has(field) || flushed.get(field) === value) continue;
      flushed.set(field, value);
      post(field, value, true).then((response) => handle(field, value, response))
        .catch(() => { flushed.delete(field); run(); });
    }
  };

  // What is said of the stars, by each and on the check page, follows what is ticked.
  const votes = form.querySelector("[data-most]");
  const said = form.querySelectorAll("[data-stars]");
  let elsewhere = Number(words.starsElsewhere);
  const countStars = () => {
    const all = elsewhere + form.querySelectorAll(".star input:checked").length;
    for (const one of said) {
      const isExcess = all > Number(words.starsMost);
      one.textContent = `${all} ${isExcess ? one.dataset.excess : one.dataset.stars}`;
      one.classList.toggle("text-danger", isExcess);
    }
    if (!votes) return;
    const chosen = votes.querySelectorAll(".star input:checked").length;
    document.getElementById("none-chosen").hidden = chosen > 0;
    document.getElementById("excess").hidden = chosen <= Number(votes.dataset.most);
  };

  form.addEventListener("change", (event) => {
    countStars();
    const { name, type } = event.target;
    if (!seenOf(name)) return;
    // “None of these” and the others take each other away.
    const ticks = type === "checkbox" && event.target.checked ? event.target.closest(".ticks") : null;
    for (const other of ticks ? ticks.querySelectorAll("input:checked") : []) {
      if (other === event.target || (other.dataset.alone ?? event.target.dataset.alone) === undefined) continue;
      other.checked = false;
      put(other.name, 0);
    }
    // What was written beside the choice that was there before may not be true of this one.
    const older = type === "textarea" ? null : event.target.closest(".choice")?.querySelector("[data-older]");
    if (older) older.hidden = !(confirmed.get(name) ?? cameWith(name)) || ![...older.parentElement.querySelectorAll("textarea")].some((text) => text.value);
    if (type === "radio" || type === "checkbox" || type === "select-one") put(name, RADIO_DELAY);
    // A text that was refused and has not been changed since waits for a choice; the press on that
    // choice is also what leaves the text, and must not send it once more before it is made.
    else if (type === "textarea" && !(stuck.has(name) && waiting.get(name) === valueOf(name))) put(name, 0);
  });
  form.addEventListener("input", (event) => {
    if (event.target.type === "textarea" && seenOf(event.target.name)) put(event.target.name, TEXT_DELAY);
  });

  // Digits choose the answer with that number on the question that has the focus; 0 takes it back.
  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!/^[0-9]$/.test(event.key)) return;
    const radios = [...form.elements[event.target.name]], last = radios[radios.length - 1];
    const radio = event.key === "0" ? last : radios[Number(event.key) - 1];
    if (!radio || (radio === last && event.key !== "0")) return;
    event.preventDefault();
    if (radio.value === "" && !radios.some((r) => r.checked)) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // “Nästa” has nothing to post where the server has confirmed all: it leads straight to where the
  // posted page would lead, which the last answer has told.
  const isAllSaved = () => words.next && pressed && pressed.value === "next" && !waiting.size
    && !form.querySelector(".problem") && !listUnsaved().length;
  // The page is posted when all that waits has been confirmed: a value sent without an answer would
  // otherwise look like somebody else's, and without a network the page would be gone.
  addEventListener("click", (event) => { pressed = event.target.closest("button") || pressed; }, true);
  form.addEventListener("submit", (event) => {
    if (isBroken) return;
    const unread = [...stuck].find((field) => !pointedOut.has(field));
    if (unread) { event.preventDefault(); pointOut(unread); return; }
    stopWaiting();
    leaving = !busy && navigator.onLine && [...waiting.keys()].every((field) => stuck.has(field));
    if (leaving && !isAllSaved()) return;
    event.preventDefault();
    if (leaving) location.assign(words.next);
    else if (navigator.onLine) heldBack = pressed;
    else say(words.sayOffline);
    if (!leaving) run();
  });
  addEventListener("online", () => {
    retry = RETRY_FIRST;
    clearTimeout(retryTimer);
    if (!waiting.size && status.textContent === words.sayOffline) say("");
    run();
  });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !leaving) flush(); });
  addEventListener("pagehide", () => { if (!leaving) flush(); });
  addEventListener("beforeunload", (event) => {
    if (leaving || !waiting.size || (retry === RETRY_FIRST && !stuck.size && canSendWhenLeaving)) return;
    event.preventDefault();
    event.returnValue = "?";     // what browsers before 2023 ask by
  });

  // Back from another page or another device: show what is stored now.
  const refresh = async () => {
    const response = await fetch(words.answers, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) return;
    const state = await response.json();
    words.next = "";             // it may be another page by now: this one is posted
    for (const hidden of form.querySelectorAll('input[name^="seen."]')) {
      const field = hidden.name.slice("seen.".length);
      const stored = state.fields[field];
      if (!stored || waiting.has(field) || hidden.value === stored.seen) continue;
      hidden.value = stored.seen;
      confirmed.set(field, stored.value);
      show(field, stored.value);
    }
    if (said.length) {
      const kind = said[0].closest(".star").dataset.field.split(".")[0] + ".";
      elsewhere = Object.entries(state.fields)
        .filter(([field, { value }]) => field.startsWith(kind) && value && !seenOf(field)).length;
      countStars();
    }
    take(null, state);
  };
  addEventListener("pageshow", (event) => {
    leaving = false;
    heldBack = null;
    const [navigation] = performance.getEntriesByType("navigation");
    if (event.persisted || navigation?.type === "back_forward") refresh();
    run();
  });

  // What was answered before this script was here to see it: the page comes first.
  const early = new Set(listUnsaved());
  try {
    for (const [field, value, seen, tried] of JSON.parse(sessionStorage.getItem(storageKey) || "[]")) {
      if (!seenOf(field) || groupOf(field).querySelector(":scope > .problem")) continue;
      if (!early.has(field)) show(field, value);
      waiting.set(field, valueOf(field));
      sent.set(field, tried);
      seenOf(field).value = seen;
      if (groupOf(field) instanceof HTMLDetailsElement) groupOf(field).open = true;
    }
    remember();
    run();
  } catch { /* nothing kept, or nothing readable */ }
  for (const field of early) put(field, 0);
  countStars();
}
