// What both pages share: the state, the panel, the cards, the buttons, and what a click, a key or a moving pointer does.
//
// renderer: { show(state), select(thing | null), at(latlng) → [thing], hoverAt(latlng) → thing | null }
//   thing: { layer, id, properties, latlng? }; the topmost first.
// answers: { service(code), register(code), thing(thing) } → Promise of JSON

import { makeCards } from "./card.js";
import { registerContent, serviceContent } from "./card-grid.js";
import { cameraContent, findingContent, findingTitle, incidentContent, plainContent } from "./card-thing.js";
import { element, icon, put } from "./dom.js";
import { valueText, word } from "./fields.js";
import { startClock } from "./format.js";
import { categoryName } from "./names.js";
import { SELECTED } from "./palette.js";
import { makePanel, markFarLayers } from "./panel.js";
import { numberText, say, shareText, startLanguage } from "./words.js";

const RING_PX = 13;
const NARROW_PX = 900; // below it the cards lie at the bottom

/** The config that the page carries. */
export function readConfig() {
  return JSON.parse(document.getElementById("gridmap-config").textContent);
}

/** Start language, clock and state before anything is drawn. */
export function startState(config) {
  startLanguage(config.lang);
  startClock(config.zone);
  const figure = config.coverage ? "coverage" : config.hotspots ? "hotspots" : "plain";
  const shown = config.layers.filter((layer) => layer.shown && layer.shape !== "figure").map((layer) => layer.name);
  return { figure, shown: new Set(shown) };
}

/** Join map, renderer and answers; returns { status(text | null) }. */
export function startPage(map, config, state, renderer, answers) {
  const ring = makeRing(map);
  const select = (thing) => { renderer.select(thing); ring(thing); };
  const cards = makeCards((focusWasInside) => { select(null); if (focusWasInside) map.getContainer().focus({ preventScroll: true }); });
  const readout = element("output", { class: "readout" });
  const status = element("p", { class: "status", role: "status", hidden: true });
  const buttons = element("div", { class: "buttons" });
  document.body.append(readout, status, buttons);
  const redraw = () => {
    drawButtons(buttons, map, config);
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", say("map"));
    put(readout, say("hint"));
  };
  const panel = makePanel(config, state, (what) => {
    if (what === "language") { panel.redraw(); cards.redraw(); redraw(); } else { renderer.show(state); panel.redrawLegend(); }
    markFarLayers(map.getZoom());
  });
  redraw();
  renderer.show(state);
  startMap(map, config);
  const desk = { map, config, renderer, answers, cards, select };
  map.on("click", (event) => openCards(desk, event.latlng, "keep"));
  listenToKeys(map.getContainer(), () => openCards(desk, map.getCenter(), "take"));
  map.on("mousemove", throttled((event) => put(readout, readoutText(config, renderer.hoverAt(event.latlng)))));
  return { status: (text) => { status.hidden = text === null; put(status, text ?? ""); } };
}

/** Enter on the map opens what is in its middle; while keys move it, a cross marks the middle. */
export function listenToKeys(container, openMiddle) {
  container.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target === container) openMiddle(); });
  container.addEventListener("keyup", (event) => { if (event.target === container) container.classList.toggle("by-keys", event.key !== "Escape"); });
  container.addEventListener("pointerdown", () => container.classList.remove("by-keys"));
}

/** Limits, extent and scale of the map. */
export function startMap(map, config) {
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
  const wide = window.innerWidth > NARROW_PX;
  map.fitBounds([[south, west], [north, east]], { paddingTopLeft: wide ? [340, 20] : [10, 60], paddingBottomRight: [20, 40], animate: false });
}

/** A ring around the one small thing whose card is open; a grid is outlined by the renderer. */
function makeRing(map) {
  let ring = null;
  return (thing) => {
    ring?.remove();
    ring = thing?.latlng && thing.layer !== "grids"
      ? window.L.circleMarker(thing.latlng, { radius: RING_PX, color: SELECTED, weight: 3.5, fill: false, interactive: false }).addTo(map)
      : null;
  };
}

