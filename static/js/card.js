// Cards at the right: their frame, their waiting, their failure. What stands in them is made by card-grid.js and card-thing.js.

import { element, icon, put } from "./dom.js";
import { say } from "./words.js";

/**
 * The column of cards. `show(list, focus)` replaces them: [{kind, title, code, answer: () => Promise<object>, content(answer) → [node]}];
 * focus "take" moves the keyboard to the first card, "keep" leaves it. `closed(focusWasInside)` is called after they are gone.
 */
export function makeCards(closed) {
  const column = element("section", { class: "cards", "aria-live": "polite" });
  document.body.append(column);
  let shown = [];
  const close = () => {
    const inside = column.contains(document.activeElement);
    shown = [];
    put(column);
    closed(inside);
  };
  const show = (requests, focus) => {
    shown = requests;
    put(column, ...requests.map((request) => card(request, close)));
    column.scrollTop = 0;
    if (focus === "take") column.querySelector("h2")?.focus();
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown.length) close(); });
  return { show, redraw: () => show(shown, "keep"), close };
}

function card(request, close) {
  const body = element("div", { class: "card-body" });
  const box = element("article", { class: `card ${request.kind}`, "aria-label": say(`${request.kind}_card`) },
    element("header", {},
      element("div", {}, element("p", { class: "eyebrow" }, say(`${request.kind}_card`)), element("h2", { dir: "auto", tabindex: -1 }, request.title()), codeLine(request.code)),
      element("button", { type: "button", class: "round small", title: say("close_hint"), "aria-label": say("close"), onclick: close }, icon("close"))),
    body);
  fill(body, request);
  return box;
}

function codeLine(code) {
  if (!code) return null;
  const copy = element("button", { type: "button", class: "copy", title: say("copy"), "aria-label": say("copy") }, icon("copy"));
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code);
    put(copy, icon("done"));
    copy.setAttribute("aria-label", say("copied"));
  });
  return element("p", { class: "code" }, element("bdi", {}, code), window.isSecureContext && navigator.clipboard ? copy : null);
}

async function fill(body, request) {
  put(body, element("p", { class: "waiting" }, say("loading")));
  try {
    const answer = await request.answer();
    put(body, ...request.content(answer));
  } catch (problem) {
    put(body, failure(problem, () => fill(body, request)));
  }
}

function failure(problem, again) {
  const known = { 401: "error_sign_in", 403: "error_not_allowed", 404: "error_missing", 429: "error_too_many" }[problem.status];
  return element("div", { class: "failure", role: "alert" },
    element("strong", {}, say("error_title")),
    element("p", { dir: "auto" }, known ? say(known) : problem.detail ?? say("error_offline")),
    problem.status === 401 ? element("a", { href: "/sign-in" }, say("sign_in")) : element("button", { type: "button", onclick: again }, say("try_again")));
}
