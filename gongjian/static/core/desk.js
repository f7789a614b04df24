// What makes the desk better with JavaScript; everything works without it.
"use strict";

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

// Keys: / searches, g + letter goes to a room, arrows walk a table, ? shows the list.
let waitingForRoom = false;
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (waitingForRoom) {
    waitingForRoom = false;
    const room = document.querySelector(`.rail a[data-key="${CSS.escape(event.key)}"]`);
    if (room) room.click();
    return;
  }
  if (event.key === "g") { waitingForRoom = true; setTimeout(() => { waitingForRoom = false; }, 1500); }
  else if (event.key === "/") { const box = document.getElementById("search"); if (box) { event.preventDefault(); box.focus(); } }
  else if (event.key === "?") { const keys = document.getElementById("keys"); if (keys) keys.showModal(); }
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
  else if (event.key === "Enter") { const link = document.querySelector("tr.at a"); if (link && document.activeElement === document.body) link.click(); }
});

const menus = () => document.querySelectorAll("details.person[open]");
function closeMenus() {
  menus().forEach((menu) => { const inside = menu.contains(document.activeElement); menu.removeAttribute("open"); if (inside) menu.querySelector("summary").focus(); });
}
document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.removeAttribute("open"); }));

function walk(event) {
  const rows = [...document.querySelectorAll("table.list tbody tr")];
  if (!rows.length || !(document.activeElement === document.body || document.activeElement.closest("table.list"))) return;
  event.preventDefault();
  const at = rows.findIndex((row) => row.classList.contains("at"));
  const next = Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
  rows.forEach((row) => row.classList.remove("at"));
  rows[next].classList.add("at");
  rows[next].scrollIntoView({ block: "nearest" });
}

// On a phone the menu and the filters start closed.
if (matchMedia("(max-width: 760px)").matches) document.querySelectorAll("details.rail, details.narrow-down").forEach((part) => part.removeAttribute("open"));

// Typed text is not lost by leaving: forms marked data-guard ask first.
let unsaved = false;
document.querySelectorAll("form[data-guard]").forEach((form) => {
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
});
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
addEventListener("saved", () => { unsaved = false; });  // a draft saves itself and says so (HX-Trigger)

// … nor by a session that ended meanwhile: what is sent stays in this window until another page shows that it
// arrived, and is offered when its page comes back after signing in. Never passwords or files, never to another person.
const person = document.querySelector(".person summary")?.textContent, draftKey = "draft:" + location.pathname;
const typed = (form) => [...form.elements].filter((e) => e.name && !["hidden", "password", "file", "submit", "button"].includes(e.type));
const stateOf = (e) => e.type === "checkbox" || e.type === "radio" ? e.checked : e.multiple ? [...e.selectedOptions].map((o) => o.value) : e.value;
const putBack = (e, value) => {
  if (e.type === "checkbox" || e.type === "radio") e.checked = value;
  else if (e.multiple) [...e.options].forEach((o) => { o.selected = value.includes(o.value); });
  else e.value = value;
};
document.querySelectorAll("form[data-guard]").forEach((form) => form.addEventListener("submit", () => {
  sessionStorage.setItem(draftKey, JSON.stringify({ person, values: typed(form).map((e) => [e.name, stateOf(e)]) }));
}));
if (person) {
  const draft = JSON.parse(sessionStorage.getItem(draftKey) || "null"), form = document.querySelector("form[data-guard]");
  Object.keys(sessionStorage).filter((key) => key.startsWith("draft:") && (key !== draftKey || form)).forEach((key) => sessionStorage.removeItem(key));
  const offer = document.getElementById("draft-offer"), now = form ? typed(form) : [];
  const fits = draft && draft.person === person && draft.values.length === now.length && now.every((e, i) => e.name === draft.values[i][0]);
  if (offer && fits && JSON.stringify(now.map(stateOf)) !== JSON.stringify(draft.values.map((pair) => pair[1]))) {
    form.before(offer);
    offer.hidden = false;
    offer.querySelector("[data-draft=restore]").addEventListener("click", () => { now.forEach((e, i) => putBack(e, draft.values[i][1])); unsaved = true; offer.remove(); form.querySelector("input:not([type=hidden]), textarea, select")?.focus(); });
    offer.querySelector("[data-draft=drop]").addEventListener("click", () => offer.remove());
  }
}

// A second click on a submit button would only be refused: rest it after the first, for as long as the answer
// may take; a download leaves the page standing, so the button comes back.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.target.method !== "post" || event.defaultPrevented) return;
  setTimeout(() => { button.disabled = true; button.dataset.resting = ""; }, 0);
  setTimeout(() => wake(button), 5000);
});
const wake = (button) => { if ("resting" in button.dataset) { button.disabled = false; delete button.dataset.resting; } };
addEventListener("pageshow", () => document.querySelectorAll("button[data-resting]").forEach(wake));

// Filters apply as soon as they are chosen with the pointer; by keyboard every arrow would be a choice.
let byKey = false;
addEventListener("keydown", () => { byKey = true; }, true);
addEventListener("pointerdown", () => { byKey = false; }, true);
document.querySelectorAll("form.filters select").forEach((select) => select.addEventListener("change", () => { if (!byKey) select.form.requestSubmit(); }));

// Signing out after idleness: warn before. Every page opened here is activity, in whichever tab.
const idle = Number(document.body.dataset.idle || 0), warning = Number(document.body.dataset.idleWarning || 0);
const box = document.getElementById("idle-warning");
if (idle && box) {
  let timer, ending;
  const active = () => { localStorage.setItem("active", String(Date.now())); clearTimeout(ending); wait((idle - warning) * 1000); };
  const wait = (milliseconds) => { clearTimeout(timer); timer = setTimeout(look, milliseconds); };
  const look = () => {
    const left = Number(localStorage.getItem("active") || 0) + (idle - warning) * 1000 - Date.now();
    if (left > 1000) return wait(left);
    document.querySelectorAll("dialog[open]").forEach((open) => open.close());
    box.showModal();
    ending = setTimeout(() => { if (!unsaved) location.reload(); }, warning * 1000 + 2000);
  };
  active();
  box.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target), headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 204) { box.close(); active(); } else location.reload();
  });
}

// Back to where one was: scroll is kept by address.
addEventListener("pagehide", () => sessionStorage.setItem("scroll:" + location.pathname + location.search, String(scrollY)));
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") scrollTo(0, Number(sessionStorage.getItem("scroll:" + location.pathname + location.search) || 0));

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
