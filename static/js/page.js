// What both pages share: the state, the panel, the cards, the buttons, and what a click or a moving pointer does.
//
// renderer: { show(state), select(thing | null), at(latlng) → [thing], hoverAt(latlng) → thing | null }
//   thing: { layer, id, properties, latlng? }; the topmost first.
// answers: { service(code), register(code), thing(thing) } → Promise of JSON

import { makeCards, registerContent, serviceContent, thingContent } from "./card.js";
import { element, icon, put } from "./dom.js";
import { categoryName, makePanel, markFarLayers } from "./panel.js";
import { numberText, say, shareText, startLanguage } from "./words.js";
import { valueText } from "./fields.js";

/** The config that the page carries. */
export function readConfig() {
  return JSON.parse(document.getElementById("gridmap-config").textContent);
}

/** Start language and state before anything is drawn. */
export function startState(config) {
  startLanguage(config.lang);
  const figure = config.coverage ? "coverage" : config.hotspots ? "hotspots" : "plain";
  const shown = config.layers.filter((layer) => layer.shown && layer.shape !== "figure").map((layer) => layer.name);
  return { figure, shown: new Set(shown) };
}

/** Join map, renderer and answers; returns { status(text | null) }. */
export function startPage(map, config, state, renderer, answers) {
  const cards = makeCards(config, () => renderer.select(null));
  const readout = element("output", { class: "readout" });
  const status = element("p", { class: "status", role: "status", hidden: true });
  const buttons = element("div", { class: "buttons" });
  document.body.append(readout, status, buttons);
  const redraw = () => { drawButtons(buttons, map, config); put(readout, say("hint")); };
  const panel = makePanel(config, state, (what) => {
    if (what === "language") { panel.redraw(); cards.redraw(); redraw(); } else { renderer.show(state); panel.redrawLegend(); }
    markFarLayers(map.getZoom());
  });
  redraw();
  renderer.show(state);
  startMap(map, config);
  map.on("click", (event) => openCards(map, config, renderer, answers, cards, event.latlng));
  map.on("mousemove", throttled((event) => put(readout, readoutText(config, renderer.hoverAt(event.latlng)))));
  return { status: (text) => { status.hidden = text === null; put(status, text ?? ""); } };
}

function startMap(map, config) {
  const [west, south, east, north] = config.bounds;
  map.setMinZoom(3).setMaxZoom(20);
  fit(map, config);
  map.setMaxBounds([[south - (north - south) * 2, west - (east - west) * 2], [north + (north - south) * 2, east + (east - west) * 2]]);
  window.L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.on("zoomend", () => markFarLayers(map.getZoom()));
  markFarLayers(map.getZoom());
}

function fit(map, config) {
  const [west, south, east, north] = config.bounds;
  const wide = window.innerWidth > 900;
  map.fitBounds([[south, west], [north, east]], { paddingTopLeft: wide ? [340, 20] : [10, 60], paddingBottomRight: [20, 40], animate: false });
}

function drawButtons(parent, map, config) {
  const button = (name, picture, action) => element("button", { type: "button", class: "round", title: say(name), "aria-label": say(name), onclick: action }, icon(picture));
  put(parent,
    button("zoom_in", "plus", () => map.zoomIn()),
    button("zoom_out", "minus", () => map.zoomOut()),
    button("whole_city", "home", () => fit(map, config)),
    button("full_screen", "full", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())));
}

function openCards(map, config, renderer, answers, cards, latlng) {
  const things = renderer.at(latlng);
  const top = things[0];
  if (!top) { cards.close(); return; }
  if (top.properties.n > 1) { map.flyTo(top.latlng ?? latlng, Math.min(map.getZoom() + 2, 18), { duration: 0.4 }); return; }
  renderer.select(top);
  cards.show(top.layer === "grids" ? gridCards(top, answers) : [thingCard(config, top, answers)]);
}

function gridCards(grid, answers) {
  const { code, name } = grid.properties;
  const title = () => name || code;
  return [
    { kind: "service", title, code, answer: () => answers.service(code), content: serviceContent },
    { kind: "register", title, code, answer: () => answers.register(code), content: registerContent },
  ];
}

function thingCard(config, thing, answers) {
  const { layer, properties } = thing;
  const kind = { cameras: "camera", incidents: "incident", views: "camera", areas: "area" }[layer];
  const code = layer === "incidents" ? null : properties.camera_id ?? properties.code;
  const title = () => (layer === "incidents" ? categoryName(config, properties.category) : properties.name || code || String(thing.id));
  return { kind, title, code, answer: () => answers.thing(thing), content: thingContent };
}

function readoutText(config, thing) {
  if (!thing) return say("hint");
  const { layer, properties } = thing;
  if (properties.n > 1) return say("cluster", { n: numberText(properties.n) });
  if (layer === "incidents") return [categoryName(config, properties.category), valueText("severity", properties.severity), valueText("state", properties.state)].join(" · ");
  if (layer === "cameras") return [properties.name || properties.camera_id, valueText("optics", properties.optics)].join(" · ");
  const parts = [properties.name || properties.code];
  if (typeof properties.share === "number") parts.push(`${shareText(properties.share)} ${say("share_line")}`);
  if (typeof properties.unknown_views === "number") parts.push(say("unknown_line", { n: numberText(properties.unknown_views) }));
  if (typeof properties.count === "number") parts.push(`${numberText(properties.count)} ${say("count_line")}`);
  if (properties.class) parts.push(valueText("class", properties.class));
  return parts.join(" · ");
}

function throttled(action) {
  let waiting = null;
  return (event) => {
    if (waiting === null) window.requestAnimationFrame(() => { const last = waiting; waiting = null; action(last); });
    waiting = event;
  };
}
