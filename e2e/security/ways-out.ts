import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";

/**
 * Ways by which code could tell somebody something, or reach what it has no business with. Each is the body of an
 * async function of `to` (an origin that writes down who calls), `own` (Longwire's origin), `stun` and `quic` (UDP
 * ports that count what comes) and `settled` (waits for the first of some events, or a moment).
 */
export type Ways = Readonly<Record<string, string>>;

export type Targets = { to: string; own: string; stun: number; quic: number };

const xhr = (name: string): string => `
  const request = new XMLHttpRequest();
  request.open("GET", to + "/${name}");
  request.send();
  await settled(request, ["loadend"]);
  if (request.status === 0) throw new Error("nothing came");`;

const webRtc = `
  const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:" + stun }] });
  peer.createDataChannel("out");
  await peer.setLocalDescription();
  await settled(peer, ["icecandidateerror"]);`;

/** What both a worker and a document have. */
const COMMON: Ways = {
  fetch: `await fetch(to + "/fetch", { mode: "no-cors" });`,
  "fetch-keepalive": `await fetch(to + "/fetch-keepalive", { mode: "no-cors", method: "POST", keepalive: true });`,
  xhr: xhr("xhr"),
  websocket: `await settled(new WebSocket(to.replace("http", "ws") + "/websocket"), ["error", "open"]);`,
  "websocket-stream": `await new WebSocketStream(to.replace("http", "ws") + "/websocket-stream").opened;`,
  "event-source": `await settled(new EventSource(to + "/event-source"), ["error", "open"]);`,
  "dynamic-import": `await import(to + "/dynamic-import.js");`,
  "import-in-a-blob": `
    const text = "import " + JSON.stringify(to + "/import-in-a-blob.js");
    await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));`,
  "fetch-in-a-blob-worker": `
    const text = "fetch(" + JSON.stringify(to + "/fetch-in-a-blob-worker") + ", { mode: 'no-cors' }).finally(() => postMessage(1))";
    await settled(new Worker(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))), ["message", "error"]);`,
  "worker-of-elsewhere": `await settled(new Worker(to + "/worker-of-elsewhere.js"), ["error"]);`,
  "shared-worker": `await settled(new SharedWorker(to + "/shared-worker.js"), ["error"]);`,
  font: `await new FontFace("out", "url(" + to + "/font)").load();`,
  "canvas-filter": `
    const pen = new OffscreenCanvas(9, 9).getContext("2d");
    pen.filter = "url(" + to + "/canvas-filter#f)";
    pen.fillRect(0, 0, 9, 9);`,
  beacon: `if (!navigator.sendBeacon(to + "/beacon", "out")) throw new Error("refused");`,
  quic: `await new WebTransport("https://127.0.0.1:" + quic + "/out").ready;`,
  webrtc: webRtc,
};

/** What only a worker has. */
export const WORKER_WAYS: Ways = {
  ...COMMON,
  "import-scripts": `importScripts(to + "/import-scripts.js");`,
  "import-scripts-in-a-blob": `
    const text = "importScripts(" + JSON.stringify(to + "/import-scripts-in-a-blob.js") + ")";
    importScripts(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));`,
  "xhr-that-waits": `
    const request = new XMLHttpRequest();
    request.open("GET", to + "/xhr-that-waits", false);
    request.send();`,
};

const element = (tag: string, attributes: string): string => `
  const made = Object.assign(document.createElement("${tag}"), { ${attributes} });
  document.body.append(made);
  await settled(made, ["load", "error"]);`;

