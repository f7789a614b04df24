// Joins our form to allauth's WebAuthn code. The form stays hidden where the browser cannot do it.
"use strict";
const form = document.querySelector("form[data-webauthn]");
if (form && window.PublicKeyCredential && window.allauth) {
  form.hidden = false;
  const button = form.querySelector("#webauthn-button");
  const ids = { credential: form.querySelector("[name=credential]").id, data: "webauthn-options", add: button.id, authenticate: button.id };
  window.allauth.webauthn.forms[form.dataset.webauthn]({ ids });
  document.addEventListener("allauth.error", () => { form.querySelector("[role=alert]").hidden = false; });
}
