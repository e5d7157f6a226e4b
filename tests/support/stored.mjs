// What the page keeps in the browser, as a test or a bench wants to find it there.

/** What is for Socket.IO alone when nothing of it was changed. */
const unchanged = {
  on: true,
  version: "v4",
  transports: "WebSocket",
  parser: "Default",
  recovers: true,
  auth: "",
  event: "",
  args: [],
  ack: false,
  all: true,
  listeners: [],
};

/** One tab for a Socket.IO server, as `tabs/<page>` has it: `{ url, version: "v2", settings: [["Jitter", "0"]], … }`. */
export function storedTabs({ url, settings = [], reconnects = false, headers = [], ...socketIo }) {
  const request = { url, headers, settings, reconnects, socket_io: { ...unchanged, ...socketIo } };
  return JSON.stringify({ v: 1, data: { active: 1, tabs: [{ id: 1, request }] } });
}

/** The text of an id in a key. */
const idText = (id) => id.toString(16).padStart(12, "0");

/** A document: its key below the page's prefix, and its value. `items` are what its entries hold, beside place and revision. */
function document(kind, id, name, items) {
  const entry = (place, what) => ({ id: id + place, parent: place && id, rank: place, since: 1_700_000_000_000, revs: [id + place], ...what });
  const entries = [{ folder: { name } }, ...items].map((what, place) => entry(place, what));
  return [`${kind}/${idText(id)}`, JSON.stringify({ v: 1, data: { id, entries } })];
}

/** A collection with requests, each a name and a URL: `collection(0xc000, "Chat", { Echo: "ws://echo" })`. */
export function collection(id, name, requests) {
  return document("collection", id, name, Object.entries(requests).map(([name, url]) => ({ request: { name, url } })));
}

/** An environment with variables, each a name and a value, or `{ value, kind: "secret" }`. */
export function environment(id, name, variables) {
  const variable = ([name, value]) => ({ variable: { on: true, name, ...(value.kind ? value : { value }) } });
  return document("environment", id, name, Object.entries(variables).map(variable));
}

/** The requests in all collections of what a page stores: the name of each with its URL. */
export function savedRequests(stored) {
  const texts = Object.entries(stored).filter(([key]) => key.includes("/collection/") && !key.includes("/backup/"));
  const entries = texts.flatMap(([, text]) => JSON.parse(text).data.entries);
  return Object.fromEntries(entries.flatMap(({ request }) => (request ? [[request.name, request.url]] : [])));
}

/** A collection called Load with so many requests in so many folders: its key below the page's prefix, and its value. */
export function storedCollection(n, nFolders = 10) {
  const head = 2;
  const entry = (id, parent, what) => ({ id, parent, rank: id, since: 1_700_000_000_000, revs: [id], ...what });
  const entries = [entry(head, 0, { folder: { name: "Load" } })];
  const first = head + 1;
  for (let folder = 0; folder < nFolders; folder += 1) {
    entries.push(entry(first + folder, head, { folder: { name: `Folder ${folder + 1}` } }));
  }
  for (let number = 1; number <= n; number += 1) {
    const request = { name: `Request ${number}`, url: `wss://host-${number % 7}.example.com/room/${number}` };
    entries.push(entry(first + nFolders - 1 + number, first + (number % nFolders), { request }));
  }
  return ["collection/000000000002", JSON.stringify({ v: 1, data: { id: head, entries } })];
}

/** What a page shows that has this collection and all of its folders open. */
export function storedOpen(nFolders) {
  const open = Array.from({ length: nFolders + 1 }, (_, place) => place + 2);
  return ["tabs/open", JSON.stringify({ v: 1, data: { active: 1, tabs: [{ id: 1, request: {} }], open } })];
}

/** A day of the history on which so many messages were sent, each to a host of its own. */
export function storedDay(date, n) {
  const noon = Date.parse(`${date}T12:00:00`);
  const visit = (_, place) => ({
    id: noon * 100 + place,
    at: noon + place * 1000,
    sent: place % 3 > 0,
    n: 1 + (place % 2),
    request: { url: `wss://host-${place}.example.com/echo`, text: `message ${place}` },
  });
  return [`history/${date}`, JSON.stringify({ v: 1, data: Array.from({ length: n }, visit) })];
}
