// A product's picture in large, with the others of its answer to either side. Escape, "back" and a press beside it close it.

import { byId, icon, make } from "./dom.js";
import { text } from "./texts.js";

const SWIPE = 48;
const dialog = byId("large");
const stage = byId("large-picture");
let shown = { cards: [], at: 0 };
let leaving = false; // history.back() is on its way: it takes a while, in which a picture may be opened again

export const isLarge = () => dialog.open;

/** Show the picture of one of these cards. */
export function showLarge(cards, card) {
  const pictured = cards.filter((each) => each.picture);
  shown = { cards: pictured, at: pictured.indexOf(card) };
  draw();
  dialog.showModal();
  if (!leaving) remember();
}

// For "back", which on a phone is how things are closed.
const remember = () => history.pushState({ large: true }, "");

function draw() {
  const { cards, at } = shown;
  const card = cards[at];
  const image = make("img", "", { src: card.picture, alt: card.title, draggable: "false" });
  image.addEventListener("error", () => stage.replaceChildren(icon("hanger")));
  stage.replaceChildren(image);
  byId("large-title").textContent = card.title;
  byId("large-price").textContent = [card.price, card.note].filter(Boolean).join(" · ");
  byId("large-link").hidden = !card.link;
  byId("large-link").href = card.link || "#";
  byId("large-copy").hidden = !card.link || !navigator.clipboard; // browsers give it to secure pages only
  byId("large-place").textContent = cards.length > 1 ? `${at + 1} / ${cards.length}` : "";
  for (const [name, step] of [["large-before", -1], ["large-after", 1]]) {
    byId(name).hidden = cards.length < 2;
    byId(name).disabled = !cards[at + step];
  }
}

function turn(step) {
  if (!shown.cards[shown.at + step]) return;
  const focused = document.activeElement;
  shown.at += step;
  draw();
  if (focused.disabled) byId(step > 0 ? "large-before" : "large-after").focus();
}

byId("large-close").addEventListener("click", () => dialog.close());
byId("large-before").addEventListener("click", () => turn(-1));
byId("large-after").addEventListener("click", () => turn(1));
byId("large-copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(shown.cards[shown.at].link);
    byId("large-said").textContent = text("page-link-copied");
  } catch {
    byId("large-said").textContent = shown.cards[shown.at].link;
  }
});
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
dialog.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) turn(document.documentElement.dir === "rtl" ? -step : step);
});
dialog.addEventListener("close", () => {
  stage.replaceChildren();
  byId("large-said").textContent = "";
  if (!history.state?.large || leaving) return;
  leaving = true;
  history.back();
});
window.addEventListener("popstate", () => {
  if (!dialog.open) leaving = false;
  else if (!leaving) dialog.close();
  else {
    leaving = false;
    remember();
  }
});

let from = null;
stage.addEventListener("touchstart", (event) => (from = event.touches.length === 1 ? event.touches[0].clientX : null), { passive: true });
stage.addEventListener("touchend", (event) => {
  const way = from === null ? 0 : event.changedTouches[0].clientX - from;
  if (Math.abs(way) > SWIPE) turn(way < 0 === (document.documentElement.dir !== "rtl") ? 1 : -1);
});