/** Zoom, whole extent, full screen. */
export function drawButtons(parent, map, config) {
  const button = (name, picture, action) => element("button", { type: "button", class: "round", title: say(name), "aria-label": say(name), onclick: action }, icon(picture));
  put(parent,
    button("zoom_in", "plus", () => map.zoomIn()),
    button("zoom_out", "minus", () => map.zoomOut()),
    button("whole_city", "home", () => fit(map, config)),
    button("full_screen", "full", () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())));
}

function openCards(desk, latlng, focus) {
  const { map, renderer, cards } = desk;
  const top = renderer.at(latlng)[0];
  if (!top) { cards.close(); return; }
  if (top.properties.n > 1) { map.flyTo(top.latlng ?? latlng, Math.min(map.getZoom() + 2, 18), { duration: 0.4 }); return; }
  if (top.layer === "grids") showGrid(desk, top, focus);
  else showThing(desk, { ...top, latlng: top.latlng ?? latlng }, focus);
  uncover(map, top.latlng ?? latlng);
}

/** On a narrow screen the cards cover the lower half: bring what was chosen above them. */
export function uncover(map, latlng) {
  if (window.innerWidth > NARROW_PX) return;
  const { y } = map.latLngToContainerPoint(latlng);
  const lowest = map.getSize().y * 0.4;
  if (y > lowest) map.panBy([0, y - lowest * 0.6], { animate: false });
}

function showGrid(desk, grid, focus) {
  const { config, answers, cards, select } = desk;
  const { code, name } = grid.properties;
  const title = () => name || code;
  select(grid);
  cards.show([
    { kind: "service", title, code, answer: () => answers.service(code), content: (answer) => serviceContent(config, answer) },
    { kind: "register", title, code, answer: () => answers.register(code), content: (answer) => registerContent(config, answer) },
  ], focus);
}

function showThing(desk, thing, focus) {
  const { config, answers, cards, select } = desk;
  const { properties } = thing;
  const code = properties.camera_id ?? properties.code ?? null;
  const named = () => properties.name || code || String(thing.id);
  const openGrid = (grid) => showGrid(desk, { layer: "grids", properties: { code: grid } }, "take");
  const card = {
    cameras: { kind: "camera", title: named, code, content: (answer) => cameraContent(config, answer) },
    incidents: { kind: "incident", title: () => categoryName(config, properties.category), content: (answer) => incidentContent(config, answer) },
    tiling: { kind: "tiling", title: () => findingTitle(properties), content: (answer) => findingContent(config, answer, openGrid) },
    views: { kind: "view", title: named, content: (answer) => plainContent(config, answer) },
    areas: { kind: "area", title: named, code, content: (answer) => plainContent(config, answer) },
  }[thing.layer];
  select(thing);
  cards.show([{ ...card, answer: () => answers.thing(thing) }], focus);
}

function readoutText(config, thing) {
  if (!thing) return say("hint");
  const { layer, properties } = thing;
  if (properties.n > 1) return say("cluster", { n: numberText(properties.n) });
  if (layer === "incidents") return [categoryName(config, properties.category), word("severity", properties.severity), word("state", properties.state)].join(" · ");
  if (layer === "cameras") return [properties.name || properties.camera_id, valueText("purpose", properties.purpose), say(properties.optics)].join(" · ");
  if (layer === "tiling") return [word("check", properties.check), properties.codes].filter(Boolean).join(" · ");
  const parts = [properties.name || properties.code || properties.camera_id];
  if (typeof properties.share === "number") parts.push(`${shareText(properties.share)} ${say("share_line")}`);
  if (typeof properties.unknown_views === "number") parts.push(say("unknown_line", { n: numberText(properties.unknown_views) }));
  if (typeof properties.count === "number") parts.push(say("count_line", { n: numberText(properties.count) }));
  if (properties.class) parts.push(word("class", properties.class));
  return parts.join(" · ");
}

function throttled(action) {
  let waiting = null;
  return (event) => {
    if (waiting === null) window.requestAnimationFrame(() => { const last = waiting; waiting = null; action(last); });
    waiting = event;
  };
}
