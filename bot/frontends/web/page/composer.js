// Where the shopper writes: a line that grows, Enter to send, and the list of commands behind "/".

import { byId, make } from "./dom.js";

const DRAFT = "lookalike-draft";

export class Composer {
  /** `onText(text)` when a line is sent. */
  constructor(onText) {
    this.onText = onText;
    this.field = byId("text");
    this.list = byId("commands");
    this.sendButton = byId("send");
    this.commands = [];
    this.active = -1;
    this.field.addEventListener("input", () => this.#changed());
    for (const node of [this.field, this.list]) {
      node.addEventListener("keydown", (event) => this.#key(event));
      node.addEventListener("blur", () => setTimeout(() => ![this.field, this.list].includes(document.activeElement) && this.#close(), 150));
    }
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    byId("slash").addEventListener("click", () => {
      const open = this.list.hidden;
      this.field.focus();
      if (open) this.#open(this.commands);
      else this.#close();
    });
  }

  focus() {
    this.field.focus();
  }

  /** What stood here before the page was loaded again: of this tab, else of the last one that was closed. */
  restore() {
    this.field.value ||= kept((storage) => storage.getItem(DRAFT)) ?? "";
    if (this.field.value) this.#changed();
  }

  /** What was written so far, taken out of the field: it goes along as the caption of a photo. */
  take() {
    const written = this.field.value.trim();
    this.field.value = "";
    this.#changed();
    return written;
  }

  /** A character typed while the focus was elsewhere lands here; the browser types it itself. */
  adopt(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    this.field.focus();
  }

  #changed() {
    const draft = this.field.value;
    kept((storage) => void (draft ? storage.setItem(DRAFT, draft) : storage.removeItem(DRAFT)));
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    this.sendButton.disabled = this.field.value.trim() === "";
    const typed = /^\/(\w*)$/.exec(this.field.value);
    if (typed) this.#open(this.commands.filter((command) => command.name.startsWith(typed[1].toLowerCase())));
    else this.#close();
  }

  #send() {
    const written = this.take();
    this.#close();
    if (written) this.onText(written);
    this.field.focus();
  }

  #key(event) {
    if (event.isComposing) return; // Enter ends the input of a Chinese or Japanese word, not the message
    const open = !this.list.hidden;
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.field.focus();
      this.#close();
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const count = this.list.children.length;
      this.#mark((this.active + (event.key === "ArrowDown" ? 1 : count - 1) + (this.active < 0 && event.key === "ArrowUp" ? 1 : 0)) % count);
    } else if (open && this.active >= 0 && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      this.#choose(this.list.children[this.active].dataset.name);
    } else if (event.key === "Enter" && !event.shiftKey && event.currentTarget === this.field) {
      event.preventDefault();
      this.#send();
    }
  }

  #open(commands) {
    if (commands.length === 0) return this.#close();
    const items = commands.map((command, number) => {
      const words = [make("b", "", {}, `/${command.name}`), make("span", "", {}, command.description)];
      const item = make("li", "", { role: "option", id: `command-${number}`, "data-name": command.name, "aria-selected": "false" }, ...words);
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => this.#choose(command.name));
      return item;
    });
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.#mark(this.field.value.length > 1 ? 0 : -1);
    return undefined;
  }

  #close() {
    this.list.hidden = true;
    this.active = -1;
    this.#point(null);
  }

  /** Which line is meant, for who listens. */
  #point(id) {
    for (const node of [this.field, this.list]) {
      if (id) node.setAttribute("aria-activedescendant", id);
      else node.removeAttribute("aria-activedescendant");
    }
  }

  #mark(number) {
    this.active = number;
    [...this.list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === number)));
    this.#point(number < 0 ? null : `command-${number}`);
    if (number >= 0) this.list.children[number].scrollIntoView({ block: "nearest" });
  }

  #choose(name) {
    this.field.value = `/${name}`;
    this.#send();
  }
}

/** The first that is known of what `work` finds in this tab's memory and in the browser's; a private window may have none. */
function kept(work) {
  return [() => sessionStorage, () => localStorage].reduce((known, storage) => {
    try {
      return known ?? work(storage());
    } catch {
      return known;
    }
  }, undefined);
}
