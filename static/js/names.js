// Names from the closed table of incident categories, which the page carries in its config.

import { ofPair } from "./words.js";

/** Name of an incident category, or its code when the page knows no name. */
export function categoryName(config, code) {
  return config.categories[code] ? ofPair(config.categories[code]) : String(code);
}

/** Name of a class of categories (LGT, ROD …), or its code. */
export function className(config, code) {
  return config.classes[code] ? ofPair(config.classes[code]) : String(code);
}
