// The list of messages: adds, replaces, scrolls, and tells those who listen instead of looking.

import { draw } from "./cards.js";
import { byId, icon, make } from "./dom.js";
import { replaceKeepingFocus } from "./focus.js";
import { address, knownAddress, whenKnown } from "./photos.js";
import { text } from "./texts.js";

const AT_THE_END = 40; // nearer than this, what comes is followed
const NEAR_THE_END = 120; // and nearer than this there is nothing to lead down to
const clock = () => new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

export class Messages {
  /** `onAction(messageId, action, values)`, `onRetry(messageId)`, `onReply(messageId, words)`. */
  constructor(onAction, onRetry, onReply) {
    this.onAction = onAction;
    this.onRetry = onRetry;
    this.onReply = onReply;
    this.commandNames = new Set();
    this.list = byId("messages");
    this.scroller = byId("scroller");
    this.typingSign = byId("typing");
    this.downButton = byId("down");
    this.unread = 0;
    this.following = true;
    this.awaiting = false;
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.downButton.addEventListener("click", () => this.toEnd(true));
    // Pictures and the keyboard of a phone change the height: who was at the end stays there.
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.scroller);
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.list);
  }

  get isEmpty() {
    return this.list.childElementCount === 0;
  }

  get ids() {
    return Array.from(this.list.children, (node) => node.dataset.id);
  }

  get hasPhoto() {
    return this.list.querySelector(".mine .photo") !== null;
  }

  /** Show a message, or what has become of it. `state` of an own one: "sending", "sent" or "failed". */
  put(message, { state = "sent", announce = true } = {}) {
    const old = this.#find(message.id);
    if (old && message.from === "me") {
      const words = old.querySelector(".words");
      if (words && message.text) words.textContent = message.text; // as the bot keeps it: without an admin's token
      return this.setState(message.id, state);
    }
    const node = message.from === "me" ? this.#own(message, state) : this.#bot(message);
    const awaited = this.awaiting;
    this.awaiting = false;
    if (old) {
      replaceKeepingPlace(old, node);
      if (message.under && awaited) node.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
      return undefined;
    }
    const above = message.under && this.#find(message.under);
    if (above) {
      above.after(node);
      if (awaited) node.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
      if (announce) this.#announce(message);
      return undefined;
    }
    this.list.append(node);
    if (message.from === "me") this.following = true;
    if (this.following || awaited) this.#reveal(node);
    else this.#count();
    if (announce && message.from === "bot") this.#announce(message);
    return undefined;
  }

  /** The shopper has pressed something: if a new message comes of it, it is to be seen, wherever they are reading. */
  expectAnswer() {
    this.awaiting = true;
  }

  setState(messageId, state) {
    const node = this.#find(messageId);
    if (!node || node.dataset.state === state) return;
    node.dataset.state = state;
    node.querySelector(".state").replaceChildren(...this.#stateSign(messageId, state));
    if (state !== "sending") node.querySelector("progress")?.remove();
  }

  /** How much of a photo has been sent, from 0 to 1; what is sent at once needs no bar. */
  setProgress(messageId, share) {
    const node = this.#find(messageId);
    const bar = node?.querySelector("progress");
    if (bar) bar.value = share;
    else if (node && share < 1) {
      const fresh = make("progress", "", { max: 1, "aria-label": text("page-sending") });
      fresh.value = share;
      node.querySelector(".bubble").append(fresh);
    }
  }

  keepOnly(messageIds) {
    const wanted = new Set(messageIds);
    for (const node of [...this.list.children]) {
      if (!wanted.has(node.dataset.id) && node.dataset.state !== "sending" && node.dataset.state !== "failed") node.remove();
    }
  }

  clear() {
    this.list.replaceChildren();
    this.unread = 0;
    this.toEnd();
  }

  typing(on) {
    if (this.typingSign.hidden !== on) return;
    this.typingSign.hidden = !on;
    if (on) byId("announcer").textContent = text("page-typing");
    if (on && this.following) this.toEnd(true);
  }

  toEnd(smoothly = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smoothly && !calm() ? "smooth" : "instant" });
    this.following = true;
    this.#count(0);
  }

  /** A new message that is taller than the screen is read from its top; any other is at the end. */
  #reveal(node) {
    if (node.offsetHeight <= this.scroller.clientHeight) return this.toEnd(true);
    this.following = false;
    this.scroller.scrollTo({ top: node.offsetTop - 8, behavior: calm() ? "instant" : "smooth" });
    this.downButton.hidden = false;
    return undefined;
  }

  #find(messageId) {
    return [...this.list.children].find((node) => node.dataset.id === messageId);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const distance = scrollHeight - scrollTop - clientHeight;
    // While it scrolls down by itself it is far from the end and follows all the same; only going up ends that.
    if (distance < AT_THE_END) this.following = true;
    else if (scrollTop < (this.lastTop ?? 0)) this.following = false;
    this.lastTop = scrollTop;
    if (this.following) this.#count(0);
    this.downButton.hidden = this.following || distance < NEAR_THE_END;
  }

  #count(number = this.unread + 1) {
    this.unread = number;
    byId("unread").textContent = String(number);
    byId("unread").hidden = number === 0;
    this.downButton.hidden = this.following;
  }

  #announce(message) {
    const titles = message.cards.map((card) => [card.title, card.price].filter(Boolean).join(", "));
    byId("announcer").textContent = [message.text, ...titles, message.footer].filter(Boolean).join(". ");
  }

  #bot(message) {
    const bubble = make("div", "bubble");
    const act = (action, values, control) => this.onAction(message.id, action, values, control);
    bubble.append(...draw(message, act, this.commandNames));
    bubble.append(make("div", "meta", {}, message.answer && this.#replyButton(message), time(message.at)));
    const wide = message.cards.length ? " wide" : "";
    return make("article", `message theirs${wide}`, { "data-id": message.id, "aria-label": text("page-from-bot", { time: hour(message.at) }) }, bubble);
  }

  #own(message, state) {
    const bubble = make("div", `bubble${message.photos ? " photo" : ""}`);
    if (message.photos) {
      const frames = Array.from({ length: message.photos }, (_, number) => ownPhoto(message.id, number));
      bubble.append(make("div", `frames${frames.length > 1 ? " several" : ""}`, {}, ...frames));
    }
    if (message.quoted) bubble.append(this.#quote(message.quoted));
    if (message.text) bubble.append(make("p", "words", { dir: "auto" }, message.text));
    const sign = make("span", "state", {}, ...this.#stateSign(message.id, state));
    bubble.append(make("div", "meta", {}, time(message.at), sign));
    const label = text("page-from-you", { time: hour(message.at) });
    return make("article", "message mine", { "data-id": message.id, "data-state": state, "aria-label": label }, bubble);
  }

  #replyButton(message) {
    const button = make("button", "round reply", { type: "button", "aria-label": text("page-reply"), title: text("page-reply") }, icon("reply"));
    button.addEventListener("click", () => this.onReply(message.id, message.text.split("\n")[0]));
    return button;
  }

  /** What an own message replies to; a press leads there. */
  #quote(quoted) {
    const button = make("button", "quoted", { type: "button", dir: "auto" }, quoted.text);
    button.addEventListener("click", () => this.#find(quoted.id)?.scrollIntoView({ block: "start", behavior: calm() ? "instant" : "smooth" }));
    return button;
  }

  #stateSign(messageId, state) {
    if (state === "failed") {
      const again = make("button", "again", { type: "button" }, icon("retry"), text("page-not-sent"));
      again.addEventListener("click", () => this.onRetry(messageId));
      return [again];
    }
    const word = make("span", "unseen", {}, text(state === "sending" ? "page-sending" : "page-sent"));
    return [icon(state === "sending" ? "clock" : "check"), word];
  }
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const hour = (at) => clock().format(new Date(at));
const time = (at) => make("time", "", { datetime: new Date(at).toISOString() }, hour(at));

function ownPhoto(messageId, number) {
  const frame = make("div", "frame");
  const show = (source) => {
    const nothing = () => frame.replaceChildren(icon("photo"), make("span", "", {}, text("page-photo")));
    if (!source) return nothing();
    const image = make("img", "", { src: source, alt: text("page-your-photo"), draggable: "false" });
    image.addEventListener("error", nothing);
    frame.replaceChildren(image);
    return undefined;
  };
  const known = knownAddress(messageId, number);
  if (known) show(known);
  else address(messageId, number).then(show);
  // Sent from another tab, its copy may come after the message.
  whenKnown(messageId, number, show);
  return frame;
}

/** Swap a message for its new self without a flicker: loaded pictures move over, the focus stays where it was. */
function replaceKeepingPlace(old, fresh) {
  const pictures = new Map(Array.from(old.querySelectorAll(".card img"), (image) => [image.getAttribute("src"), image]));
  for (const image of fresh.querySelectorAll(".card img")) {
    const loaded = pictures.get(image.getAttribute("src"));
    if (loaded) image.replaceWith(loaded);
  }
  fresh.classList.add("still");
  replaceKeepingFocus(old, fresh);
}
