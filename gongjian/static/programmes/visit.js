// The page of a visit on a phone. Everything typed and photographed is kept on the phone at once (visit-store.js),
// sent when there is a network, tried again until the server has it; the key made here makes a second sending
// harmless. Without this script the page is a plain form.
"use strict";
{
  const MOST_PHOTOS = 12, RETRY = 60_000, KEPT = "visits-1", SAVE_AFTER = 400;
  const root = document.querySelector("[data-visits]"), form = root.querySelector("[data-form]");
  const part = (name) => root.querySelector(`[data-${name}]`);
  const words = root.querySelector("[data-words]").dataset;
  const { code, person } = root.dataset;
  let photos = [], position = null, saving = null, last = Promise.resolve(), busy = false, brokenStore = false;

  // --- the city's clock: a trial city lives in another year, a phone's own clock may be wrong -------------------
  const offset = (() => {
    const fresh = localStorage.getItem("visit-page") !== root.dataset.now;
    if (fresh) { // a copy kept for use without a network says the same moment again
      localStorage.setItem("visit-page", root.dataset.now);
      localStorage.setItem("visit-clock", String(Date.parse(root.dataset.now) - Date.now()));
    }
    const apart = Number(localStorage.getItem("visit-clock") || 0);
    return Math.abs(apart) > 3_600_000 ? apart : 0;
  })();
  const moment = (time = Date.now()) => new Date(time + offset);
  const pad = (number) => String(number).padStart(2, "0");
  const clockTime = (time) => { const at = new Date(time); return `${pad(at.getHours())}:${pad(at.getMinutes())}`; };
  const forField = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;

  const newKey = () => crypto.randomUUID?.() ?? ((bytes) => {
    bytes[6] = (bytes[6] & 0x0f) | 0x40; bytes[8] = (bytes[8] & 0x3f) | 0x80; // no randomUUID outside https
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  })(crypto.getRandomValues(new Uint8Array(16)));

  // --- the form -------------------------------------------------------------------------------------------------
  const SERVER_OWN = ["csrfmiddlewaretoken", "photos", "photo_facts"];
  const fields = () => [...form.elements].filter((field) => field.name && !SERVER_OWN.includes(field.name));
  const field = (name) => form.elements.namedItem(name);
  const isWorth = () => photos.length > 0 || fields().some((one) => !/^(key|visited_at|measure|latitude|longitude)$|_FORMS$|-grade$/.test(one.name) && one.value.trim());

  const readForm = (state) => {
    const measure = field("measure").selectedOptions[0];
    return {
      key: field("key").value, person, code, state, photos, problems: [],
      fields: fields().map((one) => [one.name, one.value]),
      title: [measure?.value ? measure.textContent : "", field("place").value].filter(Boolean).join(" · "),
    };
  };

  const fillForm = (visit) => {
    for (const [name, value] of visit.fields) if (field(name)) field(name).value = value;
    form.querySelectorAll(".seen").forEach((block) => { block.open = [...block.querySelectorAll("input, textarea")].some((one) => one.value); });
    photos = visit.photos;
    drawPhotos();
  };

  const emptyForm = () => {
    form.reset();
    field("key").value = newKey();
    field("visited_at").value = forField(moment());
    for (const name of ["place", "latitude", "longitude", "evaluated", "notes"]) field(name).value = "";
    form.querySelectorAll(".seen").forEach((block) => { block.open = false; block.querySelectorAll("input, textarea").forEach((one) => { one.value = ""; }); });
    photos = []; position = null;
    part("draft").hidden = true; part("position-words").textContent = "";
    form.querySelectorAll(".error-summary, .errors").forEach((old) => old.remove());
    drawPhotos();
  };

  // --- keeping --------------------------------------------------------------------------------------------------
  // One write after another, each with what stands when its turn comes: an older draft never covers a newer one.
  const keep = (visit) => (last = last.catch(() => null).then(() => visitStore.put(visit)).then(
    () => { brokenStore = false; },
    (error) => { brokenStore = true; part("network").textContent = words.full; part("kept").hidden = false; throw error; },
  ));
  const saveDraft = async () => {
    clearTimeout(saving); saving = null;
    if (!form || !isWorth()) return;
    await keep(readForm("draft")).catch(() => null);
    if (!brokenStore) { part("draft").textContent = words.draft.replace("%s", clockTime(Date.now())); part("draft").hidden = false; }
  };
  const draftSoon = () => { clearTimeout(saving); saving = setTimeout(saveDraft, SAVE_AFTER); };

  // --- photographs ----------------------------------------------------------------------------------------------
  const asAddress = (blob) => new Promise((resolve) => { const reader = new FileReader(); reader.onload = () => resolve(reader.result); reader.onerror = () => resolve(""); reader.readAsDataURL(blob); });
  const element = (name, content, properties = {}) => { const made = Object.assign(document.createElement(name), properties); made.append(...[content].flat().filter(Boolean)); return made; };
  const button = (label, act) => { const made = element("button", label, { type: "button", className: "button" }); made.addEventListener("click", act); return made; };

  const drawPhotos = () => {
    const list = part("photos");
    list.hidden = !photos.length;
    list.replaceChildren(...photos.map((photo, index) => {
      const picture = element("img", "", { alt: photo.name });
      asAddress(photo.blob).then((address) => { picture.src = address; });
      const remove = button(words.remove, () => { photos = photos.filter((_one, at) => at !== index); drawPhotos(); saveDraft(); });
      return element("li", [picture, element("div", `${photo.name} · ${clockTime(Date.parse(photo.taken_at))}`, { className: "small muted" }), remove]);
    }));
  };

  const addPhotos = async () => {
    if (brokenStore) return; // they stay in the field, for the browser to send
    const input = field("photos"), chosen = [...input.files];
    if (photos.length + chosen.length > MOST_PHOTOS) alert(words.many);
    for (const file of chosen.slice(0, MOST_PHOTOS - photos.length)) {
      // The bytes themselves: a file the camera app may clear away is no copy.
      const blob = new Blob([await file.arrayBuffer()], { type: file.type });
      photos = [...photos, { blob, name: file.name || "photo.jpg", taken_at: moment(file.lastModified || Date.now()).toISOString(), ...(position ?? {}) }];
    }
    input.value = "";
    drawPhotos();
    await saveDraft();
  };

  // --- position -------------------------------------------------------------------------------------------------
  const takePosition = () => {
    part("position-words").textContent = words.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      position = { latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6) };
      field("latitude").value = position.latitude; field("longitude").value = position.longitude;
      photos = photos.map((photo) => photo.latitude ? photo : { ...photo, ...position });
      part("position-words").textContent = words.position.replace("%s", Math.round(coords.accuracy));
      draftSoon();
    }, () => { part("position-words").textContent = words.noPosition; }, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 });
  };

  // --- sending --------------------------------------------------------------------------------------------------
  const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? form?.elements.namedItem("csrfmiddlewaretoken")?.value ?? "";
  const pageOf = (visit) => location.pathname.replace(/[^/]+\/$/, `${visit.code}/`);

  const asBody = (visit) => {
    const body = new FormData();
    for (const [name, value] of visit.fields) body.append(name, value);
    for (const photo of visit.photos) body.append("photos", photo.blob, photo.name);
    body.append("photo_facts", JSON.stringify(visit.photos.map(({ taken_at, latitude, longitude }) => ({ taken_at, latitude, longitude }))));
    return body;
  };

  // What became of it: the record as it stands afterwards, and why it still waits where it does.
  const send = async (visit) => {
    let answer;
    try {
      answer = await fetch(pageOf(visit), { method: "POST", body: asBody(visit), redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token() } });
    } catch {
      return [visit, navigator.onLine ? words.server : words.offline];
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return [visit, words.signIn];
    if (answer.status === 404) return [visit, words.forbidden];
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.status === 200 && isJson) return [{ ...visit, photos: [], fields: [], state: "sent", url: (await answer.json()).url }, ""];
    if (answer.status === 422 && isJson) return [{ ...visit, state: "refused", problems: (await answer.json()).problems }, ""];
    return [visit, words.server];
  };

  // In one tab at a time; two would only send the same key twice, which the server answers with the same visit.
  const alone = (work) => navigator.locks ? navigator.locks.request("gongjian-visits", { ifAvailable: true }, (lock) => lock && work()) : work();
  const sendAll = () => alone(async () => {
    if (busy) return;
    busy = true;
    try {
      for (const visit of await visitStore.all()) {
        if (visit.state !== "waiting" || visit.person !== person) continue;
        await draw(visit.key);
        const [after, why] = await send(visit);
        if (after !== visit) await keep(after);
        if (why) { await draw("", why); return; }
      }
    } finally {
      busy = false;
    }
    await draw();
  }).catch(() => null);

  // --- what is kept, plainly ------------------------------------------------------------------------------------
  const draw = async (sending = "", why = "") => {
    const kept = await visitStore.all().catch(() => []);
    const own = kept.filter((visit) => visit.person === person && visit.state !== "draft").sort((a, b) => b.kept_at - a.kept_at);
    const others = kept.filter((visit) => visit.person !== person && visit.state !== "sent").length;
    const waiting = own.some((visit) => visit.state === "waiting");
    part("kept").hidden = !own.length && !others && navigator.onLine && !brokenStore;
    part("send").hidden = !waiting;
    const state = navigator.onLine ? (waiting ? words.online : "") : words.offline;
    const lines = [brokenStore ? words.full : why || state, others ? words.others.replace("%s", others) : ""];
    part("network").textContent = lines.filter(Boolean).join(" ");
    part("list").replaceChildren(...own.map((visit) => line(visit, visit.key === sending)));
  };

  const line = (visit, isSending) => {
    const state = { waiting: ["late", isSending ? words.sending : words.waiting], refused: ["alarm", words.refused], sent: ["done", words.sent] }[visit.state];
    const acts = [];
    if (visit.state === "sent") acts.push(element("a", words.look, { href: visit.url, className: "button" }));
    if (visit.state === "refused" && form) acts.push(button(words.open, async () => { await saveDraft(); fillForm(visit); await keep(readForm("draft")); await draw(); form.scrollIntoView(); }));
    acts.push(button(words.drop, async () => { if (visit.state === "sent" || confirm(words.sure)) { await visitStore.drop(visit.key); await draw(); } }));
    return element("li", [
      element("b", visit.title || visit.code),
      element("div", [element("span", state[1], { className: `light ${state[0]}` }), ` ${clockTime(visit.kept_at)}`]),
      ...(visit.problems ?? []).map((problem) => element("div", problem, { className: "small problems" })),
      element("div", acts, { className: "buttons" }),
    ]);
  };

  // --- opening again without a network ----------------------------------------------------------------------------
  const putAside = async () => {
    if (!("serviceWorker" in navigator) || !globalThis.caches) return;
    await navigator.serviceWorker.register(root.dataset.worker);
    if (!form) return;
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (!answer.ok) return; // the sign-in page is no copy of this one
    const kept = await caches.open(KEPT);
    await kept.put(location.pathname, answer);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
    await Promise.all(parts.map((address) => kept.add(address)));
    await navigator.serviceWorker.ready;
    part("ready").hidden = false;
  };

  const begin = async () => {
    navigator.storage?.persist?.();
    await visitStore.prune().catch(() => null);
    if (form) {
      const kept = await visitStore.all().catch(() => { brokenStore = true; return []; });
      const drafts = kept.filter((visit) => visit.person === person && visit.code === code && visit.state === "draft").sort((a, b) => b.kept_at - a.kept_at);
      const refusedHere = form.querySelector(".error-summary");
      if (!refusedHere) {
        if (drafts[0]) { fillForm(drafts[0]); part("draft").textContent = words.draft.replace("%s", clockTime(drafts[0].kept_at)); part("draft").hidden = false; }
        else { const measure = field("measure").value; emptyForm(); field("measure").value = measure; }
      }
      if ("geolocation" in navigator && isSecureContext) { part("position").hidden = false; part("position").addEventListener("click", takePosition); }
      form.addEventListener("input", (event) => { if (event.target.name !== "photos") draftSoon(); });
      field("photos").addEventListener("change", addPhotos);
      form.addEventListener("submit", async (event) => {
        if (brokenStore) return; // nothing can be kept: let the browser send it as a plain form
        event.preventDefault();
        clearTimeout(saving);
        const visit = readForm("waiting");
        try { await keep(visit); } catch { // storage full: sent from memory, or the form stays as it is
          const [after, why] = await send(visit);
          if (after.state === "sent") { location.assign(after.url); return; }
          part("network").textContent = [words.full, why, ...(after.problems ?? [])].join(" ");
          return;
        }
        emptyForm();
        await draw();
        scrollTo(0, 0);
        sendAll();
      });
      addEventListener("pagehide", () => { if (saving) saveDraft(); });
      document.addEventListener("visibilitychange", () => { if (document.hidden && saving) saveDraft(); });
    }
    part("send").addEventListener("click", sendAll);
    addEventListener("online", sendAll);
    addEventListener("offline", () => draw());
    setInterval(() => { if (!document.hidden && navigator.onLine) sendAll(); }, RETRY);
    await draw();
    if (navigator.onLine) sendAll();
    putAside().catch(() => null);
  };
  begin();
}
