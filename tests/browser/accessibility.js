// What test_pages.py asks a page, one question a criterion. Each answers with a list of
// complaints, a line each; an empty list is a page without fault.
"use strict";
window.look = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true });
  const say = (one) => `${one.tagName.toLowerCase()}.${one.getAttribute("class") || ""} ${one.textContent.trim().slice(0, 50)}`;
  const styleOf = (one, part) => getComputedStyle(one, part);
  const complain = (isFault, words) => (isFault ? [words] : []);

  // 1.3.1, 2.4.1: everything stands in a landmark, the skip link apart.
  const landmarks = () => {
    const frame = [...document.body.children].map((one) => one.tagName).join(" ");
    const names = all("nav").map((one) => one.getAttribute("aria-label"));
    const menus = all("body > header nav").length;
    const answers = /^\/[dgi]\//.test(location.pathname); // by a link: no menu while one does
    return [
      ...complain(frame !== "A HEADER MAIN FOOTER", `the body holds ${frame}`),
      ...complain(all("main, [role=main]").length !== 1, "not one main"),
      ...complain(menus > 1 || (menus < 1 && !answers), "not one menu in the header"),
      ...complain(names.some((name) => !name) || new Set(names).size < names.length, `nav: ${names}`),
    ];
  };

  // 1.3.1, 2.4.6: one h1, first of the headings, and no level left out.
  const headings = () => {
    const levels = all("h1, h2, h3, h4, h5, h6").map((one) => Number(one.tagName[1]));
    return [
      ...complain(levels[0] !== 1, `begins with h${levels[0]}`),
      ...complain(levels.filter((level) => level === 1).length !== 1, "not one h1"),
      ...levels.slice(1).flatMap((level, index) =>
        complain(level > levels[index] + 1, `h${level} after h${levels[index]}`)),
    ];
  };

  // 3.1.1, 1.4.4: the language is said, and nothing stops a visitor from zooming.
  const frame = () => [
    ...complain(document.documentElement.lang !== "sv", "lang"),
    ...complain(/maximum-scale|user-scalable/.test(document.querySelector("meta[name=viewport]").content), "zoom"),
  ];

  // 1.3.1, 4.1.2: what refers to another element finds it, and no two have the same id.
  const references = () => {
    const ids = all("[id]").map((one) => one.id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    const named = ["aria-describedby", "aria-labelledby", "aria-controls", "for"];
    const sought = all(named.map((name) => `[${name}]`).join()).flatMap((one) =>
      named.flatMap((name) => (one.getAttribute(name) || "").split(/\s+/)));
    const linked = all("a[href^='#']").map((one) => one.getAttribute("href").slice(1) || "#");
    return [
      ...twice.map((id) => `twice: ${id}`),
      ...[...sought, ...linked].filter((id) => id && !ids.includes(id)).map((id) => `not there: ${id}`),
    ];
  };

  // 3.3.1, 3.3.3, 2.4.3: the summary of what went wrong comes first, has the focus and leads to
  // every wrong field, which says for itself what is wrong.
  const errors = () => {
    const summary = document.getElementById("fel");
    const wrong = all(".is-invalid, .problem:not([role=alert])").filter(isShown);
    if (!summary) return wrong.map((one) => `no summary leads to ${say(one)}`);
    const links = all("a", summary).map((one) => one.getAttribute("href"));
    const isBefore = (one) => summary.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    const described = (field) => (field.getAttribute("aria-describedby") || "").split(/\s+/)
      .some((id) => document.getElementById(id)?.matches(".invalid-feedback, .problem"));
    const fields = wrong.map((one) => (one.matches(".problem") ? one.closest("fieldset") || one.parentElement.querySelector("textarea") : one));
    return [
      ...complain(document.activeElement !== summary, `the focus is on ${say(document.activeElement)}`),
      ...complain(!wrong.length, "a summary of nothing"),
      ...complain(!document.title.startsWith("Fel: "), `title ${document.title}`),
      ...wrong.filter((one) => !links.includes("#" + one.id)).map((one) => `no link to ${say(one)}`),
      ...all("main :is(input:not([type=hidden]), textarea, fieldset)").filter((one) => !isBefore(one)).map((one) => `before the summary: ${say(one)}`),
      ...fields.filter((one) => !described(one)).map((one) => `not described: ${say(one)}`),
      ...wrong.filter((one) => one.matches(".is-invalid") && one.getAttribute("aria-invalid") !== "true").map((one) => `not marked: ${say(one)}`),
    ];
  };

  // 1.3.5: a field about the visitor says what it is for.
  const purposes = () => all("input[type=email]:not([autocomplete=email]), input[type=tel]:not([autocomplete=tel])").map(say);

  // 4.1.2, 2.4.4: whatever can be used has a name, in words.
  const names = () => all("a[href], button, summary").filter(isShown)
    .filter((one) => !/\p{L}/u.test(one.getAttribute("aria-label") || one.textContent)).map(say);

  // 2.3.3, 2.2.2: without motion for those who ask for none.
  const motion = () => [
    ...complain(document.getAnimations().length > 0, "something moves"),
    ...all("*").filter((one) => [null, "::before", "::after"].some((part) => {
      const style = styleOf(one, part);
      return style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)
        || style.animationName !== "none" || style.scrollBehavior === "smooth";
    })).map(say),
  ];

  // The system's own colours: drawings have no other, and whatever differs still does.
  const palette = () => {
    const probe = document.body.appendChild(document.createElement("i"));
    const found = ["Canvas", "CanvasText", "Highlight", "HighlightText", "LinkText"].map((name) => {
      probe.style.color = name;
      return styleOf(probe).color;
    });
    probe.remove();
    return [...found, "none"];
  };
  const drawings = () => {
    const system = palette();
    return all("svg :is(path, circle, rect, text)").filter(isShown)
      .filter((one) => [styleOf(one).fill, styleOf(one).stroke].some((colour) => !system.includes(colour)))
      .map((one) => `${say(one)} ${styleOf(one).fill} ${styleOf(one).stroke}`);
  };
  const edgeOf = (one) => [styleOf(one).borderTopWidth, styleOf(one).borderTopStyle, styleOf(one).borderTopColor].join(" ");
  const differ = (chosen, others) => all(chosen).flatMap((one) =>
    complain(all(others).some((other) => edgeOf(other) === edgeOf(one)), `${say(one)} looks like the others`));
  const edges = () => [
    ...all(".btn:not(.btn-link), .notice, .problem, .alert, .band").filter(isShown)
      .filter((one) => styleOf(one).borderLeftStyle === "none" || parseFloat(styleOf(one).borderLeftWidth) < 1).map(say),
    ...differ(".opt:has(:checked):not(.none)", ".opt:not(:has(:checked), .none)"),
    ...differ(".bar .done button", ".bar li:not(.done, .begun) button"),
  ];
  const stages = () => {
    const looks = new Map();
    for (const one of all(".path-list li")) {
      const { backgroundColor, backgroundImage, borderTopStyle } = styleOf(one, "::before");
      const look = [backgroundColor, backgroundImage, borderTopStyle].join();
      looks.set(look, (looks.get(look) || new Set()).add(one.className.replace("measured", "todo")));
    }
    return [...looks.values()].filter((states) => states.size > 1).map((states) => [...states].join(" = "));
  };

  // 1.4.12: the spacing that a visitor may ask for.
  const space = () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
    document.adoptedStyleSheets = [sheet];
  };

  // 2.1.1: where the Tab key must come; the radio buttons of a question are one stop.
  const listStops = () => all("a[href], button, input:not([type=hidden]), textarea, select, summary")
    .filter((one) => isShown(one) && one.tabIndex >= 0 && !one.disabled);
  const stops = () => [...new Set(listStops().map((one) =>
    (one.type === "radio" ? one.name : all("*").indexOf(one))))];
  const begin = (end) => listStops().at(end).focus();

  const page = { landmarks, headings, frame, references, errors, purposes, names, motion };
  const forced = { drawings, edges, stages };
  const ask = (questions) => Object.fromEntries(Object.entries(questions)
    .map(([name, question]) => [name, question()]).filter(([, complaints]) => complaints.length));
  return { page: () => ask(page), forced: () => ask(forced), space, stops, begin };
})();
