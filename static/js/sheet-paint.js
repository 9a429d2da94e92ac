// Painting of one canvas tile of the written map: what is near the tile, bottom layer first.
// A view is { x, y, scale, size }: world coordinates of the tile's corner, pixels per world unit, pixels of its side.

import { AREA_LINE, BUILDING, CAMERA, CAMERA_AWAY, CAMERA_LINE, CLUSTER, DONE_COLOUR, DONE_STATES, GRID_LINE, INK, SELECTED, SEVERITY, STREET_COLOUR, TILING_LINE, VIEW_BANDS, VIEW_COLOUR, clusterRadius, coverageColour, hotspotColour, tilingLook } from "./palette.js";
import { numberText } from "./words.js";

const MARGIN_PX = 40; // symbols and clusters may stick out this far
const LABEL_PX = 160;
const BUILDING_ZOOM = 15;
const STREET_ZOOM = 13;
const TILING_ZOOM = 14;

/** Paint everything that the state shows. sheet: { layers, figures, clusters(name, zoom), labelLevel(zoom) }. */
export function paintTile(pen, view, zoom, sheet, state) {
  const { layers } = sheet;
  if (state.figure !== "plain") paintFigure(pen, view, zoom, sheet, state.figure);
  if (isOn(state, layers, "buildings") && zoom >= BUILDING_ZOOM) fillRows(pen, view, layers.buildings, (row) => [BUILDING[layers.buildings.columns.use?.(row)] ?? BUILDING.unknown, 0.85], "#b9b5ab");
  if (isOn(state, layers, "streets") && zoom >= STREET_ZOOM) paintStreets(pen, view, zoom, layers.streets);
  if (isOn(state, layers, "views") && zoom >= 14) fillRows(pen, view, layers.views, (row) => [VIEW_COLOUR, viewOpacity(layers.views.columns.px_per_m?.(row))], VIEW_COLOUR);
  if (isOn(state, layers, "grids")) strokeRows(pen, view, layers.grids, GRID_LINE, zoom < 13 ? 0.4 : zoom < 15 ? 0.8 : 1.2);
  if (isOn(state, layers, "areas")) strokeRows(pen, view, layers.areas, AREA_LINE, zoom < 13 ? 1 : 2);
  if (sheet.selected >= 0) strokeRows(pen, view, layers.grids, SELECTED, 3.5, sheet.selected);
  if (isOn(state, layers, "tiling")) paintTiling(pen, view, zoom, sheet);
  if (isOn(state, layers, "incidents")) paintPoints(pen, view, sheet.clusters("incidents", zoom), CLUSTER.incidents, (row) => paintIncident(pen, layers.incidents, row));
  if (isOn(state, layers, "cameras")) paintPoints(pen, view, sheet.clusters("cameras", zoom), CLUSTER.cameras, (row) => paintCamera(pen, layers.cameras, row, zoom));
  if (isOn(state, layers, "areas")) paintNames(pen, view, zoom, sheet);
}

function isOn(state, layers, name) {
  return state.shown.has(name) && Boolean(layers[name]);
}

function paintFigure(pen, view, zoom, sheet, figure) {
  const { colour } = sheet.figures[figure];
  const opacity = zoom <= 13 ? 0.84 : zoom >= 16 ? 0.45 : 0.84 - (zoom - 13) * 0.13;
  fillRows(pen, view, sheet.layers.grids, (row) => { const found = colour(row); return [found ?? sheet.hatch, found ? opacity : 1]; });
}

/** How a figure colours a grid's row; null is hatched. */
export function figureColour(figure, layer, row) {
  if (row === undefined) return null;
  return figure === "coverage" ? coverageColour(layer.columns.share?.(row)) : hotspotColour(layer.columns.class?.(row));
}

function viewOpacity(density) {
  return VIEW_BANDS.findLast((band) => density >= band.from)?.opacity ?? VIEW_BANDS[0].opacity;
}

function isNear(view, layer, row) {
  const { boxes } = layer;
  const side = view.size / view.scale;
  const margin = 4 / view.scale;
  return boxes[row * 4] <= view.x + side + margin && boxes[row * 4 + 2] >= view.x - margin && boxes[row * 4 + 1] <= view.y + side + margin && boxes[row * 4 + 3] >= view.y - margin;
}

function trace(pen, view, layer, row, closed) {
  const { xy, ringEnds, partEnds } = layer;
  for (let ring = row ? partEnds[row - 1] : 0; ring < partEnds[row]; ring += 1) {
    for (let at = ring ? ringEnds[ring - 1] : 0, first = at; at < ringEnds[ring]; at += 1) {
      const x = (xy[at * 2] - view.x) * view.scale;
      const y = (xy[at * 2 + 1] - view.y) * view.scale;
      if (at === first) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    }
    if (closed) pen.closePath();
  }
}

function fillRows(pen, view, layer, look, line) {
  for (let row = 0; row < layer.rows; row += 1) {
    if (!isNear(view, layer, row)) continue;
    const [colour, opacity] = look(row);
    pen.beginPath();
    trace(pen, view, layer, row, true);
    pen.globalAlpha = opacity;
    pen.fillStyle = colour;
    pen.fill("evenodd");
    pen.globalAlpha = 1;
    if (line) { pen.strokeStyle = line; pen.lineWidth = 0.7; pen.stroke(); }
  }
}

