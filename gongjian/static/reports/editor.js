// The editor's conveniences: where the caret is, jumping to a problem, finding and inserting figures.
"use strict";

let last = document.getElementById("id_text");
document.querySelectorAll("#editor textarea").forEach((area) => {
  const place = document.querySelector(`[data-place-of="${area.id}"]`);
  const say = () => {
    const before = area.value.slice(0, area.selectionStart).split("\n");
    place.textContent = `${before.length}:${before[before.length - 1].length + 1}`;
  };
  ["keyup", "click", "focus", "select"].forEach((name) => area.addEventListener(name, () => { last = area; say(); }));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-line]");
  if (!link) return;
  const area = document.getElementById(link.dataset.field);
  if (!area) return;
  event.preventDefault();
  const lines = area.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length) - 1;
  const at = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0) + Number(link.dataset.column) - 1;
  area.focus();
  area.setSelectionRange(at, at + 1);
  area.blur(); area.focus();  // browsers scroll to the caret on focus
});

document.querySelectorAll("[data-insert]").forEach((code) => {
  const button = document.createElement("button");
  button.type = "button"; button.className = "linkish";
  button.textContent = code.textContent.trim();
  code.replaceWith(button);
  button.addEventListener("click", () => {
    last.setRangeText(button.textContent, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
});

document.querySelectorAll("[data-filter-of]").forEach((box) => {
  box.hidden = false;
  const rows = [...document.getElementById(box.dataset.filterOf).children];
  box.querySelector("input").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row) => { row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word)); });
  });
});
