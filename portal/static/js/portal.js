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

// While someone writes, their words are kept as a draft: three seconds after the last key, and without their files. Where the network is away the page stays
// as it is, with the words in it; they are kept as soon as it is back, and whoever leaves before that is asked. Words that were typed just before the page is
// left are sent along.
for (const keep of document.querySelectorAll("button[data-draft]")) {
  const form = keep.form;
  const said = form.querySelector("[data-draft-said]");
  let waiting;
  let going;
  let running;
  let failed = false;
  let sending = false;
  const typed = () => {
    const words = new FormData(form);
    for (const [name, value] of [...words]) if (value instanceof File) words.delete(name);
    return words;
  };
  const save = async () => {
    const words = typed();
    waiting = undefined;
    let isAway = true;
    going = new AbortController();
    try {
      const answer = await fetch(keep.dataset.draftTo || keep.formAction, {
        method: "POST",
        body: words,
        headers: { Accept: "application/json" },
        redirect: "error",
        signal: going.signal,
      });
      isAway = answer.status >= 500;
      const told = await answer.json();
      if (!told.said) throw new Error("no word of it");
      failed = false;
      said.textContent = told.said;
      if (told.version) form.elements.version.value = told.version;
    } catch {
      if (!going.signal.aborted) said.textContent = keep.dataset.draft;
      failed = !going.signal.aborted;
      if (failed && isAway) waiting = setTimeout(begin, 15000);
    }
    going = undefined;
  };
  const begin = () => (running = save());
  window.addEventListener("online", () => failed && begin());
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(begin, 3000);
  });
  window.addEventListener("beforeunload", (event) => failed && !sending && event.preventDefault());
  window.addEventListener("pagehide", () => {
    if (waiting && !failed && !sending && keep.dataset.draftTo) navigator.sendBeacon(keep.dataset.draftTo, typed());
    clearTimeout(waiting);
  });
  // back on a page that the browser had kept: another text may stand by now
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && keep.dataset.draftTo && !failed && navigator.onLine) location.reload();
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!navigator.onLine) {
      event.preventDefault();
      said.textContent = keep.dataset.draft;
      said.scrollIntoView({ block: "nearest" });
      failed = true;
      return;
    }
    // a form that counts its versions waits for the draft that is on its way: otherwise it would find itself out of date
    if (going && form.elements.version) {
      event.preventDefault();
      await running;
      form.requestSubmit(event.submitter);
      return;
    }
    going?.abort();
    sending = !event.defaultPrevented;
  });
}
