// What makes the desk better with JavaScript; everything works without it.
"use strict";

const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

// Keys: / searches, g + letter goes to a room, arrows walk a table, ? shows the list.
let waitingForRoom = false;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
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

// On a phone the menu starts closed.
const rail = document.querySelector("details.rail");
if (rail && matchMedia("(max-width: 760px)").matches) rail.removeAttribute("open");

// Typed text is not lost by leaving: forms marked data-guard ask first.
let unsaved = false;
document.querySelectorAll("form[data-guard]").forEach((form) => {
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
});
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// A second click on a submit button would only be refused: disable it after the first.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button && event.target.method === "post") setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", () => document.querySelectorAll("button[disabled][data-was], button:disabled").forEach((b) => { if (!b.hasAttribute("data-off")) b.disabled = false; }));

// Filters apply as soon as they change.
document.querySelectorAll("form.filters select").forEach((select) => select.addEventListener("change", () => select.form.requestSubmit()));

// Signing out after idleness: warn before, count real activity only.
const idle = Number(document.body.dataset.idle || 0), warning = Number(document.body.dataset.idleWarning || 0);
if (idle) {
  let timer;
  const arm = () => { clearTimeout(timer); timer = setTimeout(() => document.getElementById("idle-warning").showModal(), (idle - warning) * 1000); };
  arm();
  document.getElementById("idle-warning").querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target), headers: { "X-Requested-With": "fetch" } });
    if (answer.ok) { event.target.closest("dialog").close(); event.target.querySelector("button").disabled = false; arm(); } else location.reload();
  });
}

// Back to where one was: scroll is kept by address.
addEventListener("pagehide", () => sessionStorage.setItem("scroll:" + location.pathname + location.search, String(scrollY)));
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") scrollTo(0, Number(sessionStorage.getItem("scroll:" + location.pathname + location.search) || 0));

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
