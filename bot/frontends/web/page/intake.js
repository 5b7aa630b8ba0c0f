// All ways in which a photo gets into the page: chosen, taken, dropped anywhere, pasted, or one of the samples.

import { byId, make, toast } from "./dom.js";
import { text } from "./texts.js";

/** `onFiles(files)` with one or more files, whatever they are: what is no photo, the bot says. */
export function takePhotos(onFiles) {
  for (const [button, input] of [["attach", "file"], ["choose", "file"], ["camera", "shot"]]) {
    byId(button).addEventListener("click", () => byId(input).click());
    byId(input).addEventListener("change", (event) => {
      const files = [...event.target.files];
      event.target.value = ""; // so that the same photo can be chosen again
      if (files.length) onFiles(files);
    });
  }
  takeDropped(onFiles);
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  });
}

function takeDropped(onFiles) {
  const veil = byId("drop");
  let depth = 0; // dragenter and dragleave come for every element on the way
  const show = (on) => {
    if (!on) depth = 0;
    veil.hidden = !on;
  };
  document.addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    show(true);
  });
  document.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) show(false);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    const files = [...event.dataTransfer.files];
    if (files.length) onFiles(files);
    else toast(text("page-no-file")); // a picture of another page is only its address, and nothing is loaded from elsewhere
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
}

/** The sample photos as pressable thumbnails; a pressed one goes the way of every other photo. */
export function offerSamples(addresses, onFiles) {
  const items = addresses.map((source, number) => {
    const image = make("img", "", { src: source, alt: "", width: "84", height: "84", draggable: "false" });
    const button = make("button", "", { type: "button", "aria-label": text("page-sample", { n: number + 1 }) }, image);
    button.addEventListener("click", async () => {
      try {
        const photo = await (await fetch(source)).blob();
        onFiles([new File([photo], `sample-${number + 1}`, { type: photo.type })]);
      } catch {
        toast(text("page-offline"));
      }
    });
    return make("li", "", {}, button);
  });
  byId("sample-list").replaceChildren(...items);
}
