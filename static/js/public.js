// The public page: a map to find a place on, and one question about it: who films it?

import { getJson } from "./ask.js";
import { makeCards } from "./card.js";
import { placeContent, placeTitle } from "./card-place.js";
import { element, put } from "./dom.js";
import { styledLayers } from "./layers.js";
import { drawButtons, listenToKeys, readConfig, startMap, startState, uncover } from "./page.js";
import { languageButtons } from "./panel.js";
import { INK, SELECTED } from "./palette.js";
import { addBasemap, drawTiles } from "./tiles.js";
import { language, say } from "./words.js";

const ASKING_ZOOM = 16; // nearer than this a click hits what it means: some 2 m a pixel
const NEAR_ZOOM = 17;
const DIGITS = 5; // about a metre; the server answers for a square of ten

start(window.map_city, readConfig());

function start(map, config) {
  const state = startState(config);
  addBasemap(map, config);
  const square = makeSquare(map);
  const cards = makeCards((focusWasInside) => { square(null); if (focusWasInside) map.getContainer().focus({ preventScroll: true }); });
  const page = makePage(map, config, cards);
  startMap(map, config);
  drawTiles(map, config, [...styledLayers(config), streetNames()], state, page);
  const ask = (latlng, focus) => askAt({ map, cards, square, page }, latlng, focus);
  map.on("click", (event) => ask(event.latlng, "keep"));
  map.on("zoomend", page.hint);
  page.hint();
  listenToKeys(map.getContainer(), () => ask(map.getCenter(), "take"));
}

function askAt({ map, cards, square, page }, latlng, focus) {
  if (map.getZoom() < ASKING_ZOOM) {
    map.flyTo(latlng, NEAR_ZOOM, { duration: 0.6 });
    page.hint();
    return;
  }
  const place = latlng.wrap();
  const at = { lon: place.lng.toFixed(DIGITS), lat: place.lat.toFixed(DIGITS) };
  square(null);
  cards.show([{
    kind: "place",
    title: () => placeTitle(at),
    code: null,
    answer: async () => { const found = await getJson(`/public/at?lon=${at.lon}&lat=${at.lat}`); square(found.square); return found; },
    content: (answer) => placeContent(answer, at),
  }], focus);
  uncover(map, latlng);
}

/** The ground that the answer holds for. */
function makeSquare(map) {
  let drawn = null;
  return (box) => {
    drawn?.remove();
    const [west, south, east, north] = box ?? [];
    drawn = box ? window.L.rectangle([[south, west], [north, east]], { color: SELECTED, weight: 3, fillOpacity: 0.15, interactive: false }).addTo(map) : null;
  };
}

function makePage(map, config, cards) {
  const panel = element("aside", { class: "panel ask", id: "panel" });
  const status = element("p", { class: "status", role: "status", hidden: true });
  const buttons = element("div", { class: "buttons" });
  const how = element("p", { class: "how", "aria-live": "polite" });
  document.body.append(panel, status, buttons);
  const hint = () => put(how, say(map.getZoom() < ASKING_ZOOM ? "public_how_far" : "public_how_near"));
  const redraw = () => {
    const other = `lang=${language()}`;
    panel.setAttribute("aria-label", say("place_card"));
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", say("public_map"));
    document.title = `${say("place_card")} · ${config.title}`;
    drawButtons(buttons, map, config);
    hint();
    put(panel, element("div", { class: "panel-body" },
      languageButtons(() => { redraw(); cards.redraw(); }),
      element("p", { class: "eyebrow", dir: "auto" }, config.title),
      element("h1", {}, say("place_card")),
      config.notice ? element("p", { class: "notice", dir: "auto" }, config.notice) : null,
      how,
      element("p", { class: "means" }, say("public_caution")),
      element("footer", {},
        element("a", { href: `/public/at?${other}` }, say("public_by_coordinates")),
        element("a", { href: `/public/at?${other}#about` }, say("public_about")),
        config.thirdParty ? element("a", { href: config.thirdParty }, say("licences")) : null,
        config.basemap ? element("span", { dir: "auto" }, config.basemap.attribution) : null)));
  };
  redraw();
  return { hint, status: (text) => { status.hidden = text === null; put(status, text ?? ""); } };
}

/** Streets carry their names here: they are what a place is found by. */
function streetNames() {
  return {
    id: "streets-name", type: "symbol", source: "streets", "source-layer": "streets", minzoom: 14, filter: ["has", "name"],
    layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": ["sans-serif"], "text-size": 12, "text-max-angle": 30, "symbol-spacing": 320 },
    paint: { "text-color": INK, "text-halo-color": "#ffffff", "text-halo-width": 2.4 },
  };
}
