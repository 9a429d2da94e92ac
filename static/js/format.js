// Numbers, days and times as a reader writes them. The raw value stays in the title of what is shown.

import { element } from "./dom.js";
import { language, locale, numberText, say } from "./words.js";

const RAW_DAY = /^\d{4}-\d\d-\d\d$/;
const RAW_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const WINDS = { en: ["N", "NE", "E", "SE", "S", "SW", "W", "NW"], zh: ["北", "东北", "东", "东南", "南", "西南", "西", "西北"] };
const UNITS = { // of a field: [English, Chinese], after the number
  area_m2: ["m²", "平方米"], grid_m2: ["m²", "平方米"], public_m2: ["m²", "平方米"], seen_m2: ["m²", "平方米"],
  width_m: ["m", "米"], height_m: ["m", "米"], range_m: ["m", "米"], max_range_m: ["m", "米"], uncertainty_m: ["m", "米"],
  px_per_m: ["px/m", "像素/米"], width_px: ["px", "像素"], height_px: ["px", "像素"],
  hfov_deg: ["°", "°"], vfov_deg: ["°", "°"], tilt_deg: ["°", "°"], pan_range_deg: ["°", "°"], heading_spread_deg: ["°", "°"],
};
const clock = { zone: undefined };

/** Show times in this IANA zone; in the browser's own where it is empty or unknown here. */
export function startClock(zone) {
  try {
    clock.zone = zone ? new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone : undefined;
  } catch {
    clock.zone = undefined;
  }
}

/** Name of the zone that times are shown in. */
export function zoneName() {
  return clock.zone ?? new Intl.DateTimeFormat("en").resolvedOptions().timeZone;
}

/** Whether a text is a day or a time as the API writes it. */
export function isMoment(text) {
  return typeof text === "string" && (RAW_DAY.test(text) || RAW_TIME.test(text)) && !Number.isNaN(Date.parse(text));
}

/** "2026-09-30" → "30 Sep 2026", "2026年9月30日"; a time as its day in the zone; other text as it is. */
export function dayText(text) {
  if (!isMoment(text)) return String(text);
  const zone = RAW_DAY.test(text) ? "UTC" : clock.zone;
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: language() === "zh" ? "long" : "short", year: "numeric", timeZone: zone }).format(new Date(text));
}

/** "2026-09-30T08:00:00+00:00" → "30 Sep 2026, 16:00" in the zone; a bare day as a day. */
export function timeText(text) {
  if (!isMoment(text) || RAW_DAY.test(text)) return dayText(text);
  const hour = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: clock.zone }).format(new Date(text));
  return language() === "zh" ? `${dayText(text)} ${hour}` : `${dayText(text)}, ${hour}`;
}

/** A day or a time as an element that keeps the raw value. */
export function moment(text, write) {
  return element("time", { datetime: text, title: text }, (write ?? timeText)(text));
}

/** A number of a field with its unit; headings with their wind, days in words. */
export function measureText(field, value) {
  if (field === "heading_deg") return `${numberText(value, 0)}° (${WINDS[language()][Math.round(value / 45) % 8]})`;
  if (field === "retention_days") return daysText(value);
  const digits = field.endsWith("_m2") ? (value < 10 ? 2 : 0) : field.endsWith("_deg") ? 1 : value < 1 ? 3 : 1;
  const unit = UNITS[field]?.[language() === "zh" ? 1 : 0];
  const number = numberText(value, UNITS[field] ? digits : 2);
  return unit ? `${number}${unit === "°" ? "" : "\u00a0"}${unit}` : number;
}

/** A probability: never rounded to 0. */
export function chanceText(p) {
  return p < 0.0001 ? `p < ${numberText(0.0001, 4)}` : `p = ${numberText(p, p < 0.001 ? 4 : 3)}`;
}

/** A number that may be missing. */
export function countText(value) {
  return typeof value === "number" ? numberText(value) : say("unknown_number");
}

function daysText(days) {
  if (days === 0) return say("nothing_recorded");
  return new Intl.NumberFormat(locale(), { style: "unit", unit: "day", unitDisplay: "long" }).format(days);
}
