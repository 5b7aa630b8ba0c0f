// The line to the bot: what the shopper does goes out by fetch, what is to be shown comes in by one websocket.

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 8000;

/** Who we are to the bot, and what the page needs to know. Retried until the bot is there. */
export async function openSession(onWaiting) {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      const answer = await fetch("/api/session", { cache: "no-store" });
      if (answer.ok) return await answer.json();
    } catch {
      // not there (yet)
    }
    onWaiting();
    await sleep(pause);
  }
}

/** Send photos: as `post`, and `onProgress` hears how much of them has left, from 0 to 1 (fetch cannot tell). */
export function upload(path, form, onProgress) {
  const put = () =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      request.onload = () => resolve(new Response(null, { status: request.status, headers: { ...(request.getResponseHeader("Retry-After") && { "Retry-After": "1" }) } }));
      request.onerror = reject;
      request.open("POST", path);
      request.send(form);
    });
  return outcome(put);
}

/** Send something; the answer comes over the socket. Resolves to "sent", "refused" (trying again cannot help), "busy",
 *  "full" (too much of others' is waiting) or "offline". The bot knows the ids in it, so that sending twice does no harm. */
export function post(path, body) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) };
  return outcome(() => fetch(path, request));
}

async function outcome(send) {
  try {
    let answer = await send();
    if (answer.status === 401) {
      await reachable();
      answer = await send();
    }
    if (answer.ok) return "sent";
    if (answer.status === 429) return "busy";
    if (isFull(answer)) return "full";
    return answer.status >= 500 ? "offline" : "refused";
  } catch {
    return "offline";
  }
}

/** A bot that is being stopped does not say when to come back. */
const isFull = (answer) => answer.status === 503 && answer.headers.has("Retry-After");

/** Keep a socket open for ever; `onMessage` gets what comes, `onChange` whether it is open, `onFull` is called if there are
 *  too many chats for one more. */
export async function listen(onMessage, onChange, onFull) {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    // A plain request first: it says whether the bot is there, and renews the cookie that the socket needs.
    if (await reachable(onFull)) {
      await converse((message) => {
        pause = FIRST_PAUSE;
        onMessage(message);
      }, onChange);
      onChange(false);
    }
    await sleepUnlessWoken(pause * (0.75 + Math.random() / 2));
  }
}

/** One connection; resolves when it has ended. */
function converse(onMessage, onChange) {
  return new Promise((resolve) => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/api/socket`);
    socket.onopen = () => onChange(true);
    socket.onmessage = (event) => onMessage(JSON.parse(event.data));
    socket.onclose = resolve;
  });
}

async function reachable(onFull) {
  try {
    const answer = await fetch("/api/session", { cache: "no-store" });
    if (isFull(answer)) onFull?.();
    await answer.arrayBuffer(); // an answer that is not read to its end holds on to its connection
    return answer.ok;
  } catch {
    return false;
  }
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A pause that ends early when the network or the shopper comes back. */
function sleepUnlessWoken(milliseconds) {
  return new Promise((resolve) => {
    const wake = () => {
      if (document.hidden) return;
      clearTimeout(timer);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      resolve();
    };
    const timer = setTimeout(() => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      resolve();
    }, milliseconds);
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
  });
}
