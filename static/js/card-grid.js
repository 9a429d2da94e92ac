// What the two cards of a grid say: the service's and the register's, each from its own answer (the written map makes the same from its layers).

import { element } from "./dom.js";
import { word } from "./fields.js";
import { chanceText, countText, dayText, measureText, moment } from "./format.js";
import { className } from "./names.js";
import { badge, bars, empty, fact, headline, list, means, section, shownValue } from "./rows.js";
import { numberText, say, shareText, withCode } from "./words.js";

const MOST_BARS = 5; // the others are folded away, so that both cards can be seen

/** { kind, area, households, incidents: {total, open, overdue, from, to}, by_class: {class: n}, hotspot: {…} | null }, any of it absent. */
export function serviceContent(config, answer) {
  const incidents = answer.incidents ?? {};
  const counted = typeof incidents.total === "number";
  return kept(
    gridLine(answer),
    counted && incidents.total > 0 ? headline(numberText(incidents.total), say(answer.drawn ? "incidents_drawn" : incidents.total === 1 ? "incident_on_record" : "incidents_on_record")) : null,
    counted && incidents.total === 0 ? empty(say("no_incidents")) : null,
    incidents.from ? fact(say("reported_between"), moment(incidents.from, dayText), " – ", moment(incidents.to, dayText)) : null,
    incidents.total > 0 && "open" in incidents ? fact(say("open_line", { n: countText(incidents.open) }), incidents.overdue ? [say("list_comma"), badge(say("overdue_line", { n: numberText(incidents.overdue) }), "wrong")] : null) : null,
    hotspot(config, answer.hotspot),
    classes(config, answer.by_class),
  );
}

function gridLine({ kind, area, households }) {
  const parts = [kind ? word("kind", kind) : null, area ? say("in_area", { code: area }) : null, typeof households === "number" && households > 0 ? say("households_line", { n: numberText(households) }) : null];
  return parts.some((part) => part) ? means(parts.filter((part) => part).join(" · ")) : null;
}

function hotspot(config, found) {
  if (!found) return section(say("hotspots"), empty(withCode(say(config.hotspots ? "hotspot_absent" : "no_hotspot_run"))));
  return section(say("hotspots"),
    element("p", { class: "verdict" }, badge(word("class", found.class), ["hot", "cold"].includes(found.class) ? found.class : "")),
    fact(say("hotspot_counted", { n: countText(found.incidents) })),
    list([
      typeof found.expected === "number" && typeof found.counted === "number" ? [say("hotspot_with_neighbours"), `${countText(found.counted)} / ${numberText(found.expected, 1)}`] : null,
      typeof found.p === "number" ? [say("hotspot_chance"), chanceText(found.p)] : null,
      found.from ? [say("period"), element("span", {}, moment(found.from, dayText), " – ", moment(found.to, dayText), ` ${say("not_included")}`)] : null,
      found.method ? [say("method"), word("method", found.method)] : null,
    ]),
    means(say("hotspots_caution")));
}

function classes(config, counts) {
  const rows = Object.entries(counts ?? {}).filter(([, number]) => typeof number === "number").sort(([, one], [, other]) => other - one);
  if (!rows.length) return null;
  const named = rows.map(([code, number]) => [className(config, code), number]);
  const rest = named.length > MOST_BARS + 1 ? named.splice(MOST_BARS) : [];
  const most = named[0][1];
  return section(say("by_class"), bars(named, most, "service"), rest.length ? element("details", {}, element("summary", {}, say("more_rows", { n: numberText(rest.length) })), bars(rest, most, "service")) : null);
}

/** { kind, area, coverage: {share, cameras, unknown_views, day, px_per_m, public_m2, seen_m2} | null, cameras: {…counts} }, any of it absent. */
export function registerContent(config, answer) {
  const { coverage } = answer;
  return kept(gridLine({ kind: answer.kind, area: answer.area }), ...(coverage ? measured(coverage) : [empty(withCode(say(config.coverage ? "coverage_not_in_run" : "no_coverage_run")))]), standing(answer.cameras), listed(answer.cameras_listed));
}

function measured(coverage) {
  const known = typeof coverage.share === "number";
  return [
    headline(known ? shareText(coverage.share) : "—", say(known ? "share_line" : "coverage_absent")),
    known ? element("meter", { min: 0, max: 1, value: coverage.share, "aria-label": say("share_line") }) : null,
    typeof coverage.public_m2 === "number" ? fact(say("seen_of_public", { seen: measureText("seen_m2", coverage.seen_m2 ?? 0), all: measureText("public_m2", coverage.public_m2) })) : null,
    typeof coverage.cameras === "number" ? fact(say("cameras_line", { n: numberText(coverage.cameras) })) : null,
    typeof coverage.unknown_views === "number" ? fact(say("unknown_line", { n: numberText(coverage.unknown_views) })) : null,
    coverage.cameras === 0 ? empty(say("no_cameras")) : null,
    coverage.day ? means(say("audited", { px: typeof coverage.px_per_m === "number" ? measureText("px_per_m", coverage.px_per_m) : say("not_known") }), moment(coverage.day, dayText)) : null,
  ];
}

/** Cameras that stand in the grid, and what their entries lack. */
function standing(cameras) {
  if (!cameras) return null;
  const all = (cameras.in_service ?? 0) + (cameras.not_in_service ?? 0);
  if (all === 0) return section(say("stand_here"), empty(say("none_stand_here")));
  const wrong = ["without_sign_told", "review_overdue", "purpose_unspecified"].filter((key) => cameras[key] > 0);
  return section(say("stand_here"),
    list([
      [say("in_service"), shownNumber(cameras.in_service)],
      [say("not_in_service_or_unknown"), shownNumber(cameras.not_in_service)],
      cameras.in_service > 0 ? [say("documented_optics"), shownNumber(cameras.documented_optics)] : null,
      ...wrong.map((key) => [say(key), badge(numberText(cameras[key]), "wrong")]),
    ]),
    cameras.in_service > 0 && !wrong.length ? fact(say("nothing_lacking")) : null);
}

function shownNumber(value) {
  return document.createTextNode(countText(value));
}

/** The written map's list: name, purpose and optics of those that stand here. */
function listed(cameras) {
  if (!cameras?.rows.length) return null;
  const head = ["name", "purpose", "optics"].map((key) => element("th", { scope: "col" }, say(`column_${key}`)));
  return section(say("stand_here"),
    element("table", {},
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, cameras.rows.map((row) => element("tr", {}, ["name", "purpose", "optics"].map((key) => element("td", { dir: "auto" }, shownValue(key, row[key]))))))),
    cameras.more > 0 ? means(say("more_rows", { n: numberText(cameras.more) })) : null);
}

function kept(...parts) {
  return parts.filter((part) => part !== null);
}
