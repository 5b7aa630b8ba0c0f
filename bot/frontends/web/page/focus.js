// Where the focus goes when what has it is drawn anew, hidden or taken away: who uses the keyboard does not start over.

import { byId } from "./dom.js";

let held = null;

/** From now on a focus that is lost goes to `home()`, and one that was given up on purpose stays so. */
export function keepFocus(home) {
  document.addEventListener("focusin", (event) => (held = event.target));
  document.addEventListener("pointerdown", (event) => held?.contains(event.target) || (held = null));
  new MutationObserver(() => {
    if (!held || (held.isConnected && held.checkVisibility() && !held.disabled)) return;
    held = null;
    if (document.activeElement === document.body || !document.activeElement.checkVisibility()) home();
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["hidden", "disabled"] });
}

/** Put `fresh` in place of `old`; the focus stays on the control that does the same, or stands at the same place. */
export function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.closest(".card")?.dataset.key;
  const number = focused ? controls(old, key).indexOf(focused) : -1;
  old.replaceWith(fresh);
  if (!focused) return;
  const now = controls(fresh, key);
  const same = focused.dataset.action && now.find((each) => each.dataset.action === focused.dataset.action);
  const next = same ?? now[Math.min(number, now.length - 1)] ?? controls(fresh)[0] ?? byId("messages");
  next.focus({ preventScroll: true });
}

/** What can have the focus in a card of the message (by its key; none: outside the cards). */
function controls(message, key) {
  const within = key === undefined ? message : [...message.querySelectorAll(".card")].find((card) => card.dataset.key === key);
  const all = within ? [...within.querySelectorAll("a, button, select, input")].filter((each) => !each.disabled) : [];
  return key === undefined ? all.filter((control) => !control.closest(".card")) : all;
}
