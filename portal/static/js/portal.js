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
