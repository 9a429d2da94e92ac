// The panel at the left: title, language, colour of the grids (one figure at a time), layers, legend.

import { element, icon, put } from "./dom.js";
import { drawLegend } from "./legend.js";
import { language, say, setLanguage, withCode } from "./words.js";

const LANGUAGES = [["en", "English"], ["zh", "中文"]];
const NARROW_PX = 700; // a phone starts with the map
const GROUPS = [["ground", ["areas", "grids", "streets", "buildings", "tiling"]], ["service", ["incidents"]], ["register", ["cameras", "views"]]];

/** Build the panel; `changed(what)` is called with "figure", "layers" or "language" after each change of `state`. */
export function makePanel(config, state, changed) {
  const body = element("div", { class: "panel-body" });
  const panel = element("aside", { class: "panel", id: "panel", "aria-label": say("layers") }, body);
  const button = element("button", { type: "button", class: "round panel-button", "aria-controls": "panel", onclick: () => toggle(panel, button) }, icon("panel"));
  const redraw = () => {
    button.setAttribute("aria-label", say("show_panel"));
    put(body, head(config, () => changed("language")), figures(config, state, changed), layers(config, state, changed), legend(config, state), foot(config));
  };
  redraw();
  if (window.innerWidth < NARROW_PX) toggle(panel, button);
  document.body.append(panel, button);
  if (config.notice) document.body.append(element("p", { class: "notice afloat", dir: "auto" }, config.notice)); // also seen while the panel is closed
  return { redraw, redrawLegend: () => drawLegend(body.querySelector(".legend-body"), config, state) };
}

function toggle(panel, button) {
  panel.classList.toggle("closed");
  button.setAttribute("aria-expanded", String(!panel.classList.contains("closed")));
}

function head(config, changed) {
  return element("header", {},
    languageButtons(changed),
    element("h1", { dir: "auto" }, config.title),
    config.notice ? element("p", { class: "notice", dir: "auto" }, config.notice) : null);
}

/** The choice of language; `changed()` is called after it. */
export function languageButtons(changed) {
  return element("div", { class: "languages", role: "group", "aria-label": say("language") }, LANGUAGES.map(([code, name]) =>
    element("button", {
      type: "button", lang: code === "zh" ? "zh-CN" : "en", "aria-pressed": String(language() === code),
      onclick: () => { setLanguage(code); changed(); },
    }, name)));
}

function figures(config, state, changed) {
  const rows = [["plain", null, true], ["hotspots", "service", config.hotspots], ["coverage", "register", config.coverage]]
    .filter(([name]) => name === "plain" || config.layers.some((layer) => layer.name === name));
  return element("fieldset", {}, element("legend", {}, say("figure")), rows.map(([name, context, run]) =>
    element("label", { class: `row ${context ?? ""}` },
      element("input", {
        type: "radio", name: "figure", value: name, checked: state.figure === name, disabled: !run,
        onchange: () => { state.figure = name; changed("figure"); },
      }),
      element("span", {}, say(name), run ? null : element("small", {}, withCode(say(name === "coverage" ? "no_coverage_run" : "no_hotspot_run")))))));
}

function layers(config, state, changed) {
  const known = new Map(config.layers.map((layer) => [layer.name, layer]));
  return element("fieldset", {}, element("legend", {}, say("layers")), GROUPS.map(([context, names]) => {
    const rows = names.filter((name) => known.has(name)).map((name) => layerRow(config, known.get(name), state, changed));
    return rows.length ? element("div", { class: `layer-group ${context}` }, element("h3", {}, say(context)), rows) : null;
  }));
}

function layerRow(config, layer, state, changed) {
  const absent = layer.name === "tiling" ? tilingAbsent(config) : null;
  const far = element("small", { class: "far", "data-min-zoom": layer.minZoom, hidden: true }, say("from_zoom"));
  return element("label", { class: "row" },
    element("input", {
      type: "checkbox", value: layer.name, checked: state.shown.has(layer.name), disabled: absent !== null,
      onchange: (event) => {
        if (event.target.checked) state.shown.add(layer.name);
        else state.shown.delete(layer.name);
        changed("layers");
      },
    }),
    element("span", {}, say(layer.name), absent ? element("small", {}, withCode(say(absent))) : far));
}

/** Why there are no findings to draw: no audit yet, or a reader of a district; null when there are. */
function tilingAbsent(config) {
  if (!config.tiling) return "no_tiling_run";
  return config.wholeCity ? null : "whole_city_only";
}

function legend(config, state) {
  const body = element("div", { class: "legend-body" });
  const block = element("section", { class: "legend", "aria-label": say("legend") }, element("h2", {}, say("legend")), body);
  drawLegend(body, config, state);
  return block;
}

function foot(config) {
  return element("footer", {},
    config.madeAt ? element("span", {}, say("made_at", { time: config.madeAt })) : null,
    element("span", {}, say("version", { version: config.version })),
    config.thirdParty ? element("a", { href: config.thirdParty }, say("licences")) : null,
    config.basemap ? element("span", { dir: "auto" }, config.basemap.attribution) : null);
}

/** Mark the layers that only show after zooming in. */
export function markFarLayers(zoom) {
  for (const mark of document.querySelectorAll(".far")) mark.hidden = zoom >= Number(mark.dataset.minZoom);
}
