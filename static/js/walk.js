// Saves each answer as it is given. Without this script every page has its own Save button.
//
// One request at a time, in order. A field's value waits here until it has been confirmed: it is
// tried again when the network is back, kept over a reload, and sent when the page is left. Each
// request names the mark (`seen`) of what the page last knew of the field, and what it has sent
// without getting an answer (`sent`), so that only somebody else's change is a conflict.
"use strict";
{
  const form = document.getElementById("walk");
  const words = form.dataset;
  const status = document.getElementById("saved");
  const progress = document.getElementById("progress");
  const token = form.elements.csrfmiddlewaretoken.value;
  const storageKey = "waiting:" + location.pathname;
  const RADIO_DELAY = 350, TEXT_DELAY = 900, RETRY_FIRST = 1500, RETRY_MOST = 20000;
  const TIMEOUT = 15000, SENT_KEPT = 5;

  const waiting = new Map();   // field -> value not yet confirmed
  const sent = new Map();      // field -> values sent without an answer, the last few
  const timers = new Map();
  let busy = false, retry = RETRY_FIRST, leaving = false, retryTimer = 0, heldBack = null;

  const seenOf = (field) => form.elements["seen." + field];
  const groupOf = (field) => form.querySelector(`[data-field="${CSS.escape(field)}"]`);
  const valueOf = (field) => {
    const control = form.elements[field];
    return control instanceof RadioNodeList ? control.value : control.value;
  };
  const show = (field, value) => {
    const control = form.elements[field];
    if (!(control instanceof RadioNodeList)) { control.value = value; return; }
    for (const radio of control) radio.checked = value !== "" && radio.value === value;
  };
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const remember = () => {
    try {
      if (waiting.size) sessionStorage.setItem(storageKey, JSON.stringify([...waiting]));
      else sessionStorage.removeItem(storageKey);
    } catch { /* private mode: the page itself still holds everything */ }
  };

  const showProblem = (field, message, theirs) => {
    clearProblem(field);
    const group = groupOf(field);
    const box = document.createElement("div");
    box.className = "problem";
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
      button.addEventListener("click", () => { clearProblem(field); put(field, 0); });
      box.append(quote, button);
    }
    group.querySelector("legend, summary").after(box);
    if (group instanceof HTMLDetailsElement) group.open = true;
  };
  const clearProblem = (field) => groupOf(field).querySelector(":scope > .problem")?.remove();

  const take = (field, answer) => {
    if (field && answer.seen) seenOf(field).value = answer.seen;
    if (answer.saved) say(`${words.saySaved} ${answer.saved}`);
    if (answer.total) progress.textContent = `${answer.answered} ${words.sayOf} ${answer.total} ${words.sayAnswered}`;
  };

  const bodyOf = (field, value) => JSON.stringify({
    field, value, seen: seenOf(field).value, sent: sent.get(field) || [],
  });
  const post = (field, value, keepalive) => {
    const body = bodyOf(field, value);
    sent.set(field, [...(sent.get(field) || []), value].slice(-SENT_KEPT));
    return fetch(words.answers, {
      method: "POST", keepalive, credentials: "same-origin", body,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      signal: keepalive ? undefined : AbortSignal.timeout(TIMEOUT),
    });
  };

  const settle = (field, value) => {
    sent.delete(field);
    if (waiting.get(field) === value) waiting.delete(field);
    remember();
  };
  const handle = async (field, value, response) => {
    const answer = await response.json().catch(() => ({}));
    if (response.ok) { clearProblem(field); settle(field, value); take(field, answer); return; }
    settle(field, value);
    if (answer.status === "conflict") {
      take(field, answer);
      if (answer.theirs == null) show(field, answer.value);
      showProblem(field, answer.message, answer.theirs);
    } else if (answer.message) {
      showProblem(field, answer.message);
    } else {
      waiting.set(field, value);   // an old page, or a link that no longer works: keep it here
      remember();
      say(words.sayReload);
      throw new Error("reload");
    }
  };

  const run = async () => {
    if (busy || leaving) return;
    const next = [...waiting].find(([field]) => !timers.has(field));
    if (!next) return;
    const [field, value] = next;
    busy = true;
    if (retry === RETRY_FIRST) say(words.saySaving);
    try {
      const response = await post(field, value, false);
      if (response.status >= 500 || response.status === 429) throw new TypeError("later");
      retry = RETRY_FIRST;
      await handle(field, value, response);
    } catch (error) {
      busy = false;
      if (submitHeldBack() || error.message === "reload") return;
      say(words.sayOffline);
      clearTimeout(retryTimer);
      retryTimer = setTimeout(run, retry);
      retry = Math.min(retry * 2, RETRY_MOST);
      return;
    }
    busy = false;
    if (!submitHeldBack()) run();
  };
  const submitHeldBack = () => {
    if (!heldBack) return false;
    form.requestSubmit(heldBack);
    return true;
  };

  const put = (field, delay) => {
    waiting.set(field, valueOf(field));
    remember();
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => { timers.delete(field); run(); }, delay));
  };
  const flush = () => {
    for (const [field, timer] of timers) { clearTimeout(timer); timers.delete(field); }
    for (const [field, value] of waiting) {
      if (sent.get(field)?.at(-1) === value) continue;
      post(field, value, true).then((response) => handle(field, value, response)).catch(() => {});
    }
  };

  form.addEventListener("change", (event) => {
    const { name, type } = event.target;
    if (type === "radio") put(name, RADIO_DELAY);
    else if (type === "textarea") put(name, 0);
  });
  form.addEventListener("input", (event) => {
    if (event.target.type === "textarea") put(event.target.name, TEXT_DELAY);
  });

  // Digits choose the answer with that number on the question that has the focus; 0 takes it back.
  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!/^[0-9]$/.test(event.key)) return;
    const radios = [...form.elements[event.target.name]];
    const radio = event.key === "0" ? radios.at(-1) : radios[Number(event.key) - 1];
    if (!radio || (radio === radios.at(-1) && event.key !== "0")) return;
    event.preventDefault();
    if (radio.value === "" && !radios.some((r) => r.checked)) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // The whole page is posted, so whatever waits is in it. A request under way is awaited first:
  // otherwise its answer would be taken for somebody else's.
  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      heldBack = event.submitter;
      return;
    }
    leaving = true;
    for (const timer of timers.values()) clearTimeout(timer);
    waiting.clear();
    remember();
  });
  addEventListener("online", () => { retry = RETRY_FIRST; clearTimeout(retryTimer); run(); });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && !leaving) flush(); });
  addEventListener("pagehide", () => { if (!leaving) flush(); });
  addEventListener("beforeunload", (event) => {
    if (leaving || !waiting.size || retry === RETRY_FIRST) return;
    event.preventDefault();
  });

  // Back from another page or another device: show what is stored now.
  const refresh = async () => {
    const response = await fetch(words.answers, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) return;
    const state = await response.json();
    for (const hidden of form.querySelectorAll('input[name^="seen."]')) {
      const field = hidden.name.slice("seen.".length);
      const stored = state.fields[field];
      if (!stored || waiting.has(field) || hidden.value === stored.seen) continue;
      hidden.value = stored.seen;
      show(field, stored.value);
    }
    take(null, state);
  };
  addEventListener("pageshow", (event) => {
    leaving = false;
    heldBack = null;
    const [navigation] = performance.getEntriesByType("navigation");
    if (event.persisted || navigation?.type === "back_forward") refresh();
  });

  try {
    for (const [field, value] of JSON.parse(sessionStorage.getItem(storageKey) || "[]")) {
      if (!seenOf(field)) continue;
      show(field, value);
      waiting.set(field, value);
    }
    run();
  } catch { /* nothing kept, or nothing readable */ }
}
