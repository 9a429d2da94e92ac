// Vector tiles on Folium's Leaflet map, drawn by MapLibre GL; and the raster basemap of the settings.

import { Map as GlMap, setWorkerUrl } from "maplibre-gl";
import { maplibreGL } from "maplibre-gl-leaflet";
import { isVisible, sources } from "./layers.js";
import { CAMERA_LINE } from "./palette.js";
import { say } from "./words.js";

setWorkerUrl(new URL("../vendor/maplibre-gl/maplibre-gl-worker.mjs", import.meta.url).href);

/** The basemap that the settings name, if any. */
export function addBasemap(map, config) {
  if (config.basemap) window.L.tileLayer(config.basemap.url, { maxZoom: 20 }).addTo(map);
}

/** Draw styled layers; returns MapLibre's map, or null where the browser cannot. `page.status(text | null)` hears of waiting and failure. */
export function drawTiles(map, config, layers, state, page) {
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

/** Show and hide styled layers by a state {figure, shown}. */
export function applyState(gl, layers, state) {
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
