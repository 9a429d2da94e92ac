// The legend of what is drawn at the moment: classes with their limits, what a figure means, and what it cannot know.

import { drawing, element, put } from "./dom.js";
import { word } from "./fields.js";
import { dayText, measureText } from "./format.js";
import { CAMERA, CAMERA_AWAY, CAMERA_LINE, CLUSTER, COVERAGE, DONE_COLOUR, GRID_LINE, HOTSPOT, SEVERITY, TILING, VIEW_BANDS, VIEW_COLOUR } from "./palette.js";
import { fineShareText, numberText, say, shareText } from "./words.js";

/** Draw the legend for a state {figure, shown} into `parent`. */
export function drawLegend(parent, config, state) {
  const parts = [];
  if (state.figure === "coverage" && config.coverage) parts.push(coverageLegend(config.coverage));
  if (state.figure === "hotspots" && config.hotspots) parts.push(hotspotLegend(config.hotspots));
  if (state.shown.has("tiling") && config.tiling) parts.push(tilingLegend(config.tiling));
  if (state.shown.has("incidents")) parts.push(incidentLegend(config.thinned.incidents));
  if (state.shown.has("cameras")) parts.push(cameraLegend(config.thinned.cameras));
  if (state.shown.has("views")) parts.push(viewLegend());
  put(parent, ...parts);
  parent.parentElement.hidden = parts.length === 0;
}

function coverageLegend(run) {
  const values = { px: known(run.pxPerM, (value) => measureText("px_per_m", value)), day: known(run.day, dayText) };
  return block("coverage",
    element("ol", { class: "ramp" }, COVERAGE.map((item) => element("li", {}, ramp(item.colour), item.label))),
    element("ul", { class: "keys" }, key(hatched(), say("coverage_absent"))),
    element("p", { class: "means" }, say("coverage_means", values)),
    element("p", { class: "means strong" }, say("coverage_unknown", { n: known(run.unknownViews, numberText), documented: known(run.cameras, numberText) })),
    ...(run.waits ? [element("p", { class: "means strong" }, say("coverage_waits"))] : []));
}

function hotspotLegend(run) {
  const method = known(run.method, (value) => word("method", value));
  const values = { from: known(run.from, dayText), to: known(run.to, dayText), method, rate: known(run.falseDiscoveryRate, shareText) };
  const rows = ["hot", "none", "cold"].map((name) => key(patch(HOTSPOT[name]), say(name)));
  return block("hotspots",
    element("ul", { class: "keys" }, rows, key(hatched(), say("masked"))),
    element("p", { class: "means" }, say("hotspots_means", values)),
    element("p", { class: "means" }, say("hotspots_caution")));
}

function tilingLegend(run) {
  const found = Object.entries(TILING).map(([name, look]) => [name, look, look.checks.reduce((sum, check) => sum + (run.counts[check] ?? 0), 0)]).filter(([, , count]) => count > 0);
  const rows = found.map(([name, look, count]) => key(dot(look.colour, look.line, look.radius), `${say(`family_${name}`)}: ${numberText(count)}`));
  const values = { day: known(run.day, dayText), kind: known(run.kind, (value) => word("kind", value)), gaps: known(run.gapShare, fineShareText), overlaps: known(run.overlapShare, fineShareText) };
  const verdict = run.isComplete === null ? null : say(run.isComplete ? "tiling_complete" : "tiling_incomplete");
  return block("tiling",
    rows.length ? element("ul", { class: "keys" }, rows, key(dot(CLUSTER.tiling, "#ffffff", 8), say("cluster", { n: "n" }))) : element("p", { class: "means strong" }, say("tiling_none")),
    element("p", { class: "means strong" }, verdict),
    element("p", { class: "means" }, say("tiling_means", values)),
    Object.values(run.counts).some((count) => count > run.kept) ? element("p", { class: "means strong" }, say("tiling_kept", { n: numberText(run.kept) })) : null);
}

/** A run's value as text; "unknown" where the stored run does not say. */
function known(value, write) {
  return value === null || value === undefined ? say("not_known") : write(value);
}

function incidentLegend(thinned) {
  const rows = Object.entries(SEVERITY).map(([name, look]) => key(dot(look.colour, "#ffffff", look.radius), say(name)));
  return block("incidents", element("ul", { class: "keys two" }, rows,
    key(dot(DONE_COLOUR, "#ffffff", 3.5), say("done")), key(dot(CLUSTER.incidents, "#ffffff", 8), say("cluster", { n: "n" }))), sample(thinned));
}

function cameraLegend(thinned) {
  const rows = ["documented", "partly", "unknown"].map((name) => key(dot(CAMERA[name], CAMERA_LINE, 5), say(name)));
  return block("cameras", element("ul", { class: "keys" }, rows,
    key(dot(CAMERA_AWAY, "#ffffff", 5), say("not_in_service")), key(wedge(), say("direction")),
    key(dot(CLUSTER.cameras, "#ffffff", 8), say("cluster", { n: "n" }))), sample(thinned));
}

/** Says that a file holds an even sample of a layer; nothing when it holds all. */
function sample(thinned) {
  return thinned ? element("p", { class: "means strong" }, say("thinned", { drawn: numberText(thinned[0]), all: numberText(thinned[1]) })) : null;
}

function viewLegend() {
  const rows = VIEW_BANDS.map((band) => key(patch(VIEW_COLOUR, band.opacity + 0.12), say("density", { from: measureText("px_per_m", band.from) })));
  return block("views", element("ul", { class: "keys" }, rows));
}

function block(title, ...children) {
  return element("section", { class: "legend-block" }, element("h3", {}, say(title)), ...children);
}

function key(symbol, text) {
  return element("li", {}, symbol, text);
}

function ramp(colour) {
  return drawing("svg", { viewBox: "0 0 40 14", preserveAspectRatio: "none", height: 14, "aria-hidden": "true" },
    drawing("rect", { x: 0, y: 0, width: 40, height: 14, fill: colour, stroke: GRID_LINE, "stroke-width": 0.6 }));
}

function patch(colour, opacity) {
  return swatch(drawing("rect", { x: 1, y: 3, width: 20, height: 12, rx: 2, fill: colour, "fill-opacity": opacity ?? 1, stroke: GRID_LINE, "stroke-width": 0.7 }));
}

function hatched() {
  return swatch(
    drawing("rect", { x: 1, y: 3, width: 20, height: 12, rx: 2, fill: "#f1f1ee", stroke: GRID_LINE, "stroke-width": 0.7 }),
    drawing("path", { d: "M4 15L11 3M10 15L17 3M16 15L21 6", stroke: "#b4b9bc", "stroke-width": 1 }));
}

function dot(colour, line, radius) {
  return swatch(drawing("circle", { cx: 11, cy: 9, r: radius, fill: colour, stroke: line, "stroke-width": 1.4 }));
}

function wedge() {
  return swatch(drawing("path", { d: "M11 16L4 3A12 12 0 0 1 18 3Z", fill: CAMERA_LINE, "fill-opacity": 0.35 }));
}

function swatch(...shapes) {
  return drawing("svg", { viewBox: "0 0 22 18", width: 22, height: 18, class: "swatch", "aria-hidden": "true" }, ...shapes);
}