/** What only a document has, and stays where it is. */
export const DOCUMENT_WAYS: Ways = {
  ...COMMON,
  image: `const image = new Image(); image.src = to + "/image"; await settled(image, ["load", "error"]);`,
  script: element("script", `src: to + "/script.js"`),
  stylesheet: element("link", `rel: "stylesheet", href: to + "/stylesheet.css"`),
  prefetch: element("link", `rel: "prefetch", href: to + "/prefetch"`),
  preload: element("link", `rel: "preload", as: "image", href: to + "/preload"`),
  frame: element("iframe", `src: to + "/frame"`),
  object: element("object", `data: to + "/object"`),
  video: element("video", `src: to + "/video"`),
  "style-import": element("style", `textContent: "@import url(" + to + "/style-import.css)"`),
  "style-attribute": `
    document.body.setAttribute("style", "background: url(" + to + "/style-attribute)");
    await settled(document, ["never"]);`,
};

/** What takes the document, or the page around it, elsewhere: each is tried on a document of its own. */
export const LEAVING_WAYS: Ways = {
  form: `
    const form = Object.assign(document.createElement("form"), { action: to + "/form" });
    document.body.append(form);
    form.submit();`,
  popup: `window.open(to + "/popup").focus();`,
  "own-address": `location.href = to + "/own-address";`,
  "top-address": `top.location.href = to + "/top-address";`,
  refresh: element("meta", `httpEquiv: "refresh", content: "0;url=" + to + "/refresh"`),
};

/** What belongs to the page and its origin. None of these may succeed. */
export const BELONGINGS: Ways = {
  "own-api": `await fetch(own + "/api/sandbox-was-here", { mode: "no-cors", credentials: "include" });`,
  "page-object": `parent.document.title;`,
  "top-object": `top.location.href.length;`,
  "opener-object": `opener.document.title;`,
  "document-object": `document.title = "seized"; if (self.origin === "null") throw new Error("another document");`,
  cookies: `document.cookie.length;`,
  "cookie-store": `await cookieStore.getAll();`,
  "local-storage": `localStorage.length;`,
  "session-storage": `sessionStorage.length;`,
  "indexed-db": `await new Promise((resolve, reject) => {
    const request = indexedDB.open("out");
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });`,
  caches: `await caches.open("out");`,
  "private-files": `await navigator.storage.getDirectory();`,
  locks: `await navigator.locks.request("out", () => undefined);`,
  "service-worker": `await navigator.serviceWorker.register(own + "/sandbox");`,
  evaluation: `eval("1");`,
  "evaluation-by-name": `new Function("return 1")();`,
};

/** What is sent to whoever listens: the page has listeners for it, and hears nothing. */
export const SHOUTS: Ways = {
  broadcast: `new BroadcastChannel("longwire-out").postMessage("out");`,
  "message-to-parent": `parent.postMessage("out", "*");`,
  "message-to-top": `top.postMessage("out", "*");`,
};

const PATIENCE_MS = 1_500;

/** Code that tries all ways at once and answers, for each name, "done" or the name of what it met. */
export function attempt(ways: Ways, { to, own, stun, quic }: Targets): string {
  const tries = Object.entries(ways).map(
    ([name, body]) => `${JSON.stringify(name)}: async () => { ${body} }`,
  );
  return `
    const to = ${JSON.stringify(to)}, own = ${JSON.stringify(own)}, stun = ${stun}, quic = ${quic};
    const late = () => new Promise((resolve) => setTimeout(resolve, ${PATIENCE_MS}, "late"));
    const settled = (target, names) => Promise.race([late(), ...names.map(
      (name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true })),
    )]);
    const ways = { ${tries.join(",\n")} };
    const how = async (way) => {
      try {
        return (await Promise.race([way(), late()])) === "late" ? "late" : "done";
      } catch (error) {
        return error.name;
      }
    };
    return Object.fromEntries(await Promise.all(
      Object.entries(ways).map(async ([name, way]) => [name, await how(way)]),
    ));`;
}

/** A UDP port that counts what comes: STUN and QUIC are not HTTP. */
export type Ear = { port: number; heard: () => number; close: () => Promise<void> };

export async function startEar(): Promise<Ear> {
  const socket = createSocket("udp4");
  let heard = 0;
  socket.on("message", () => (heard += 1));
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    port: (socket.address() as AddressInfo).port,
    heard: () => heard,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
