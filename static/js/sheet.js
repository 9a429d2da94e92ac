// The written map: data from the file itself, drawn on canvas tiles of Leaflet, cards answered from the same data.

import { readConfig, startPage, startState } from "./page.js";
import { clustered, marksOf, pointsIn, propertiesOf, readLayer, rowAt, single, worldOf } from "./sheet-data.js";
import { figureColour, paintTile } from "./sheet-paint.js";

const TILE_PX = 256;
const CLUSTER_PX = 56;
const CLUSTER_BELOW_ZOOM = { incidents: 16, cameras: 15, tiling: 14 };
const TOLERANCE_PX = 9;
const POINTED = ["cameras", "incidents", "tiling"]; // the topmost first
const NAME_PX = 110; // an area this wide carries its name
const FIGURES = ["coverage", "hotspots"];
const MOST_LISTED = 12;
const DONE = ["closed", "refused", "duplicate", "void"];

start(window.map_city, readConfig());

function start(map, config) {
  const state = startState(config);
  const sheet = readSheet(config);
  const tiles = makeTiles(sheet, state);
  startPage(map, config, state, makeRenderer(map, sheet, state, tiles), makeAnswers(sheet, config));
  tiles.addTo(map);
  document.body.dataset.idle = "true";
}

function readSheet(config) {
  const layers = Object.fromEntries(config.layers.map((layer) => [layer.name, readLayer(layer.name)]));
  const gridRows = new Map(Array.from({ length: layers.grids.rows }, (_, row) => [layers.grids.columns.code(row), row]));
  const figures = Object.fromEntries(FIGURES.filter((name) => layers[name]).map((name) => [name, makeFigure(name, layers[name], layers.grids)]));
  const kept = new Map();
  const once = (key, make) => { if (!kept.has(key)) kept.set(key, make()); return kept.get(key); };
  return {
    layers, gridRows, figures, selected: -1, hatch: makeHatch(),
    clusters: (name, zoom) => once(`${name} ${zoom}`, () => makePoints(layers[name], zoom, name)),
    namedAreas: (zoom) => once(`names ${zoom}`, () => areasWithNames(layers.areas, TILE_PX * 2 ** zoom)),
  };
}

function makeFigure(name, layer, grids) {
  const rows = new Map(Array.from({ length: layer.rows }, (_, row) => [layer.columns.code(row), row]));
  const rowOf = (code) => rows.get(code);
  return { layer, rowOf, colour: (gridRow) => figureColour(name, layer, rowOf(grids.columns.code(gridRow))) };
}

/** Clusters of a zoom; those of cameras lie half a square aside, so that the two do not cover each other. */
function makePoints(from, zoom, name) {
  const layer = name === "tiling" ? marksOf(from) : from;
  if (zoom >= CLUSTER_BELOW_ZOOM[name]) return single(layer);
  return clustered(layer, CLUSTER_PX / (TILE_PX * 2 ** zoom), name === "cameras" ? 0.5 : 0);
}

/** Names of one level at a time: the level with the most areas wide enough to carry theirs. */
function areasWithNames(areas, scale) {
  const levels = new Map();
  for (let row = 0; row < areas.rows; row += 1) {
    const wide = (areas.boxes[row * 4 + 2] - areas.boxes[row * 4]) * scale;
    if (wide >= NAME_PX) {
      const level = areas.columns.level?.(row) ?? "";
      levels.set(level, [...(levels.get(level) ?? []), row]);
    }
  }
  return [...levels.values()].sort((one, other) => other.length - one.length)[0] ?? [];
}

function makeHatch() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "rgba(241,241,238,0.8)";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = "#b4b9bc";
  for (const shift of [-8, 0, 8]) { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); }
  pen.stroke();
  return pen.createPattern(canvas, "repeat");
}

function makeTiles(sheet, state) {
  const paint = (canvas, coords) => {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = canvas.height = TILE_PX * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const side = 1 / 2 ** coords.z;
    paintTile(pen, { x: coords.x * side, y: coords.y * side, scale: TILE_PX / side, size: TILE_PX }, coords.z, sheet, state);
    return canvas;
  };
  const Tiles = window.L.GridLayer.extend({
    createTile: (coords) => paint(document.createElement("canvas"), coords),
    repaint() { for (const tile of Object.values(this._tiles ?? {})) paint(tile.el, tile.coords); },
  });
  return new Tiles({ tileSize: TILE_PX, noWrap: true, updateWhenZooming: false, keepBuffer: 1, className: "" });
}

