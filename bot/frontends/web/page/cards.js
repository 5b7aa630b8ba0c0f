// What a bot's message holds: text, product cards, footer, menus, buttons, a document. Drawn as it comes; nothing here knows
// what any of the buttons does.

import { icon, make } from "./dom.js";
import { showLarge } from "./large.js";
import { glimpse } from "./photos.js";
import { text } from "./texts.js";

// Emoji look different everywhere; where we have drawn the same thing ourselves, that is shown.
const DRAWN = {
  "👍": "up", "👎": "thumb-down", "🔍": "similar", "🔎": "similar", "➡": "next", "▶": "next", "⏭": "next", "◀": "previous", "🗑": "trash",
  "🎛": "filters", "✖": "close", "🔔": "bell", "🔕": "bell-off", "🕘": "clock", "👗": "hanger", "🧩": "outfit", "❤": "heart", "✅": "checked", "⬜": "unchecked",
};
for (const garment of "👕🧥👖🩳👟👜🧢⌚") DRAWN[garment] = "hanger"; // what a photo was cut to stands beside it
const drawn = (emoji) => DRAWN[emoji.replace("\ufe0f", "")];
// Understood without words; what else has an icon shows its label as well.
const SPEAKS_FOR_ITSELF = new Set(["👍", "👎", "❤️"]);

/** The parts of a message, in the order in which they are shown. `onAction(action, values, control)`. */
export function draw(message, onAction, commandNames) {
  const parts = [];
  const [first, ...details] = message.cards.length ? message.text.split("\n") : [message.text];
  if (first) parts.push(message.cards.length ? words(first, "headline", onAction, commandNames, "h2") : words(first, "words", onAction, commandNames));
  const garments = message.buttons.filter((row) => row.every((button) => button.glimpse));
  if (message.glimpse && !garments.length) parts.push(glimpse(message.glimpse));
  for (const row of garments) parts.push(make("div", "row garments", { role: "group", "aria-label": text("page-garments") }, ...row.map((button) => drawButton(button, onAction))));
  if (details.length) parts.push(words(details.join("\n"), "details", onAction, commandNames));
  if (message.cards.length) parts.push(cardList(message.cards, onAction));
  if (message.footer) parts.push(words(message.footer, "footer", onAction, commandNames));
  if (message.document) parts.push(download(message.document));
  for (const menu of message.menus) parts.push(drawMenu(menu, onAction));
  const others = message.buttons.filter((row) => !garments.includes(row));
  if (others.length) {
    const rows = others.map((row) => make("div", "row", {}, ...row.map((button) => drawButton(button, onAction))));
    parts.push(make("div", "buttons", {}, ...rows));
  }
  return parts;
}

/** Text with its commands ("/help") made pressable, and the emoji that we have drawn ourselves. */
function words(written, className, onAction, commandNames, tag = "p") {
  const node = make(tag, className, { dir: "auto" });
  let rest = 0;
  for (const found of written.matchAll(/(?<=^|[\s(])\/([a-z][a-z_]*)|👍|👎/g)) {
    if (found[1] && !commandNames.has(found[1])) continue;
    node.append(written.slice(rest, found.index));
    if (!found[1]) {
      node.append(make("span", "thumb", {}, icon(drawn(found[0])), make("span", "unseen", {}, found[0])));
      rest = found.index + found[0].length;
      continue;
    }
    const command = make("button", "command", { type: "button" }, found[0]);
    command.addEventListener("click", () => onAction(null, [found[0]], command));
    node.append(command);
    rest = found.index + found[0].length;
  }
  node.append(written.slice(rest));
  return node;
}

function cardList(cards, onAction) {
  const items = cards.map((card) => {
    const picture = make("div", "picture", {}, icon("hanger"));
    if (card.picture) {
      const image = make("img", "", { src: card.picture, alt: "", decoding: "async", draggable: "false" });
      image.addEventListener("error", () => image.remove());
      picture.append(image);
    }
    const outward = { href: card.link, target: "_blank", rel: "noopener noreferrer" };
    const title = make("h3", "title", { dir: "auto" }, card.link ? make("a", "", outward, card.title) : card.title);
    const cover = make(card.picture ? "button" : "div", "cover", card.picture ? { type: "button", "aria-label": text("page-larger", { title: card.title }) } : {}, picture);
    if (card.picture) cover.addEventListener("click", () => showLarge(cards, card));
    const buttons = card.buttons.map((button) => drawButton(button, onAction, card.title));
    return make(
      "li",
      "card",
      { "data-key": card.key },
      cover,
      make("div", "about", {}, title, card.price && make("p", "price", {}, card.price), card.note && make("p", "note", { dir: "auto" }, card.note)),
      make("div", "row", {}, ...buttons),
    );
  });
  return make("ol", "cards", { "aria-label": text("page-products", { n: cards.length }) }, ...items);
}

function drawButton(button, onAction, about = "") {
  const bare = SPEAKS_FOR_ITSELF.has(button.icon);
  const ours = drawn(button.icon);
  const node = make(
    "button",
    `act ${button.style}${bare ? " bare" : ""}`,
    {
      type: "button",
      title: bare ? button.label : null,
      disabled: button.disabled,
      "aria-pressed": button.pressed || bare || button.glimpse ? String(button.pressed) : null,
      "aria-label": about ? `${button.label}: ${about}` : bare ? button.label : button.aloud || null,
      "data-action": button.action,
    },
    button.glimpse ? glimpse(button.glimpse) : null,
    button.icon ? (ours ? icon(ours) : make("span", "emoji", { "aria-hidden": "true" }, button.icon)) : null,
    bare ? null : make("span", "", {}, button.label),
  );
  node.addEventListener("click", () => onAction(button.action, [], node));
  return node;
}

function drawMenu(menu, onAction) {
  if (menu.multiple) return drawChoices(menu, onAction);
  if (menu.quick) {
    const buttons = menu.options.map((o) => {
      const node = make("button", "act quick", { type: "button", "aria-pressed": o.chosen ? "true" : null }, o.label);
      node.addEventListener("click", () => onAction(menu.action, [o.value], node));
      return node;
    });
    return make("div", "menu", { role: "group", "aria-label": menu.label }, make("span", "", { "aria-hidden": "true" }, menu.label), ...buttons);
  }
  const select = make("select", "", {}, ...menu.options.map((o) => make("option", "", { value: o.value, selected: o.chosen }, o.label)));
  if (!menu.options.some((option) => option.chosen)) {
    select.prepend(make("option", "", { value: "", selected: true, disabled: true, hidden: true }, "—"));
  }
  select.addEventListener("change", () => onAction(menu.action, [select.value], select));
  return make("label", "menu", {}, make("span", "", {}, menu.label), select);
}

function drawChoices(menu, onAction) {
  const boxes = menu.options.map((o) => make("input", "", { type: "checkbox", value: o.value, checked: o.chosen }));
  const group = make("fieldset", "menu", {}, make("legend", "", {}, menu.label));
  boxes.forEach((box, n) => {
    group.append(make("label", "choice", {}, box, make("span", "", {}, menu.options[n].label)));
    box.addEventListener("change", () => onAction(menu.action, boxes.filter((b) => b.checked).map((b) => b.value), box));
  });
  return group;
}

function download(document) {
  const size = text("page-kilobytes", { n: Math.max(1, Math.round(document.bytes / 1024)) });
  if (document.shows) return make("a", "plot", { href: document.url, download: document.name }, make("img", "", { src: document.url, alt: document.shows }));
  return make("a", "document", { href: document.url, download: document.name }, icon("file"), make("span", "", {}, document.name), make("small", "", {}, size));
}
