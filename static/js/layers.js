// Vector-tile layers of the live page: one source a collection, one or more styled layers a source.
// Zooms here are MapLibre's (Leaflet's minus one).

import { AREA_LINE, BUILDING, CAMERA, CAMERA_AWAY, CAMERA_LINE, CLUSTER, COVERAGE, DONE_COLOUR, DONE_STATES, GRID_LINE, HOTSPOT, INK, SELECTED, SEVERITY, STREET_COLOUR, TILING, TILING_LINE, VIEW_BANDS, VIEW_COLOUR } from "./palette.js";

const FONT = ["sans-serif"];
const CLUSTERED = ["all", ["has", "n"], [">", ["get", "n"], 1]];
const SINGLE = ["!", CLUSTERED];
const DONE = ["in", ["get", "state"], ["literal", DONE_STATES]];
const NAMES = "areas-names"; // the areas once more from few, large tiles: a polygon cut by tiles would be named in each
const NAME_TILE_ZOOM = 11;
const LEVELS = [ // from which zoom which levels carry their names; levels of other words always do
  [0, ["country", "province", "prefecture", "state", "city"]],
  [9, ["county", "district", "borough"]],
  [11.5, ["town", "street", "township", "subdistrict"]],
  [13.5, ["village", "community", "neighbourhood"]],
];
const FADING = ["interpolate", ["linear"], ["zoom"], 12.5, 0.84, 15.5, 0.42]; // near, the ground and the points come forward
const AWAY = ["all", ["has", "status"], ["!=", ["get", "status"], "in_service"]];

/** Sources of the config's collections, tiles from the own host. */
export function sources(config) {
  const tiles = (name, maxzoom) => ({ type: "vector", tiles: [window.location.origin + config.tiles.replace("{c}", name)], maxzoom });
  const all = Object.fromEntries(config.layers.map((layer) => [layer.name, tiles(layer.name, 16)]));
  return "areas" in all ? { ...all, [NAMES]: tiles("areas", NAME_TILE_ZOOM) } : all;
}

/** Every styled layer, bottom first, each with the name of the map layer it belongs to. */
export function styledLayers(config) {
  const lowest = new Map(config.layers.map((layer) => [layer.name, Math.max(layer.minZoom - 1, 0)]));
  const all = [...figureLayers(), ...groundLayers(), ...viewLayers(), ...lineLayers(), ...tilingLayers(), ...incidentLayers(), ...cameraLayers(), ...labelLayers()];
  return all.filter((layer) => lowest.has(collectionOf(layer))).map((layer) => ({
    ...layer, "source-layer": collectionOf(layer), minzoom: Math.max(lowest.get(collectionOf(layer)), layer.minzoom ?? 0),
  }));
}

/** Whether a styled layer shows in a state {figure, shown}. */
export function isVisible(layer, state) {
  if (layer.source === "coverage" || layer.source === "hotspots") return state.figure === layer.source;
  return state.shown.has(collectionOf(layer));
}

function collectionOf(layer) {
  return layer.source === NAMES ? "areas" : layer.source;
}

function figureLayers() {
  const share = ["get", "share"];
  const ramp = ["step", share, COVERAGE[0].colour, ...COVERAGE.slice(1).flatMap((item) => [item.from, item.colour])];
  const hot = ["match", ["get", "class"], "hot", HOTSPOT.hot, "cold", HOTSPOT.cold, HOTSPOT.none];
  const tested = ["in", ["get", "class"], ["literal", ["hot", "cold", "none"]]];
  return [
    { id: "coverage-fill", type: "fill", source: "coverage", filter: ["has", "share"], paint: { "fill-color": ramp, "fill-opacity": FADING, "fill-antialias": false } },
    { id: "coverage-absent", type: "fill", source: "coverage", filter: ["!", ["has", "share"]], paint: { "fill-pattern": "hatch" } },
    { id: "hotspots-fill", type: "fill", source: "hotspots", filter: tested, paint: { "fill-color": hot, "fill-opacity": FADING, "fill-antialias": false } },
    { id: "hotspots-masked", type: "fill", source: "hotspots", filter: ["!", tested], paint: { "fill-pattern": "hatch" } },
    { id: "grids-fill", type: "fill", source: "grids", paint: { "fill-color": "#ffffff", "fill-opacity": 0.01 } },
  ];
}

function groundLayers() {
  const use = ["match", ["get", "use"], "dwelling", BUILDING.dwelling, "other", BUILDING.other, BUILDING.unknown];
  return [
    { id: "buildings-fill", type: "fill", source: "buildings", paint: { "fill-color": use, "fill-opacity": 0.85, "fill-outline-color": "#b9b5ab" } },
    { id: "streets-case", type: "line", source: "streets", minzoom: 14, paint: { "line-color": "#c9c8c2", "line-width": width(3.4) } },
    { id: "streets-line", type: "line", source: "streets", layout: { "line-cap": "round" }, paint: { "line-color": STREET_COLOUR, "line-width": width(2.2) } },
  ];
}

