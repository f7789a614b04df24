// Counts what is typed against the longest that is kept, and ticks a page of reports at once.
"use strict";

document.querySelectorAll("textarea[data-longest]").forEach((box) => {
  const longest = Number(box.dataset.longest), counter = document.createElement("div");
  counter.className = "help counter";
  const count = () => {
    const length = [...box.value.trim()].length;
    counter.textContent = `${length} / ${longest}`;
    counter.classList.toggle("over", length > longest);
  };
  box.after(counter);
  box.addEventListener("input", count);
  count();
});

document.querySelectorAll("[data-tick-all]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll("input[name=report][form=accept-many]")], all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  });
});
