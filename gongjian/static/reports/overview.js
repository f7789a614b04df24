// A figure that is clicked shows its card beside the text; without this its link opens the figure's page.
"use strict";

const sheet = document.getElementById("figure-sheet");
const card = document.getElementById("figure-card");
const wide = matchMedia("(min-width: 901px)");

function show(address, link) {
  document.querySelectorAll(".figure[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (link) link.setAttribute("aria-current", "true");
  return htmx.ajax("GET", address, { target: card, swap: "innerHTML" });
}

// By delegation: the text of a snapshot is replaced once it has been compared with today.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.figure[data-card]");
  if (!link || !link.dataset.card || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  await show(link.dataset.card, link);
  sheet.classList.add("open");
  close.hidden = wide.matches;
});

const close = sheet.querySelector("[data-close]");
function shut() {
  sheet.classList.remove("open");
  const link = document.querySelector(".figure[aria-current]");
  if (link) link.focus();
}
close.addEventListener("click", shut);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && sheet.classList.contains("open")) shut(); });

// If the card cannot be had, the page can: open that instead.
document.body.addEventListener("htmx:responseError", (event) => {
  const link = document.querySelector(".figure[aria-current]");
  if (event.detail.target === card && link) location.assign(link.href);
});

addEventListener("load", () => { if (wide.matches && card.dataset.first) show(card.dataset.first); });
const offerPrint = () => document.querySelectorAll("[data-print-page]").forEach((button) => { button.hidden = false; });
offerPrint();
document.addEventListener("click", (event) => { if (event.target.closest("[data-print-page]")) print(); });
document.body.addEventListener("htmx:afterSettle", offerPrint);

// The contents know where the reader is.
const entries = [...document.querySelectorAll(".toc a[href^='#s']")];
if (entries.length) {
  const mark = () => {
    const heads = entries.map((entry) => document.getElementById(entry.hash.slice(1)));
    let at = -1;
    heads.forEach((head, index) => { if (head && head.getBoundingClientRect().top < 120) at = index; });
    entries.forEach((entry, index) => index === at ? entry.setAttribute("aria-current", "true") : entry.removeAttribute("aria-current"));
  };
  addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  mark();
}