function viewLayers() {
  const opacity = ["step", ["get", "px_per_m"], VIEW_BANDS[0].opacity, ...VIEW_BANDS.slice(1).flatMap((band) => [band.from, band.opacity])];
  return [
    { id: "views-fill", type: "fill", source: "views", paint: { "fill-color": VIEW_COLOUR, "fill-opacity": opacity } },
    { id: "views-line", type: "line", source: "views", paint: { "line-color": VIEW_COLOUR, "line-width": 0.8, "line-opacity": 0.7 } },
  ];
}

function lineLayers() {
  return [
    { id: "grids-line", type: "line", source: "grids", paint: { "line-color": GRID_LINE, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.25, 13, 0.7, 16, 1.4], "line-opacity": 0.8 } },
    { id: "areas-line", type: "line", source: "areas", paint: { "line-color": AREA_LINE, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.8, 14, 2], "line-opacity": 0.85 } },
    { id: "grids-selected", type: "line", source: "grids", filter: ["==", ["get", "code"], ""], paint: { "line-color": SELECTED, "line-width": 3.5 } },
  ];
}

/** Findings of the tiling audit: the shape itself where it can be seen, and a point in it, for a sliver is thinner than a pixel. */
function tilingLayers() {
  const by = (part) => ["match", ["get", "check"], ...Object.values(TILING).flatMap((look) => [look.checks, look[part]]), TILING.form[part]];
  const polygons = ["==", ["geometry-type"], "Polygon"];
  const points = ["all", SINGLE, ["==", ["geometry-type"], "Point"]];
  return [
    { id: "tiling-fill", type: "fill", source: "tiling", filter: polygons, paint: { "fill-color": by("colour"), "fill-opacity": 0.55 } },
    { id: "tiling-line", type: "line", source: "tiling", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": TILING_LINE, "line-width": 1.6 } },
    circle("tiling-dot", "tiling", points, { "circle-color": by("colour"), "circle-radius": by("radius"), "circle-stroke-color": by("line"), "circle-stroke-width": 1.8 }),
    ...clusterLayers("tiling"),
  ];
}

function incidentLayers() {
  const colour = ["case", DONE, DONE_COLOUR, ["match", ["get", "severity"], ...Object.entries(SEVERITY).flatMap(([name, look]) => [name, look.colour]), SEVERITY.normal.colour]];
  const radius = ["case", DONE, 3, ["match", ["get", "severity"], ...Object.entries(SEVERITY).flatMap(([name, look]) => [name, look.radius]), 4]];
  return [
    circle("incidents-dot", "incidents", SINGLE, { "circle-color": colour, "circle-radius": radius, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1 }),
    ...clusterLayers("incidents"),
  ];
}

function cameraLayers() {
  const fill = ["case", AWAY, CAMERA_AWAY, ["match", ["get", "optics"], "documented", CAMERA.documented, "partly", CAMERA.partly, CAMERA.unknown]];
  return [
    {
      id: "cameras-wedge", type: "symbol", source: "cameras", minzoom: 14, filter: ["all", SINGLE, ["has", "heading_deg"]],
      layout: { "icon-image": "wedge", "icon-rotate": ["get", "heading_deg"], "icon-rotation-alignment": "map", "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
    circle("cameras-dot", "cameras", SINGLE, {
      "circle-color": fill, "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 2.5, 16, 5],
      "circle-stroke-color": ["case", AWAY, "#ffffff", CAMERA_LINE], "circle-stroke-width": 1.3,
    }),
    ...clusterLayers("cameras"),
  ];
}

function clusterLayers(source) {
  const radius = ["+", 7, ["*", 4.2, ["/", ["ln", ["get", "n"]], Math.LN10]]];
  return [
    circle(`${source}-cluster`, source, CLUSTERED, { "circle-color": CLUSTER[source], "circle-opacity": 0.82, "circle-radius": radius, "circle-stroke-color": "#ffffff", "circle-stroke-width": 1.2 }),
    {
      id: `${source}-number`, type: "symbol", source, filter: CLUSTERED,
      layout: { "text-field": ["to-string", ["get", "n"]], "text-font": FONT, "text-size": 11, "text-allow-overlap": false },
      paint: { "text-color": "#ffffff" },
    },
  ];
}

function labelLayers() {
  const known = LEVELS.flatMap(([, levels]) => levels);
  const named = (levels) => ["any", ["in", ["get", "level"], ["literal", levels]], ["!", ["in", ["to-string", ["get", "level"]], ["literal", known]]]];
  const [[, first], ...later] = LEVELS;
  return [{
    id: "areas-name", type: "symbol", source: NAMES,
    filter: ["step", ["zoom"], named(first), ...later.flatMap(([zoom, levels]) => [zoom, named(levels)])],
    layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 13, "text-max-width": 8, "text-padding": 12 },
    paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 1.6 },
  }];
}

function circle(id, source, filter, paint) {
  return { id, type: "circle", source, filter, paint };
}

function width(at15) {
  return ["interpolate", ["exponential", 1.6], ["zoom"], 12, at15 * 0.3, 15, at15, 18, at15 * 4];
}
