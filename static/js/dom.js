// Elements from plain values. Text only ever becomes text nodes; nothing here parses HTML.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** An element; attributes whose value is null or false are left out, "on…" values become listeners. */
export function element(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function drawing(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

/** Replace what is in `parent`. */
export function put(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null));
  return parent;
}

/** A 20 × 20 icon drawn with one path. */
export function icon(name) {
  return drawing(
    "svg",
    { viewBox: "0 0 20 20", width: 18, height: 18, class: "icon", "aria-hidden": "true" },
    drawing("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}

const ICONS = {
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  full: "M3 8V3h5M17 8V3h-5M3 12v5h5M17 12v5h-5",
  home: "M3 10l7-6 7 6M5 9v7h10V9",
  panel: "M3 5h14M3 10h14M3 15h14",
  copy: "M7 7h9v9H7zM4 13V4h9",
  done: "M4 11l4 4 8-10",
};

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === false || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}