function makeRenderer(map, sheet, state, tiles) {
  const at = (latlng) => {
    const [x, y] = worldOf(latlng.lng, latlng.lat);
    return [...POINTED.flatMap((name) => nearest(map, sheet, state, name, x, y)), ...under(sheet, state, x, y)];
  };
  return {
    show: () => tiles.repaint(),
    select: (thing) => { sheet.selected = thing?.layer === "grids" ? sheet.gridRows.get(thing.properties.code) ?? -1 : -1; tiles.repaint(); },
    at,
    hoverAt: (latlng) => at(latlng)[0] ?? null,
  };
}

function nearest(map, sheet, state, name, x, y) {
  const layer = sheet.layers[name];
  if (!layer || !state.shown.has(name)) return [];
  const scale = TILE_PX * 2 ** map.getZoom();
  let best = null;
  for (const point of sheet.clusters(name, map.getZoom())) {
    const far = Math.hypot(point.x - x, point.y - y) * scale;
    if (far <= (best?.far ?? (point.n > 1 ? 16 : TOLERANCE_PX))) best = { far, point };
  }
  if (!best) return [];
  const { point } = best;
  return [{ layer: name, id: point.row, properties: point.n > 1 ? { n: point.n } : propertiesOf(layer, point.row), latlng: degreesOf(point) }];
}

function under(sheet, state, x, y) {
  const { grids, areas, tiling } = sheet.layers;
  const finding = tiling && state.shown.has("tiling") ? rowAt(tiling, x, y) : -1;
  if (finding >= 0) return [{ layer: "tiling", id: finding, properties: propertiesOf(tiling, finding), latlng: degreesOf({ x: tiling.labels[finding * 2], y: tiling.labels[finding * 2 + 1] }) }];
  const row = rowAt(grids, x, y);
  if (row >= 0) {
    const figure = sheet.figures[state.figure];
    const figureRow = figure?.rowOf(grids.columns.code(row));
    return [{ layer: "grids", id: row, properties: { ...propertiesOf(grids, row), ...(figureRow === undefined ? {} : propertiesOf(figure.layer, figureRow)) } }];
  }
  const area = areas && state.shown.has("areas") ? rowAt(areas, x, y) : -1;
  return area >= 0 ? [{ layer: "areas", id: area, properties: propertiesOf(areas, area) }] : [];
}

function makeAnswers(sheet, config) {
  return {
    service: async (code) => serviceAnswer(sheet, config, code),
    register: async (code) => registerAnswer(sheet, config, code),
    thing: async (thing) => ({ properties: thing.properties }),
  };
}

/** The service's card as the API gives it, from what the file holds. */
function serviceAnswer(sheet, config, code) {
  const { incidents, grids } = sheet.layers;
  const gridRow = sheet.gridRows.get(code);
  const found = figureProperties(sheet, "hotspots", code);
  const run = config.hotspots ?? {};
  const hotspot = found ? { incidents: found.count, class: found.class, p: found.p, from: run.from, to: run.to, method: run.method } : null;
  const rows = incidents ? pointsIn(incidents, grids, gridRow) : [];
  const open = rows.filter((row) => !DONE.includes(incidents.columns.state?.(row))).length;
  const drawn = incidents ? { incidents: { total: rows.length, open }, by_class: classCounts(incidents, rows) } : {};
  return { kind: grids.columns.kind?.(gridRow), drawn: true, hotspot, ...drawn };
}

/** The register's card as the API gives it, from what the file holds; cameras are listed instead of counted. */
function registerAnswer(sheet, config, code) {
  const { cameras, grids } = sheet.layers;
  const gridRow = sheet.gridRows.get(code);
  const found = figureProperties(sheet, "coverage", code);
  const run = config.coverage ?? {};
  const coverage = found ? { share: found.share ?? null, cameras: found.cameras, unknown_views: found.unknown_views, day: run.day, px_per_m: run.pxPerM } : null;
  const rows = cameras ? pointsIn(cameras, grids, gridRow) : [];
  const listed = rows.slice(0, MOST_LISTED).map((row) => ({ name: cameras.columns.name?.(row) ?? cameras.columns.camera_id(row), purpose: cameras.columns.purpose?.(row) ?? null, optics: cameras.columns.optics?.(row) ?? null }));
  return { kind: grids.columns.kind?.(gridRow), coverage, cameras_listed: { rows: listed, more: rows.length - listed.length } };
}

function figureProperties(sheet, name, code) {
  const row = sheet.figures[name]?.rowOf(code);
  return row === undefined ? null : propertiesOf(sheet.layers[name], row);
}

/** Class of category (the code before its dash) → number. */
function classCounts(incidents, rows) {
  const counts = {};
  for (const row of rows) {
    const name = String(incidents.columns.category?.(row)).split("-")[0];
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function degreesOf({ x, y }) {
  return window.L.latLng((Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI, (x - 0.5) * 360);
}
