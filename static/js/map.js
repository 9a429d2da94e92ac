// The live page: Folium's Leaflet map, with vector tiles drawn by MapLibre GL, and cards asked from the API.

import { Map as GlMap, setWorkerUrl } from "maplibre-gl";
import { maplibreGL } from "maplibre-gl-leaflet";
import { getJson } from "./ask.js";
import { isVisible, sources, styledLayers } from "./layers.js";
import { CAMERA_LINE } from "./palette.js";
import { readConfig, startPage, startState } from "./page.js";
import { say } from "./words.js";

const TOLERANCE_PX = 5;
const CLICKED = [ // map layer, styled layers that answer for it; the first with a hit wins
  ["cameras", ["cameras-cluster", "cameras-dot"]],
  ["incidents", ["incidents-cluster", "incidents-dot"]],
  ["tiling", ["tiling-cluster", "tiling-dot", "tiling-line", "tiling-fill"]],
  ["views", ["views-fill"]],
  ["grids", ["coverage-fill", "coverage-absent", "hotspots-fill", "hotspots-masked", "grids-fill"]],
];

const POINTED = ["cameras", "incidents", "tiling"]; // layers of small things, which a click may miss by a little

setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);
start(window.map_city, readConfig());

function start(map, config) {
  const state = startState(config);
  addBasemap(map, config);
  const renderer = makeRenderer(map, config);
  const page = startPage(map, config, state, renderer, makeAnswers());
  renderer.draw(state, page);
}

function addBasemap(map, config) {
  if (config.basemap) window.L.tileLayer(config.basemap.url, { maxZoom: 20 }).addTo(map);
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

function drawTiles(map, config, layers, state, page) {
  map.createPane("tiles").style.zIndex = 250;
  const style = { version: 8, sources: sources(config), layers: [] };
  try {
    // large tiles are stretched, never cut: a cut area would carry its name in each piece
    maplibreGL({ pane: "tiles", style, fadeDuration: 0, localIdeographFontFamily: "sans-serif", zoomLevelsToOverscale: 22 }).addTo(map);
  } catch {
    page.status(say("no_webgl"));
    return null;
  }
  const gl = glMapOf(map);
  gl.on("load", () => {
    for (const [name, image] of images()) gl.addImage(name, image, { pixelRatio: 2 });
    for (const layer of layers) gl.addLayer({ ...layer, layout: { ...layer.layout, visibility: isVisible(layer, state) ? "visible" : "none" } });
  });
  reportProgress(gl, page);
  return gl;
}

function glMapOf(map) {
  let gl = null;
  map.eachLayer((layer) => { if (layer.getMaplibreMap?.() instanceof GlMap) gl = layer.getMaplibreMap(); });
  return gl;
}

function applyState(gl, layers, state) {
  for (const layer of layers) gl.setLayoutProperty(layer.id, "visibility", isVisible(layer, state) ? "visible" : "none");
}

function reportProgress(gl, page) {
  let failed = false;
  gl.on("dataloading", () => { if (!failed) page.status(say("loading")); });
  gl.on("idle", () => { if (!failed) page.status(null); document.body.dataset.idle = String(gl.areTilesLoaded()); });
  gl.on("error", (event) => {
    failed = true;
    page.status(say([401, 403].includes(event.error?.status) ? "error_sign_in" : "error_tiles"));
  });
  gl.on("movestart", () => { failed = false; });
}

function makeAnswers() {
  const path = encodeURIComponent;
  return {
    service: (code) => getJson(`/service/grids/${path(code)}`),
    register: (code) => getJson(`/register/grids/${path(code)}`),
    thing: ({ layer, id }) => getJson(`/collections/${layer}/items/${path(id)}`),
  };
}

/** Images of the style, drawn here so that none is fetched: the hatch of "not computed" and a camera's direction. */
function images() {
  return [["hatch", drawn(16, (pen) => {
    pen.fillStyle = "rgba(241,241,238,0.8)";
    pen.fillRect(0, 0, 16, 16);
    pen.strokeStyle = "#b4b9bc";
    pen.lineWidth = 1.5;
    for (const shift of [-16, 0, 16]) { pen.moveTo(shift, 16); pen.lineTo(shift + 16, 0); }
    pen.stroke();
  })], ["wedge", drawn(96, (pen) => {
    const fade = pen.createRadialGradient(48, 48, 8, 48, 48, 46);
    fade.addColorStop(0, `${CAMERA_LINE}b0`);
    fade.addColorStop(1, `${CAMERA_LINE}00`);
    pen.fillStyle = fade;
    pen.moveTo(48, 48);
    pen.arc(48, 48, 46, -Math.PI / 2 - 0.55, -Math.PI / 2 + 0.55);
    pen.fill();
  })]];
}

function drawn(size, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext("2d");
  paint(pen);
  return pen.getImageData(0, 0, size, size);
}
