// Classes and colours, used alike by legend, tiles and canvas. Ramps are ordered by lightness or are blue against red,
// so that they hold without colour vision. Warm = service, cool = register. A low share is pale on purpose: no place
// is marked for being unseen.

export const GROUND = "#eef0ec";
export const INK = "#1d2733";

export const COVERAGE = [
  { from: 0, colour: "#f7f9f8", label: "0 %" },
  { from: 1e-9, colour: "#d5e9e7", label: "< 5" },
  { from: 0.05, colour: "#a3d0cd", label: "5–15" },
  { from: 0.15, colour: "#68b0af", label: "15–30" },
  { from: 0.3, colour: "#2f8788", label: "30–50" },
  { from: 0.5, colour: "#0f535c", label: "≥ 50 %" },
];

export const HOTSPOT = { hot: "#c9472f", cold: "#3f7fb5", none: "#f6f4f0", masked: null };

export const SEVERITY = {
  low: { colour: "#f0c04d", radius: 4 },
  normal: { colour: "#e08a2c", radius: 4.5 },
  high: { colour: "#b84f1d", radius: 5.5 },
  critical: { colour: "#65150f", radius: 7 },
};
export const DONE_STATES = ["closed", "refused", "duplicate", "void"];
export const DONE_COLOUR = "#a8a296";

export const CAMERA = { documented: "#12405c", partly: "#5d87a3", unknown: "#ffffff" };
export const CAMERA_LINE = "#12405c";
export const CAMERA_AWAY = "#9aa3ab";

export const VIEW_BANDS = [ // pixels per metre, EN 62676-4:2014 bands
  { from: 12.5, opacity: 0.1 },
  { from: 25, opacity: 0.16 },
  { from: 62.5, opacity: 0.24 },
  { from: 125, opacity: 0.34 },
  { from: 250, opacity: 0.46 },
];
export const VIEW_COLOUR = "#1f6f9f";

// findings of the tiling audit: one hue, told apart by lightness and outline (a gap is a ring: nothing is there)
export const TILING_LINE = "#7a1f8f";
export const TILING = {
  gap: { colour: "#ffffff", line: TILING_LINE, radius: 5, checks: ["gap-hole", "gap-sliver"] },
  overlap: { colour: TILING_LINE, line: "#ffffff", radius: 5.5, checks: ["overlap", "duplicate"] },
  outside: { colour: "#d3a0de", line: TILING_LINE, radius: 5, checks: ["outside"] },
  form: { colour: "#454b54", line: "#ffffff", radius: 5, checks: ["invalid", "repeated-code", "sliver"] },
  vertex: { colour: TILING_LINE, line: "#ffffff", radius: 3, checks: ["unmatched-vertex"] },
};

export const CLUSTER = { incidents: "#8a4a1c", cameras: "#12405c", tiling: "#5c1670" };
export const GRID_LINE = "#7d8894";
export const AREA_LINE = "#39434f";
export const STREET_COLOUR = "#ffffff";
export const BUILDING = { dwelling: "#ddd6c9", other: "#d3d5d6", unknown: "#d9d8d4" };
export const SELECTED = "#f2a900";

/** Colour of a share of 0 to 1; null (hatched) when it was not computed. */
export function coverageColour(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return null;
  return COVERAGE.findLast((item) => share >= item.from)?.colour ?? COVERAGE[0].colour;
}

/** Colour of a hotspot class; null (hatched) for masked and unknown classes. */
export function hotspotColour(name) {
  return HOTSPOT[name] ?? null;
}

/** Look of a finding of the tiling audit by its check. */
export function tilingLook(check) {
  return Object.values(TILING).find((look) => look.checks.includes(check)) ?? TILING.form;
}

/** Radius in pixels of a circle that stands for n points: area grows with log n. */
export function clusterRadius(n) {
  return 7 + 4.2 * Math.log10(Math.max(n, 1));
}
