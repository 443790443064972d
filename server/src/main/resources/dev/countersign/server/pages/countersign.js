// The script of all pages. Every page works without it, except that a passkey needs it.
"use strict";

// Puts back what was chosen before a form was shown again. The server never sends a choice already made.
for (const control of document.querySelectorAll("[data-kept]")) {
  control[control.tagName === "OPTION" ? "selected" : "checked"] = true;
}

for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

document.querySelector("[data-focus]")?.focus();

// Typing another end unpicks the ready-made ones, and the other way round.
const otherEnd = document.getElementById("until-other");
if (otherEnd) {
  const ends = document.querySelectorAll("input[type=radio][name=until]");
  otherEnd.addEventListener("input", () => {
    if (otherEnd.value) for (const end of ends) end.checked = false;
  });
  for (const end of ends) end.addEventListener("change", () => (otherEnd.value = ""));
}

// A form is sent once: a second click while the answer is on its way does nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) form.dataset.sent = "true";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const say = form.querySelector("[data-say]");
  const making = form.dataset.passkey === "create";
  const field = form.elements.namedItem(form.dataset.field);
  form.hidden = false;
  let busy = false;

  const run = async (button) => {
    if (busy) return;
    busy = true;
    say.textContent = "";
    try {
      const options = JSON.parse(form.dataset.options);
      if (making && form.elements.namedItem("name")?.value) {
        options.user.name = options.user.displayName = form.elements.namedItem("name").value;
      }
      const credential = making
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      field.value = JSON.stringify(credential.toJSON());
      form.requestSubmit(button);
    } catch (problem) {
      say.textContent =
        problem.name === "InvalidStateError"
          ? say.dataset.known
          : problem instanceof ReferenceError || problem instanceof TypeError
            ? say.dataset.cannot
            : say.dataset.unused;
    } finally {
      busy = false;
    }
  };

  form.addEventListener(
    "submit",
    (event) => {
      const button = event.submitter;
      if (field.value || button?.dataset.plain || (making && button?.value === "passphrase")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      run(button);
    },
    { capture: true },
  );
  if (form.dataset.start) run(form.querySelector("button"));
}

// Moments stand in the page in UTC, said plainly. Here they become the reader's own, and keep UTC as their title.
const tongue = navigator.language?.startsWith(document.documentElement.lang) ? navigator.language : "en-GB";
const words = (options) => new Intl.DateTimeFormat(tongue, options);
const hour = words({ hour: "2-digit", minute: "2-digit" });
const day = words({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const year = words({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const today = new Date();
// A day and a time may stand on two lines, but neither breaks in itself.
const whole = (text) => text.replace(/ /g, "\u00a0").replace(/,\u00a0(?=[^,]*$)/, ", ");
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  time.title = time.textContent;
  time.textContent =
    at.toDateString() === today.toDateString()
      ? document.documentElement.dataset.today.replace("…", hour.format(at))
      : whole((at.getFullYear() === today.getFullYear() ? day : year).format(at));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const text = button.closest("figure").querySelector("pre");
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.copied;
      setTimeout(() => (button.textContent = label), 2000);
    } catch {
      // Not allowed here, such as without TLS: the text is marked, so that the usual keys copy it.
      getSelection().selectAllChildren(text);
    }
  });
}

// The menu of a phone closes when something else is touched.
const menu = document.querySelector("details.menu");
if (menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
