// Nothing here is needed: every page works without it.
import { initAll } from "{{govuk-frontend.js}}";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

for (const box of document.querySelectorAll(".app-copy textarea")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = document.documentElement.lang.startsWith("cy") ? "Copïo" : "Copy";
  button.addEventListener("click", async () => {
    box.select();
    await navigator.clipboard.writeText(box.value);
    button.textContent = "✓";
  });
  box.after(button);
}

// While someone writes, their words are kept as a draft: three seconds after the last key, and without their files.
for (const keep of document.querySelectorAll("button[data-draft]")) {
  const form = keep.form;
  const said = form.querySelector("[data-draft-said]");
  let waiting;
  let going;
  const save = async () => {
    const words = new FormData(form);
    for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
    going = new AbortController();
    try {
      const answer = await fetch(keep.formAction, {
        method: "POST",
        body: words,
        headers: { Accept: "application/json" },
        redirect: "error",
        signal: going.signal,
      });
      said.textContent = (await answer.json()).said;
    } catch {
      if (!going.signal.aborted) said.textContent = keep.dataset.draft;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 3000);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    going?.abort();
  });
}
