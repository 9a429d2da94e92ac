// What stands in the card of a place: who films it, in the words that the server wrote.

import { element } from "./dom.js";
import { empty, list, means } from "./rows.js";
import { language, say } from "./words.js";

/** The place as the card's title. */
export function placeTitle({ lon, lat }) {
  return `${Math.abs(lat).toFixed(4)}° ${say(lat < 0 ? "south" : "north")}, ${Math.abs(lon).toFixed(4)}° ${say(lon < 0 ? "west" : "east")}`;
}

/** Nodes of the answer of /public/at: the sentence, an entry for cameras that are described alike, those nearby that nobody knows, and what to mind. */
export function placeContent(answer, { lon, lat }) {
  const words = answer.words[language()];
  const lead = element("p", { class: "lead" }, words.lead);
  return [
    words.entries.length ? lead : empty(words.lead),
    ...words.entries.map(entry),
    words.near.length ? element("section", { class: "near" }, element("p", {}, words.near_lead), element("ul", {}, words.near.map((line) => element("li", { dir: "auto" }, line)))) : null,
    ...words.notes.map((note) => means(note)),
    element("p", { class: "fact" }, element("a", { href: `/public/at?lon=${lon}&lat=${lat}&lang=${language()}` }, say("public_as_page"))),
  ].filter((node) => node !== null);
}

function entry({ title, rows }) {
  return element("section", { class: "entry" }, element("h3", { dir: "auto" }, title), list(rows));
}
