// Layers that the file carries, unpacked into arrays (see gridmap/maps/layer_data.py), and questions to them.
// World coordinates: Web Mercator with the world from 0 to 1; y grows southward.

const SCALE = 1e6;

/** Unpack the layer of that name, or null when the file has none. */
export function readLayer(name) {
  const holder = document.getElementById(`gridmap-layer-${name}`);
  if (!holder) return null;
  const packed = JSON.parse(holder.textContent);
  const columns = Object.fromEntries(Object.entries(packed.columns).map(([key, column]) => [key, reader(column)]));
  const layer = { name, rows: packed.rows, shape: packed.shape, columns };
  if (packed.xy) Object.assign(layer, unpacked(packed));
  if (packed.labels) layer.labels = world(packed.labels);
  return layer;
}

/** Properties of one row as an object; missing values are left out. */
export function propertiesOf(layer, row) {
  const entries = Object.keys(layer.columns).map((key) => [key, layer.columns[key](row)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

/** World coordinates of degrees. */
export function worldOf(lon, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** The last row (the one drawn on top) whose polygon holds the point, or -1. */
export function rowAt(layer, x, y) {
  for (let row = layer.rows - 1; row >= 0; row -= 1) {
    const box = row * 4;
    const { boxes } = layer;
    if (x >= boxes[box] && y >= boxes[box + 1] && x <= boxes[box + 2] && y <= boxes[box + 3] && holds(layer, row, x, y)) return row;
  }
  return -1;
}

/** A marked layer as points: the marks inside its shapes. */
export function marksOf(layer) {
  return { ...layer, xy: layer.labels };
}

/** Rows of a point layer inside the polygon of `row` of another layer. */
export function pointsIn(points, layer, row) {
  const found = [];
  const [west, north, east, south] = layer.boxes.subarray(row * 4, row * 4 + 4);
  for (let point = 0; point < points.rows; point += 1) {
    const x = points.xy[point * 2];
    const y = points.xy[point * 2 + 1];
    if (x >= west && x <= east && y >= north && y <= south && holds(layer, row, x, y)) found.push(point);
  }
  return found;
}

/** Points joined in squares of `cell` world units, shifted by a part of one: [{ x, y, n, row }], row of a single one. */
export function clustered(layer, cell, shift) {
  const joined = new Map();
  for (let row = 0; row < layer.rows; row += 1) {
    const x = layer.xy[row * 2];
    const y = layer.xy[row * 2 + 1];
    const key = Math.floor(x / cell + shift) * 67108864 + Math.floor(y / cell + shift);
    const known = joined.get(key);
    if (known) { known.x += x; known.y += y; known.n += 1; } else joined.set(key, { x, y, n: 1, row });
  }
  return [...joined.values()].map((item) => ({ ...item, x: item.x / item.n, y: item.y / item.n }));
}

/** Every point by itself, in the same form. */
export function single(layer) {
  return Array.from({ length: layer.rows }, (_, row) => ({ x: layer.xy[row * 2], y: layer.xy[row * 2 + 1], n: 1, row }));
}

function reader(column) {
  if (Array.isArray(column)) return (row) => column[row];
  return (row) => (column.at[row] < 0 ? null : column.words[column.at[row]]);
}

function unpacked(packed) {
  const xy = world(summed(packed.xy));
  if (!packed.rings) return { xy };
  const ringEnds = ends(packed.rings);
  const partEnds = ends(packed.parts);
  return { xy, ringEnds, partEnds, boxes: boxesOf(xy, ringEnds, partEnds) };
}

function summed(differences) {
  const out = new Float64Array(differences.length);
  for (let index = 0; index < out.length; index += 1) out[index] = differences[index] + (index > 1 ? out[index - 2] : 0);
  return out;
}

function world(pairs) {
  const out = new Float64Array(pairs.length);
  for (let index = 0; index < out.length; index += 2) {
    [out[index], out[index + 1]] = worldOf(pairs[index] / SCALE, pairs[index + 1] / SCALE);
  }
  return out;
}

function ends(counts) {
  let total = 0;
  return Int32Array.from(counts, (count) => (total += count));
}

function boxesOf(xy, ringEnds, partEnds) {
  const boxes = new Float64Array(partEnds.length * 4);
  for (let row = 0; row < partEnds.length; row += 1) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const first = row ? partEnds[row - 1] : 0;
    const from = first ? ringEnds[first - 1] : 0;
    const to = partEnds[row] ? ringEnds[partEnds[row] - 1] : 0;
    for (let at = from; at < to; at += 1) {
      box[0] = Math.min(box[0], xy[at * 2]);
      box[1] = Math.min(box[1], xy[at * 2 + 1]);
      box[2] = Math.max(box[2], xy[at * 2]);
      box[3] = Math.max(box[3], xy[at * 2 + 1]);
    }
    boxes.set(box, row * 4);
  }
  return boxes;
}

/** Even-odd rule over all rings of the row. */
function holds(layer, row, x, y) {
  const { xy, ringEnds, partEnds } = layer;
  let inside = false;
  for (let ring = row ? partEnds[row - 1] : 0; ring < partEnds[row]; ring += 1) {
    const from = ring ? ringEnds[ring - 1] : 0;
    const to = ringEnds[ring];
    for (let at = from, before = to - 1; at < to; before = at, at += 1) {
      const y1 = xy[at * 2 + 1];
      const y2 = xy[before * 2 + 1];
      if (y1 > y !== y2 > y && x < ((xy[before * 2] - xy[at * 2]) * (y - y1)) / (y2 - y1) + xy[at * 2]) inside = !inside;
    }
  }
  return inside;
}
