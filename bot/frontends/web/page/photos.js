// The shopper's own photos, as the page shows them. They are sent to the bot and kept nowhere there: so that a reload can
// show them again, a small copy stays in this browser (IndexedDB) as long as its message is in the chat.

import { make } from "./dom.js";

const LONGEST_SIDE = 640;
const GLIMPSE = 144; // pixels of its longer side
const AROUND = 0.06; // of a garment's box, on each side
const fresh = new Map(); // key -> object URL, of photos sent or seen since the page was opened

const waiting = new Map(); // key -> all that is to be done once the photo is known here
// A copy that one tab has made goes to the others at once: they have the message before it is stored.
const others = new BroadcastChannel("lookalike-photos");
others.onmessage = ({ data }) => data.copy instanceof Blob && know(data.name, data.copy);

let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("lookalike", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function work(mode, what) {
  // A private window may refuse to store anything; then a reload shows a placeholder, and all else works.
  try {
    const store = (await database()).transaction("photos", mode).objectStore("photos");
    const request = what(store);
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

const key = (messageId, number) => `${messageId}/${number}`;

/** Hold the files of a message that is about to be sent; they can be shown at once. */
export function hold(messageId, files) {
  files.forEach((file, number) => {
    fresh.set(key(messageId, number), URL.createObjectURL(file));
    small(file).then((copy) => {
      if (!copy) return;
      others.postMessage({ name: key(messageId, number), copy });
      work("readwrite", (store) => store.put(copy, key(messageId, number)));
    });
  });
}

/** Call `show(address)` when a photo that is not known yet comes from another tab. */
export function whenKnown(messageId, number, show) {
  const name = key(messageId, number);
  if (!fresh.has(name)) waiting.set(name, [...(waiting.get(name) ?? []), show]);
}

function know(name, copy) {
  if (fresh.has(name)) return;
  fresh.set(name, URL.createObjectURL(copy));
  for (const show of waiting.get(name) ?? []) show(fresh.get(name));
  waiting.delete(name);
}

/** Where the photo can be had, null if this browser does not have it (any more). */
export async function address(messageId, number) {
  const name = key(messageId, number);
  if (!fresh.has(name)) {
    const copy = await work("readonly", (store) => store.get(name));
    if (!copy) return null;
    know(name, copy);
  }
  return fresh.get(name);
}

/** The address at once, if it is known without asking the database. */
export const knownAddress = (messageId, number) => fresh.get(key(messageId, number));

/** What of an own photo is meant, small; hidden for as long as this browser does not have the photo. */
export function glimpse({ message_ref: messageId, place, box }) {
  const canvas = make("canvas", "glimpse", { hidden: true, "aria-hidden": "true" });
  const show = (source) => {
    if (!source) return;
    const image = new Image();
    image.onload = () => {
      const more = box.map((each, n) => Math.min(1, Math.max(0, each + (n < 2 ? -1 : 1) * AROUND * (box[2 + (n % 2)] - box[n % 2]))));
      const [left, top, right, bottom] = more.map((each, n) => each * (n % 2 ? image.naturalHeight : image.naturalWidth));
      const scale = GLIMPSE / Math.max(right - left, bottom - top, 1);
      canvas.width = Math.max(1, (right - left) * scale);
      canvas.height = Math.max(1, (bottom - top) * scale);
      canvas.getContext("2d").drawImage(image, left, top, right - left, bottom - top, 0, 0, canvas.width, canvas.height);
      canvas.hidden = false;
    };
    image.src = source;
  };
  address(messageId, place - 1).then(show);
  whenKnown(messageId, place - 1, show);
  return canvas;
}

/** Forget the photos of all messages but these. */
export async function keepOnly(messageIds) {
  const wanted = new Set(messageIds);
  const gone = (name) => !wanted.has(name.split("/")[0]);
  for (const name of [...waiting.keys()].filter(gone)) waiting.delete(name);
  for (const name of [...fresh.keys()].filter(gone)) {
    URL.revokeObjectURL(fresh.get(name));
    fresh.delete(name);
  }
  const names = (await work("readonly", (store) => store.getAllKeys())) ?? [];
  for (const name of names.filter(gone)) await work("readwrite", (store) => store.delete(name));
}

async function small(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null; // a format that this browser does not show, or no picture at all
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
}
