// What the cards of single things say: a camera, an incident, a finding of the tiling, an area, a view.
// A written map holds fewer properties than the register; its cards show what is there and say so.

import { element } from "./dom.js";
import { fieldName, isAbsent, word } from "./fields.js";
import { dayText, moment, timeText } from "./format.js";
import { badge, empty, fact, fieldRow, list, means, missingLine, section, zoneLine } from "./rows.js";
import { say } from "./words.js";

const FUNCTIONS = ["recording", "live_view", "audio", "number_plates", "face_recognition", "other_biometric", "behaviour_analysis", "counting", "thermal"];
const CAMERA = [
  ["who_answers", ["operator", "operator_kind", "processor", "programme", "purpose", "contact"]],
  ["openness", ["sign", "sign_checked_on", "retention_days", "retention_reason", "filing_no", "filed_on", "reviewed_on", "review_due", "dpia_ref", "dpia_on"]],
  ["state_and_place", ["status", "in_service_since", "out_of_service_since", "removed_on", "kind", "mount", "place_kind", "environment", "housing_id", "verified_on"]],
  ["view_of_it", ["optics", "heading_deg", "heading_spread_deg", "pan_range_deg", "hfov_deg", "vfov_deg", "tilt_deg", "height_m", "width_px", "height_px", "max_range_m"]],
];
const OWED = ["operator", "purpose", "contact", "sign", "retention_days", "review_due", "status", "optics"]; // shown even when nobody recorded them
const NOT_TOLD_OF_BUILDINGS = ["housing_id", "retention_reason"]; // with the name: some of these buildings are sensitive places
const QUALITY_OF = { heading_deg: "heading", pan_range_deg: "pan_range", hfov_deg: "hfov", vfov_deg: "vfov", tilt_deg: "tilt", height_m: "height", width_px: "width_px", height_px: "height_px", max_range_m: "max_range" };
const LOOP = ["reported", "accepted", "assigned", "answered", "verified", "closed"];
const RUNNING = ["accepted", "assigned"]; // an incident can be overdue in these

/** A camera's entry in the register. */
export function cameraContent(config, answer) {
  const camera = propertiesOf(answer);
  const parts = CAMERA.map(([title, keys]) => section(say(title), list(cameraRows(camera, keys))));
  parts.splice(2, 0, functions(camera));
  const isOnBuilding = camera.place_kind === "building";
  const others = CAMERA.flatMap(([, keys]) => keys).filter((key) => !OWED.includes(key) && !(isOnBuilding && NOT_TOLD_OF_BUILDINGS.includes(key)));
  return kept(...parts, missingLine(camera, others), isOnBuilding ? means(say("building_not_told")) : null, partial(config));
}

function cameraRows(camera, keys) {
  const shown = keys.filter((key) => key in camera && (OWED.includes(key) || !isAbsent(camera[key])));
  return shown.map((key) => fieldRow(camera, key, reviewNote(camera, key), qualityNote(camera, key)));
}

function reviewNote(camera, key) {
  const isLate = key === "review_due" && !isAbsent(camera.review_due) && Date.parse(camera.review_due) + 86400000 < Date.now();
  return isLate && camera.status === "in_service" ? badge(say("overdue"), "wrong") : null;
}

function qualityNote(camera, key) {
  const quality = camera.geometry_quality?.[QUALITY_OF[key]];
  return quality && !isAbsent(camera[key]) ? element("small", {}, `(${word("quality", quality)})`) : null;
}

/** What it can do; a function that nobody recorded is unknown, never "no". */
function functions(camera) {
  if (!("functions" in camera)) return null;
  const states = FUNCTIONS.map((name) => [name, camera.functions?.[name] ?? "unknown"]);
  return section(say("functions_of_it"), list(states.map(([name, state]) => [fieldName(name), element("span", { class: { on: "is-on", unknown: "unstated" }[state] ?? null }, word("function", state))])));
}

