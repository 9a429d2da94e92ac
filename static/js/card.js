// Cards at the right. A grid has a service card and a register card: two answers, asked and shown apart.
// An answer is JSON of any depth: a headline is picked for what is known, the rest becomes rows, tables and sections.

import { element, icon, put } from "./dom.js";
import { fieldName, fieldRank, valueText } from "./fields.js";
import { categoryName } from "./panel.js";
import { numberText, say, shareText } from "./words.js";

const LONGEST_TABLE = 12;
const NOT_SHOWN = ["code", "name", "links", "type", "geometry", "id", "title", "bbox"];

/** The column of cards; `show(list)` replaces them: [{kind, title, subtitle, answer: () => Promise<object>}]. */
export function makeCards(config, closed) {
  const column = element("section", { class: "cards", "aria-live": "polite" });
  document.body.append(column);
  let shown = [];
  const close = () => { shown = []; put(column); closed(); };
  const show = (requests) => {
    shown = requests;
    put(column, ...requests.map((request) => card(config, request, close)));
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shown.length) close(); });
  return { show, redraw: () => show(shown), close };
}

function card(config, request, close) {
  const body = element("div", { class: "card-body" });
  const box = element("article", { class: `card ${request.kind}` },
    element("header", {},
      element("div", {}, element("p", { class: "eyebrow" }, say(`${request.kind}_card`)), element("h2", { dir: "auto" }, request.title()), codeLine(request.code)),
      element("button", { type: "button", class: "round small", "aria-label": say("close"), onclick: close }, icon("close"))),
    body);
  fill(body, config, request);
  return box;
}

function codeLine(code) {
  if (!code) return null;
  const copy = element("button", { type: "button", class: "copy", "aria-label": say("copy"), onclick: () => navigator.clipboard?.writeText(code) }, icon("copy"));
  return element("p", { class: "code" }, element("bdi", {}, code), window.isSecureContext ? copy : null);
}

async function fill(body, config, request) {
  put(body, element("p", { class: "waiting" }, say("loading")));
  try {
    const answer = await request.answer();
    put(body, ...request.content(config, answer));
  } catch (problem) {
    put(body, failure(problem, () => fill(body, config, request)));
  }
}

function failure(problem, again) {
  const known = { 401: "error_sign_in", 403: "error_not_allowed", 404: "error_missing" }[problem.status];
  return element("div", { class: "failure", role: "alert" },
    element("strong", {}, say("error_title")),
    element("p", { dir: "auto" }, known ? say(known) : problem.detail ?? say("error_offline")),
    problem.status === 401 ? element("a", { href: "/sign-in" }, say("sign_in")) : element("button", { type: "button", onclick: again }, say("try_again")));
}

/** Content of a grid's service card. */
export function serviceContent(config, answer) {
  const count = pick(answer, ["count", "incidents", "total", "incidents.total", "incidents.count", "hotspot.count"]);
  const named = pickText(answer, ["hotspot.class", "class"]);
  const head = count === null ? null : element("div", { class: "headline" }, element("strong", {}, numberText(count)), element("span", {}, say("count_line")));
  const badge = named ? element("p", { class: `badge ${["hot", "cold"].includes(named) ? named : ""}` }, valueText("class", named)) : null;
  const empty = count === 0 ? element("p", { class: "empty" }, say("no_incidents")) : null;
  return [head, badge, empty, ...sections(config, answer, ["class", "count"])];
}

/** Content of a grid's register card. */
export function registerContent(config, answer) {
  const share = pick(answer, ["coverage.share", "share"]);
  const cameras = pick(answer, ["coverage.cameras", "cameras"]);
  const unknown = pick(answer, ["coverage.unknown_views", "unknown_views"]);
  const head = element("div", { class: "headline" },
    element("strong", {}, share === null ? "—" : shareText(share)), element("span", {}, share === null ? say("coverage_absent") : say("share_line")));
  const gauge = share === null ? null : element("meter", { min: 0, max: 1, value: share, "aria-label": say("share_line") });
  const lines = [
    cameras === null ? null : element("p", { class: "fact" }, element("b", {}, numberText(cameras)), " ", say("cameras_line")),
    unknown === null ? null : element("p", { class: "fact" }, say("unknown_line", { n: numberText(unknown) })),
    cameras === 0 ? element("p", { class: "empty" }, say("no_cameras")) : null,
  ];
  return [head, gauge, ...lines, ...sections(config, answer, ["share", "unknown_views", ...(cameras === null ? [] : ["cameras"])])];
}

/** Content of a thing's card: its properties as rows; a camera's functions stand among them, after its purpose. */
export function thingContent(config, answer) {
  const { functions, ...properties } = answer.properties ?? answer;
  const made = sections(config, { ...properties, ...functions }, []);
  return made.length ? made : [element("p", { class: "empty" }, say("nothing_else"))];
}

function sections(config, answer, told) {
  const rows = [];
  const blocks = [];
  const entries = Object.entries(answer).sort(([one], [other]) => fieldRank(one) - fieldRank(other));
  for (const [key, value] of entries) {
    if (NOT_SHOWN.includes(key) || (told.includes(key) && typeof value !== "object")) continue;
    if (Array.isArray(value) && value.some((item) => item !== null && typeof item === "object")) blocks.push(table(config, key, value));
    else if (value !== null && typeof value === "object" && !Array.isArray(value)) blocks.push(nested(config, key, value, told));
    else rows.push([key, value]);
  }
  return [rows.length ? list(config, rows) : null, ...blocks].filter((part) => part !== null);
}

function list(config, rows) {
  return element("dl", {}, rows.flatMap(([key, value]) => [
    element("dt", { dir: "auto" }, key in config.categories ? categoryName(config, key) : fieldName(key)),
    element("dd", { dir: "auto" }, shownValue(config, key, value)),
  ]));
}

function shownValue(config, key, value) {
  return key === "category" && typeof value === "string" ? categoryName(config, value) : valueText(key, value);
}

function nested(config, key, value, told) {
  const inside = sections(config, value, told);
  return inside.length ? element("section", {}, element("h3", {}, fieldName(key)), ...inside) : null;
}

function table(config, key, rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row ?? {})))].filter((name) => !["links", "type", "geometry"].includes(name)).slice(0, 4);
  const more = rows.length - LONGEST_TABLE;
  return element("section", {}, element("h3", {}, key === "cameras" ? say("who_films") : fieldName(key)),
    element("table", {},
      element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col" }, fieldName(name))))),
      element("tbody", {}, rows.slice(0, LONGEST_TABLE).map((row) =>
        element("tr", {}, columns.map((name) => element("td", { dir: "auto" }, shownValue(config, name, row?.[name] ?? null))))))),
    more > 0 ? element("p", { class: "more" }, say("more_rows", { n: numberText(more) })) : null);
}

function pick(answer, paths) {
  const found = paths.map((path) => at(answer, path)).find((value) => typeof value === "number");
  return found ?? null;
}

function pickText(answer, paths) {
  return paths.map((path) => at(answer, path)).find((value) => typeof value === "string") ?? null;
}

function at(value, path) {
  return path.split(".").reduce((inner, key) => (inner === null || inner === undefined ? undefined : inner[key]), value);
}
