// The written map: data from the file itself, drawn on canvas tiles of Leaflet, cards answered from the same data.

import { readConfig, startPage, startState } from "./page.js";
import { clustered, pointsIn, propertiesOf, readLayer, rowAt, single, worldOf } from "./sheet-data.js";
import { figureColour, paintTile } from "./sheet-paint.js";

const TILE_PX = 256;
const CLUSTER_PX = 56;
const CLUSTER_BELOW_ZOOM = { incidents: 16, cameras: 15 };
const TOLERANCE_PX = 9;
const NAME_PX = 110; // an area this wide carries its name
const FIGURES = ["coverage", "hotspots"];
const MOST_LISTED = 200;

start(window.map_city, readConfig());

function start(map, config) {
  const state = startState(config);
  const sheet = readSheet(config);
  const tiles = makeTiles(sheet, state);
  startPage(map, config, state, makeRenderer(map, sheet, state, tiles), makeAnswers(sheet));
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
function makePoints(layer, zoom, name) {
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
    return [...nearest(map, sheet, state, "cameras", x, y), ...nearest(map, sheet, state, "incidents", x, y), ...under(sheet, state, x, y)];
  };
  return {
    show: () => tiles.repaint(),
    select: (thing) => { sheet.selected = thing?.layer === "grids" ? thing.id : -1; tiles.repaint(); },
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
  return [{ layer: name, id: point.row, properties: point.n > 1 ? { n: point.n } : propertiesOf(layer, point.row) }];
}

function under(sheet, state, x, y) {
  const { grids, areas } = sheet.layers;
  const row = rowAt(grids, x, y);
  if (row >= 0) {
    const figure = sheet.figures[state.figure];
    const figureRow = figure?.rowOf(grids.columns.code(row));
    return [{ layer: "grids", id: row, properties: { ...propertiesOf(grids, row), ...(figureRow === undefined ? {} : propertiesOf(figure.layer, figureRow)) } }];
  }
  const area = areas && state.shown.has("areas") ? rowAt(areas, x, y) : -1;
  return area >= 0 ? [{ layer: "areas", id: area, properties: propertiesOf(areas, area) }] : [];
}

function makeAnswers(sheet) {
  return {
    service: async (code) => serviceAnswer(sheet, code),
    register: async (code) => registerAnswer(sheet, code),
    thing: async (thing) => ({ properties: thing.properties }),
  };
}

function serviceAnswer(sheet, code) {
  const { incidents, grids } = sheet.layers;
  const found = figureProperties(sheet, "hotspots", code);
  const answer = found ? { count: found.count, hotspot: { class: found.class, p: found.p } } : {};
  if (!incidents) return answer;
  const rows = pointsIn(incidents, grids, sheet.gridRows.get(code));
  if (!found) answer.count = rows.length;
  if (!rows.length) return answer;
  return { ...answer, incidents_drawn: { by_category: counted(incidents, rows, "category"), by_state: counted(incidents, rows, "state") } };
}

function registerAnswer(sheet, code) {
  const { cameras, grids } = sheet.layers;
  const found = figureProperties(sheet, "coverage", code);
  const coverage = found ? { share: found.share ?? null, cameras: found.cameras, unknown_views: found.unknown_views } : {};
  if (!cameras) return { coverage };
  const rows = pointsIn(cameras, grids, sheet.gridRows.get(code)).slice(0, MOST_LISTED);
  const listed = rows.map((row) => ({ name: cameras.columns.name?.(row) ?? cameras.columns.camera_id(row), purpose: cameras.columns.purpose?.(row) ?? null, optics: cameras.columns.optics?.(row) ?? null }));
  return { coverage, ...(listed.length ? { cameras_listed: listed } : {}) };
}

function figureProperties(sheet, name, code) {
  const row = sheet.figures[name]?.rowOf(code);
  return row === undefined ? null : propertiesOf(sheet.layers[name], row);
}

/** [{ key: value, count }], most frequent first. */
function counted(layer, rows, key) {
  const counts = new Map();
  for (const row of rows) counts.set(layer.columns[key]?.(row), (counts.get(layer.columns[key]?.(row)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ [key]: value, count })).sort((one, other) => other.count - one.count);
}
