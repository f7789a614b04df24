// Visits kept on the phone (IndexedDB): text and photographs of each, until the server has them.
// A record: { key, person, code, fields: [[name, value]], photos: [{ blob, name, taken_at, latitude, longitude }],
//             title, state: "draft" | "waiting" | "refused" | "sent", kept_at, problems: [], url }
"use strict";

globalThis.visitStore = (() => {
  const SENT_STAYS = 7 * 24 * 3600 * 1000; // a week after it arrived, its line here goes too
  let opened;

  const open = () => opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("gongjian-visits", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("visits", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // One transaction; resolves when it is on disk, not when it was asked for.
  const run = async (mode, work) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const transaction = base.transaction("visits", mode), request = work(transaction.objectStore("visits"));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error ?? request?.error);
    });
  };

  const all = () => run("readonly", (store) => store.getAll());
  const get = (key) => run("readonly", (store) => store.get(key));
  const put = (visit) => run("readwrite", (store) => store.put({ ...visit, kept_at: Date.now() }));
  const drop = (key) => run("readwrite", (store) => store.delete(key));

  const prune = async () => {
    for (const visit of await all()) if (visit.state === "sent" && Date.now() - visit.kept_at > SENT_STAYS) await drop(visit.key);
  };

  return { all, get, put, drop, prune };
})();
