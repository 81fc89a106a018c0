// Passkeys: fetches the question, lets the browser answer it, and sends the form with the answer. Without this the page says which other way to use.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function answerTo(kind, asked) {
  asked.challenge = bytes(asked.challenge);
  if (kind === "create") {
    const publicKey = { ...asked, user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: named(asked.excludeCredentials) };
    const made = await navigator.credentials.create({ publicKey });
    return {
      id: made.id,
      rawId: words(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: words(made.response.clientDataJSON),
        attestationObject: words(made.response.attestationObject),
        transports: made.response.getTransports?.() ?? [],
      },
    };
  }
  const used = await navigator.credentials.get({ publicKey: { ...asked, allowCredentials: named(asked.allowCredentials) } });
  const handle = used.response.userHandle;
  return {
    id: used.id,
    rawId: words(used.rawId),
    type: used.type,
    response: {
      clientDataJSON: words(used.response.clientDataJSON),
      authenticatorData: words(used.response.authenticatorData),
      signature: words(used.response.signature),
      userHandle: handle && handle.byteLength ? words(handle) : null,
    },
  };
}

async function send(box, form, said) {
  said.textContent = "";
  try {
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    const reply = await fetch(box.dataset.question, { method: "POST", body });
    if (!reply.ok || !reply.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no question");
    form.elements.passkey_answer.value = JSON.stringify(await answerTo(box.dataset.passkey, await reply.json()));
    const shared = form.querySelector("input[type=hidden][name=shared_computer]");
    if (shared && document.querySelector("input[type=checkbox][name=shared_computer]:checked")) shared.value = "y";
    form.submit();
  } catch {
    said.textContent = box.dataset.failed;
  }
}

for (const box of document.querySelectorAll("[data-passkey]")) {
  const form = box.querySelector("form");
  const said = box.querySelector(".app-passkey__words");
  if (!window.PublicKeyCredential || !navigator.credentials) {
    said.textContent = box.dataset.cannot;
    continue;
  }
  said.textContent = "";
  form.querySelector("button").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(box, form, said);
  });
}
