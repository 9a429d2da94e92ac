// The live page: Folium's Leaflet map, with vector tiles drawn by MapLibre GL, and cards asked from the API.

import { getJson } from "./ask.js";
import { styledLayers } from "./layers.js";
import { readConfig, startPage, startState } from "./page.js";
import { addBasemap, applyState, drawTiles } from "./tiles.js";

const TOLERANCE_PX = 5;
const CLICKED = [ // map layer, styled layers that answer for it; the first with a hit wins
  ["cameras", ["cameras-cluster", "cameras-dot"]],
  ["incidents", ["incidents-cluster", "incidents-dot"]],
  ["tiling", ["tiling-cluster", "tiling-dot", "tiling-line", "tiling-fill"]],
  ["views", ["views-fill"]],
  ["grids", ["coverage-fill", "coverage-absent", "hotspots-fill", "hotspots-masked", "grids-fill"]],
];

const POINTED = ["cameras", "incidents", "tiling"]; // layers of small things, which a click may miss by a little

start(window.map_city, readConfig());

function start(map, config) {
  const state = startState(config);
  addBasemap(map, config);
  const renderer = makeRenderer(map, config);
  const page = startPage(map, config, state, renderer, makeAnswers());
  renderer.draw(state, page);
}

function makeRenderer(map, config) {
  const layers = styledLayers(config);
  let gl = null;
  const ready = () => gl !== null && gl.getLayer(layers[0].id) !== undefined;
  const hits = (latlng, names, tolerance) => {
    if (!ready()) return [];
    const point = gl.project([latlng.lng, latlng.lat]);
    const box = [[point.x - tolerance, point.y - tolerance], [point.x + tolerance, point.y + tolerance]];
    return gl.queryRenderedFeatures(tolerance ? box : point, { layers: names.filter((name) => gl.getLayer(name)) });
  };
  const found = (latlng) => CLICKED.flatMap(([layer, names]) => {
    const features = hits(latlng, names, POINTED.includes(layer) ? TOLERANCE_PX : 0);
    return layer === "grids" ? oneGrid(features) : features.map((feature) => asThing(layer, feature));
  });
  return {
    draw: (state, page) => { gl = drawTiles(map, config, layers, state, page); },
    show: (state) => { if (ready()) applyState(gl, layers, state); },
    select: (thing) => { if (ready()) gl.setFilter("grids-selected", ["==", ["get", "code"], thing?.layer === "grids" ? thing.properties.code : ""]); },
    at: found,
    hoverAt: (latlng) => found(latlng)[0] ?? null,
  };
}

/** A grid and the figure drawn on it are one thing. */
function oneGrid(features) {
  if (!features.length) return [];
  return [{ layer: "grids", id: features[0].id, properties: Object.assign({}, ...features.map((feature) => feature.properties)), latlng: null }];
}

function asThing(layer, feature) {
  const point = feature.geometry.type === "Point" ? feature.geometry.coordinates : null;
  return { layer, id: feature.id, properties: feature.properties, latlng: point && window.L.latLng(point[1], point[0]) };
}

function makeAnswers() {
  const path = encodeURIComponent;
  return {
    service: (code) => getJson(`/service/grids/${path(code)}`),
    register: (code) => getJson(`/register/grids/${path(code)}`),
    thing: ({ layer, id }) => getJson(`/collections/${layer}/items/${path(id)}`),
  };
}
