// What cards are made of: rows, sections, facts, badges, bars. A value that nobody recorded says so.

import { drawing, element } from "./dom.js";
import { fieldName, isAbsent, valueText } from "./fields.js";
import { isMoment, moment, zoneName } from "./format.js";
import { numberText, say } from "./words.js";

const BAR_WIDTH = 90;

/** A definition list of [name, node or text]; null when there is no row. */
export function list(rows) {
  const kept = rows.filter((row) => row !== null);
  if (!kept.length) return null;
  return element("dl", {}, kept.flatMap(([name, shown]) => [element("dt", { dir: "auto" }, name), element("dd", { dir: "auto" }, shown)]));
}

/** A row of a record's field, with small notes behind the value; "not on record" where the record has none. */
export function fieldRow(record, key, ...notes) {
  return [fieldName(key), element("span", {}, shownValue(key, record[key]), ...notes.filter((part) => part !== null).flatMap((part) => [" ", part]))];
}

/** A value as a node: moments keep their raw text, what is not on record stands back. */
export function shownValue(key, value) {
  if (isAbsent(value) || value === "unknown") return element("span", { class: "unstated" }, valueText(key, value));
  return isMoment(value) ? moment(value, (text) => valueText(key, text)) : document.createTextNode(valueText(key, value));
}

/** A titled part of a card; null when nothing is in it. */
export function section(title, ...children) {
  const inside = children.flat().filter((child) => child !== null);
  return inside.length ? element("section", {}, element("h3", {}, title), ...inside) : null;
}

export function fact(...parts) {
  return element("p", { class: "fact" }, ...parts);
}

export function means(...parts) {
  return element("p", { class: "means" }, ...parts);
}

export function empty(...parts) {
  return element("p", { class: "empty" }, ...parts);
}

/** A short word in a pill; tone: "", hot, cold, wrong, good. */
export function badge(text, tone) {
  return element("span", { class: `badge ${tone}` }, text);
}

/** The one big figure of a card with what it counts. */
export function headline(figure, says) {
  return element("p", { class: "headline" }, element("strong", {}, figure), " ", element("span", {}, says));
}

/** Rows of [name, number] with a bar each; `most` fills the width. */
export function bars(rows, most, tone) {
  return element("table", { class: "bars" }, element("tbody", {}, rows.map(([name, number]) => element("tr", {},
    element("th", { scope: "row", dir: "auto" }, name),
    element("td", {}, numberText(number)),
    element("td", { "aria-hidden": "true" }, drawing("svg", { width: BAR_WIDTH, height: 8 },
      drawing("rect", { class: `bar ${tone}`, width: Math.max((number / most) * BAR_WIDTH, 1), height: 8, rx: 2 })))))));
}

/** Says in which zone the card's times are. */
export function zoneLine() {
  return means(say("times_in", { zone: zoneName() }));
}

/** Names of the fields that the record leaves empty, as one sentence; null when there is none. */
export function missingLine(record, keys) {
  const missing = keys.filter((key) => key in record && isAbsent(record[key])).map(fieldName);
  return missing.length ? means(say("also_not_on_record", { fields: missing.join(say("list_comma")) })) : null;
}
