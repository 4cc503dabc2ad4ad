// Passkeys: a button in a form with data-passkey asks the device, and posts what it answered.
//   login   ask anyone's passkey; what to sign is fetched when the button is pressed
//   get     ask one of the passkeys of this account
//   create  make a new passkey, kept on the device so that it signs in without a name
// The page draws the button disabled: pressed before this ran, it would do nothing and say nothing.
"use strict";

const webauthn = window.webauthnJSON;

const offered = () => JSON.parse(document.getElementById("passkey-data").textContent);

const ways = {
  async login(form) {
    const answer = await fetch(form.action, {
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
    });
    if (!answer.ok) throw new Error(`the desk answered ${answer.status}`);
    return webauthn.get((await answer.json()).request_options);
  },
  async get() {
    return webauthn.get(offered().request_options);
  },
  async create() {
    const options = offered().creation_options;
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return webauthn.create(options);
  },
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  const failed = document.querySelector("[data-passkey-failed]");
  const known = document.querySelector("[data-passkey-known]") || failed;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    known.hidden = true;
    button.disabled = true;
    try {
      const credential = await ways[form.dataset.passkey](form);
      form.elements.namedItem("credential").value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      button.disabled = false;
      (error.name === "InvalidStateError" ? known : failed).hidden = false;
    }
  });
  // Going back, a browser may show the page as it was left: with the button just pressed.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) button.disabled = false;
  });
  button.disabled = false;
}
