// What is typed is saved by itself a moment later. Two people write at one time: only a field both changed is refused,
// and what was typed stays where it is.
"use strict";

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const says = form.querySelector("[data-autosave-says]");
  let timer, sending = false, again = false;

  const save = async () => {
    if (sending) { again = true; return; }
    sending = true;
    const sent = new FormData(form);
    form.querySelectorAll("input[type=file]").forEach((field) => sent.delete(field.name));
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: sent, headers: { "X-Requested-With": "autosave" } });
      const told = await answer.json();
      if (answer.ok) form.elements.base.value = told.base;
      says.textContent = answer.ok ? told.words : Object.values(told.errors).flat().join(" ");
      says.classList.toggle("is-late", !answer.ok);
    } catch { says.textContent = form.dataset.unsaved; }
    sending = false;
    if (again) { again = false; save(); }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    says.textContent = form.dataset.unsaved;
    clearTimeout(timer);
    timer = setTimeout(save, 3000);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
});