function strokeRows(pen, view, layer, colour, width, only) {
  pen.beginPath();
  for (let row = 0; row < layer.rows; row += 1) {
    if ((only === undefined || only === row) && isNear(view, layer, row)) trace(pen, view, layer, row, layer.shape === "polygon");
  }
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineJoin = "round";
  pen.lineCap = "round";
  pen.stroke();
}

function paintStreets(pen, view, zoom, layer) {
  const width = 2.2 * 1.6 ** (zoom - 16);
  strokeRows(pen, view, layer, "#c9c8c2", Math.max(width * 1.5, 1));
  strokeRows(pen, view, layer, STREET_COLOUR, Math.max(width, 0.6));
}

function paintPoints(pen, view, points, clusterColour, paintOne) {
  for (const point of points) {
    const x = (point.x - view.x) * view.scale;
    const y = (point.y - view.y) * view.scale;
    if (x < -MARGIN_PX || y < -MARGIN_PX || x > view.size + MARGIN_PX || y > view.size + MARGIN_PX) continue;
    pen.save();
    pen.translate(x, y);
    if (point.n > 1) paintCluster(pen, point.n, clusterColour);
    else paintOne(point.row);
    pen.restore();
  }
}

function paintCluster(pen, n, colour) {
  disc(pen, clusterRadius(n), colour, "#ffffff", 1.2, 0.85);
  pen.fillStyle = "#ffffff";
  pen.font = "11px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(numberText(n), 0, 0.5);
}

/** Findings of the tiling audit: the shape itself where it can be seen, and a mark in it. */
function paintTiling(pen, view, zoom, sheet) {
  const { tiling } = sheet.layers;
  const look = (row) => tilingLook(tiling.columns.check?.(row));
  if (zoom >= TILING_ZOOM) fillRows(pen, view, tiling, (row) => [look(row).colour, 0.55], TILING_LINE);
  paintPoints(pen, view, sheet.clusters("tiling", zoom), CLUSTER.tiling, (row) => disc(pen, look(row).radius, look(row).colour, look(row).line, 1.8, 1));
}

function paintIncident(pen, layer, row) {
  const isDone = DONE_STATES.includes(layer.columns.state?.(row));
  const look = SEVERITY[layer.columns.severity?.(row)] ?? SEVERITY.normal;
  disc(pen, isDone ? 3 : look.radius, isDone ? DONE_COLOUR : look.colour, "#ffffff", 1, 1);
}

function paintCamera(pen, layer, row, zoom) {
  const heading = layer.columns.heading_deg?.(row);
  const isAway = (layer.columns.status?.(row) ?? "in_service") !== "in_service";
  if (zoom >= 15 && typeof heading === "number") paintWedge(pen, ((heading - 90) * Math.PI) / 180);
  const fill = isAway ? CAMERA_AWAY : CAMERA[layer.columns.optics?.(row)] ?? CAMERA.unknown;
  disc(pen, zoom >= 16 ? 5 : 4, fill, isAway ? "#ffffff" : CAMERA_LINE, 1.3, 1);
}

function paintWedge(pen, direction) {
  const fade = pen.createRadialGradient(0, 0, 4, 0, 0, 23);
  fade.addColorStop(0, `${CAMERA_LINE}b0`);
  fade.addColorStop(1, `${CAMERA_LINE}00`);
  pen.beginPath();
  pen.moveTo(0, 0);
  pen.arc(0, 0, 23, direction - 0.55, direction + 0.55);
  pen.fillStyle = fade;
  pen.fill();
}

function disc(pen, radius, fill, line, width, opacity) {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.globalAlpha = opacity;
  pen.fillStyle = fill;
  pen.fill();
  pen.globalAlpha = 1;
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.stroke();
}

function paintNames(pen, view, zoom, sheet) {
  const { areas } = sheet.layers;
  pen.font = `500 13px ${getComputedStyle(document.body).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const row of sheet.namedAreas(zoom)) {
    const x = (areas.labels[row * 2] - view.x) * view.scale;
    const y = (areas.labels[row * 2 + 1] - view.y) * view.scale;
    if (x < -LABEL_PX || x > view.size + LABEL_PX || y < -MARGIN_PX || y > view.size + MARGIN_PX) continue;
    const room = (areas.boxes[row * 4 + 2] - areas.boxes[row * 4]) * view.scale;
    const lines = wrapped(pen, String(areas.columns.name?.(row) ?? areas.columns.code?.(row) ?? ""), room * 0.86);
    lines.forEach((line, index) => paintName(pen, line, x, y + (index - (lines.length - 1) / 2) * 16));
  }
}

function paintName(pen, text, x, y) {
  pen.strokeStyle = "#ffffffd0";
  pen.lineWidth = 3.5;
  pen.strokeText(text, x, y);
  pen.fillStyle = INK;
  pen.fillText(text, x, y);
}

/** At most two lines, broken at spaces, each cut to the room. */
function wrapped(pen, text, room) {
  const lines = [""];
  for (const word of text.slice(0, 60).split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (lines.at(-1) === "" || pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.slice(0, 2).map((line) => cut(pen, line, room));
}

function cut(pen, line, room) {
  let kept = line;
  while (kept.length > 1 && pen.measureText(kept).width > room) kept = `${kept.slice(0, -2)}…`;
  return kept;
}
