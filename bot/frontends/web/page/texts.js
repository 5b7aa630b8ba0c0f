// The page's own few words. They come with the session, in the shopper's language; the page holds none itself.

let texts = {};

export function setTexts(given) {
  texts = given;
  document.documentElement.lang = texts["page-language"] || "en";
  document.documentElement.dir = texts["page-direction"] === "rtl" ? "rtl" : "ltr";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = text(node.dataset.placeholder);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", text(node.dataset.label));
    if (node.matches("button")) node.title = text(node.dataset.label);
  }
}

export function text(key, values = {}) {
  const found = texts[key] ?? "";
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
