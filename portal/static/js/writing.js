// The page of a section: boxes that depend on another answer come and go, and who else is here is told every minute. Without this everything is shown.

const chosen = (form, name) =>
  [...form.querySelectorAll(`[name="${name}"]`)].filter((box) => box.checked).map((box) => box.value);

for (const box of document.querySelectorAll("[data-shown-if]")) {
  const form = box.closest("form");
  const look = () => {
    box.hidden = !chosen(form, box.dataset.shownIf).includes(box.dataset.shownValue);
  };
  form.addEventListener("change", look);
  look();
}

for (const button of document.querySelectorAll("button[data-here]")) {
  const said = document.querySelector("[data-here-said]");
  const tell = async () => {
    if (document.hidden) return;
    const words = new FormData();
    words.set("csrf_token", button.form.elements.csrf_token.value);
    try {
      const answer = await fetch(button.dataset.here, {
        method: "POST",
        body: words,
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) return;
      said.textContent = (await answer.json()).said;
      said.hidden = !said.textContent;
    } catch {
      // no line for a moment: the next minute will tell
    }
  };
  tell();
  setInterval(tell, 60000);
}

// Words are counted a moment after the last key, so that a screen reader hears the count and not every key.
for (const told of document.querySelectorAll("[data-words-of]")) {
  const box = document.querySelector(`[name="${told.dataset.wordsOf}"]`);
  let waiting;
  const count = () => {
    const words = box.value.split(/\s+/).filter(Boolean).length;
    const over = words - Number(told.dataset.most);
    told.textContent = told.dataset.now.replace("{n}", words);
    if (over <= 0) return;
    const much = document.createElement("strong");
    much.textContent = told.dataset.over.replace("{n}", over);
    told.append(" ", much);
  };
  told.setAttribute("role", "status");
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 700);
  });
}