/** An incident: where it stands in the loop, and since when. */
export function incidentContent(config, answer) {
  const incident = propertiesOf(answer);
  return kept(
    element("p", { class: "verdict" }, badge(word("state", incident.state), ""), " ", badge(say("severity_line", { word: word("severity", incident.severity) }), incident.severity === "critical" ? "wrong" : "")),
    loop(incident),
    section(say("place"), list(placeRows(incident))),
    section(say("origin"), list(recordedRows(incident, ["found_by", "channel", "source_system", "source_id", "unit", "handler_unit", "verifier_unit"]))),
    incident.category_ambiguous ? means(say("ambiguous")) : null,
    partial(config),
  );
}

function loop(incident) {
  if (!("reported_at" in incident)) return null;
  const last = Math.max(LOOP.indexOf(incident.state), ...LOOP.map((step, index) => (isAbsent(incident[`${step}_at`]) ? -1 : index)));
  const steps = LOOP.map((step, index) => loopStep(incident, step, index <= last));
  return section(say("loop"),
    element("ol", { class: "loop" }, steps),
    list([
      isAbsent(incident.due_at) ? null : fieldRow(incident, "due_at", isOverdue(incident) ? badge(say("overdue"), "wrong") : null),
      incident.round > 1 ? fieldRow(incident, "round") : null,
      incident.state === "closed" && incident.verified === false ? fieldRow(incident, "verified") : null,
      incident.time_quality && incident.time_quality !== "exact" ? fieldRow(incident, "time_quality") : null,
    ]),
    zoneLine());
}

/** A step with its time; one that was passed without a time says so, one that was not reached stays blank. */
function loopStep(incident, step, isPassed) {
  const at = incident[`${step}_at`];
  const time = isAbsent(at) ? element("span", { class: "unstated" }, isPassed ? say("no_time") : "–") : moment(at, incident.time_quality === "day" ? dayText : timeText);
  return element("li", { class: isPassed ? "done" : "open" }, element("span", {}, word("state", step)), time);
}

function isOverdue(incident) {
  return RUNNING.includes(incident.state) && Date.parse(incident.due_at) < Date.now();
}

function placeRows(incident) {
  return [
    incident.place_kind ? [fieldName("position"), word("position", incident.place_kind)] : null,
    ...recordedRows(incident, ["segment_id", "junction_id", "asset_id", "grid"]),
    isAbsent(incident.uncertainty_m) ? null : fieldRow(incident, "uncertainty_m"),
  ];
}

function recordedRows(record, keys) {
  return keys.filter((key) => !isAbsent(record[key])).map((key) => fieldRow(record, key));
}

/** A finding of the tiling audit: what it is, how large, and which grids it concerns; openGrid(code) shows theirs. */
export function findingContent(config, answer, openGrid) {
  const finding = propertiesOf(answer);
  const codes = String(finding.codes ?? "").split(", ").filter(Boolean);
  const audited = config.tiling?.day ? fact(say("tiling_of"), moment(config.tiling.day, dayText)) : null;
  return kept(
    fact(word("check_means", finding.check)),
    list([
      isAbsent(finding.area_m2) ? null : fieldRow(finding, "area_m2"),
      isAbsent(finding.width_m) ? null : fieldRow(finding, "width_m"),
    ]),
    section(fieldName("codes"), codes.length
      ? element("ul", { class: "codes" }, codes.map((code) => element("li", {}, element("button", { type: "button", title: say("show_grid"), onclick: () => openGrid(code) }, element("bdi", {}, code)))))
      : empty(say("no_grid_concerned"))),
    audited,
    means(say("nothing_mended")),
  );
}

/** An area, or whatever else has only names: its recorded properties as rows. */
export function plainContent(config, answer) {
  const record = propertiesOf(answer);
  const rows = recordedRows(record, Object.keys(record).filter((key) => !["name", "code", "camera_id"].includes(key)));
  return rows.length ? kept(list(rows), partial(config)) : [empty(say("nothing_else"))];
}

/** Title of a finding's card. */
export function findingTitle(finding) {
  return word("check", finding.check);
}

function partial(config) {
  return config.madeAt ? means(say("partial_entry")) : null;
}

function propertiesOf(answer) {
  return answer.properties ?? answer;
}

function kept(...parts) {
  return parts.filter((part) => part !== null);
}
