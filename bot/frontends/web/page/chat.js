// The page's own root: puts the parts together. See docs/local-chat.md for what goes over the wire.

import { Composer } from "./composer.js";
import { byId, newId, toast } from "./dom.js";
import { keepFocus } from "./focus.js";
import { offerSamples, takePhotos } from "./intake.js";
import { isLarge } from "./large.js";
import { listen, openSession, post, upload } from "./link.js";
import { Messages } from "./messages.js";
import { hold, keepOnly } from "./photos.js";
import { setTexts, text } from "./texts.js";

const LOST_AFTER = 1000; // a shorter gap in the line is not worth a word
// What is certainly no photo; of files without a type, and of names, the bot looks at the bytes.
const IS_OTHER = /^(video|audio|text|font|model)\/|^application\/(?!octet-stream)|^image\/svg/;
const unsent = new Map(); // message id -> () => Promise: own messages that are on their way, or failed
let session = { photoBytes: Infinity, maxPhotos: 1, samples: [], commands: [] };
let boot;
let lostTimer;
let replying = null; // the answer that the next text goes on from: its id, and how it begins

const messages = new Messages(act, resend, reply);
const composer = new Composer(say);

// What the shopper does

function say(written) {
  const id = newId();
  const quoted = written.startsWith("/") ? null : replying;
  if (quoted) endReply();
  const body = quoted ? { id, text: written, reply: quoted.id } : { id, text: written };
  send({ id, from: "me", at: Date.now(), text: written, photos: 0, quoted }, () => post("/api/text", body));
}

function reply(id, words) {
  replying = { id, text: words };
  byId("quote-text").textContent = words;
  byId("quote").hidden = false;
  composer.focus();
}

function endReply() {
  replying = null;
  byId("quote").hidden = true;
}

function sendPhotos(given) {
  if (given.length > session.maxPhotos) toast(text("page-too-many", { n: session.maxPhotos }));
  const files = given.slice(0, session.maxPhotos);
  const id = newId();
  const caption = composer.take();
  hold(id, files);
  beginAnew(false);
  send({ id, from: "me", at: Date.now(), text: caption, photos: files.length }, () => {
    const form = new FormData();
    form.append("caption", caption);
    for (const file of files) {
      // What is no photo, or too large, need not travel; the bot says what to do about it.
      if (IS_OTHER.test(file.type)) form.append("not-a-photo", "");
      else if (file.size > session.photoBytes) form.append("too-large", "");
      else form.append("photo", file);
    }
    return upload(`/api/photos?id=${id}&photos=${files.length}`, form, (share) => messages.setProgress(id, share));
  });
}

function send(message, attempt) {
  unsent.set(message.id, attempt);
  messages.put(message, { state: "sending" });
  messages.typing(true); // before the bot says so: the answer begins now
  resend(message.id);
}

async function resend(id) {
  const attempt = unsent.get(id);
  if (!attempt) return;
  messages.setState(id, "sending");
  const outcome = await attempt();
  if (outcome === "sent") {
    unsent.delete(id);
    messages.setState(id, "sent");
    return;
  }
  messages.setState(id, "failed");
  messages.typing(false);
  complain(outcome);
}

async function act(messageId, action, values, control) {
  if (action === null) return say(values[0]); // a command that was pressed in a text
  messages.expectAnswer();
  control.setAttribute("aria-busy", "true");
  const outcome = await post("/api/action", { id: newId(), message: messageId, action, values });
  control.removeAttribute("aria-busy");
  if (outcome !== "sent") complain(outcome);
  return undefined;
}

function complain(outcome) {
  const key = { busy: "page-too-fast", full: "page-full", offline: "page-offline", refused: "page-refused" }[outcome];
  toast(text(key));
}

/** An empty chat shows what can be done, and the samples; both make way for the first photo. */
function beginAnew(on) {
  byId("hero").hidden = !on;
  showSamples(on && session.samples.length > 0);
}

function showSamples(on) {
  byId("samples").hidden = !on;
  byId("sample-toggle").setAttribute("aria-expanded", String(on));
}

byId("sample-toggle").addEventListener("click", () => showSamples(byId("samples").hidden));
byId("clear").addEventListener("click", async () => {
  if (!window.confirm(text("page-clear-question"))) return;
  await fetch("/api/chat", { method: "DELETE" }).catch(() => toast(text("page-offline")));
});
byId("quote-end").addEventListener("click", () => {
  endReply();
  composer.focus();
});
document.addEventListener("keydown", (event) => {
  if (isLarge()) return;
  if (event.key === "Escape") {
    endReply();
    composer.focus();
  }
  else composer.adopt(event);
});

// What the bot says

const hearing = {
  hello(what) {
    const ids = what.messages.map((message) => message.id);
    // The same process knows everything there is; a new one knows nothing yet, and what is on the page stays there.
    if (what.boot === boot) messages.keepOnly(ids);
    boot = what.boot;
    const first = messages.isEmpty;
    for (const message of what.messages) messages.put(message, { announce: !first });
    if (first) messages.toEnd();
    if (messages.isEmpty) post("/api/welcome");
    keepOnly(messages.ids);
    setTyping(what.typing);
    beginAnew(!messages.hasPhoto);
    for (const id of unsent.keys()) resend(id);
  },
  message(what) {
    messages.put(what.message);
    if (what.message.from === "me" && what.message.photos) beginAnew(false);
  },
  typing(what) {
    setTyping(what.on);
  },
  notice(what) {
    toast(what.text);
  },
  fault() {
    toast(text("page-fault"));
  },
  spoken(what) {
    speak(what);
    if (!byId("app").classList.contains("lost")) byId("status").textContent = text("page-status");
  },
  cleared() {
    endReply();
    messages.clear();
    keepOnly([]);
    beginAnew(true);
    post("/api/welcome");
  },
};

let typingTimer;

function setTyping(on) {
  clearTimeout(typingTimer);
  // Most presses are answered before anybody could read a sign of it; showing one would only flicker.
  if (on) typingTimer = setTimeout(() => messages.typing(true), 200);
  else messages.typing(false);
  byId("app").classList.toggle("answering", on);
}

function connected(on) {
  clearTimeout(lostTimer);
  const say = (key) => {
    byId("status").textContent = text(key);
    byId("app").classList.toggle("lost", key === "page-reconnecting");
  };
  if (on) say("page-status");
  else {
    lostTimer = setTimeout(() => say("page-reconnecting"), LOST_AFTER);
    messages.typing(false);
  }
}

/** The page's own words, in the language that the shopper has chosen by now. */
function speak({ texts, commands }) {
  setTexts(texts);
  composer.commands = commands;
  messages.commandNames = new Set(commands.map((command) => command.name));
  offerSamples(session.samples, sendPhotos);
}

const isTouch = matchMedia("(pointer: coarse)").matches;

async function start() {
  takePhotos(sendPhotos);
  composer.restore();
  // On a phone the keyboard would come up with the message box.
  keepFocus(() => (isTouch ? byId("messages").focus({ preventScroll: true }) : composer.focus()));
  session = await openSession(() => byId("app").classList.add("lost"));
  speak(session);
  byId("sample-toggle").hidden = session.samples.length === 0;
  if (!isTouch) composer.focus();
  listen((what) => hearing[what.type]?.(what), connected, () => {
    byId("status").textContent = text("page-full");
    byId("app").classList.add("lost");
  });
}

start();
