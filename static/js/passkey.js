// Makes and uses passkeys: forms with data-passkey = "create" or "get". The server's question is in
// data-options, or asked for with the form itself, so that nothing is kept of whoever only looks.
// Browsers that cannot do it keep the page as it came, without the form.
"use strict";
{
  const ask = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const body = new FormData(form);
    body.delete("credential");
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).request_options;
  };
  const kept = { residentKey: "required", requireResidentKey: true }; // it can sign in by itself
  const make = ({ authenticatorSelection, ...options }) => PublicKeyCredential.parseCreationOptionsFromJSON(
    { ...options, authenticatorSelection: { ...authenticatorSelection, ...kept } });
  const answer = async (kind, { publicKey }) => kind === "create"
    ? navigator.credentials.create({ publicKey: make(publicKey) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  const isAble = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);
  for (const form of isAble ? document.querySelectorAll("form[data-passkey]") : []) {
    const status = form.querySelector("[role=status]");
    form.hidden = false;
    for (const one of document.querySelectorAll("[data-without-passkey]")) one.hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      status.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(await answer(form.dataset.passkey, await ask(form)));
        form.submit();
      } catch {
        status.textContent = status.dataset.failed;
      }
    });
  }
}
