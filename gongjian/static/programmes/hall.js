// The hall's screen follows the meeting: asked every few seconds, redrawn only when something else is to be shown.
"use strict";

const scene = document.getElementById("scene"), lost = document.getElementById("lost");
let shown = null, seconds = Number(scene.dataset.seconds), since = performance.now(), key = scene.dataset.key;

function tick() {
  const box = document.getElementById("elapsed");
  if (!box) return;
  const all = Math.max(0, Math.floor(seconds + (performance.now() - since) / 1000));
  const text = `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
  if (box.textContent !== text) box.textContent = text;
}

// Tokens differ with every answer; they are no reason to draw anything again.
const bare = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");

async function look() {
  try {
    const answer = await fetch(scene.dataset.poll, { headers: { "X-Requested-With": "fetch" } });
    if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    // Who watches a meeting is not idle.
    localStorage.setItem("active", String(Date.now()));
    seconds = now.seconds; since = performance.now();
    if (shown !== null && bare(now.html) !== bare(shown)) { scene.innerHTML = now.html; key = String(now.key); }
    shown = now.html;
    lost.hidden = true;
    tick();
  } catch { lost.hidden = false; }
}

async function go(direction) {
  const form = scene.querySelector(`form[data-key="${direction}"]`);
  if (!form || form.dataset.sent) return;
  form.dataset.sent = "yes";
  try { await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } }); } catch { lost.hidden = false; }
  await look();
  delete form.dataset.sent;
}

scene.addEventListener("submit", (event) => { event.preventDefault(); go(event.target.dataset.key); });
// What a presenter's remote sends, too.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (["ArrowRight", "PageDown"].includes(event.key)) { event.preventDefault(); go("next"); }
  if (["ArrowLeft", "PageUp"].includes(event.key)) { event.preventDefault(); go("back"); }
  if (event.key === "f") { if (document.fullscreenElement) document.exitFullscreen(); else document.documentElement.requestFullscreen?.(); }
});
tick();
look();
setInterval(tick, 500);
setInterval(look, 3000);
