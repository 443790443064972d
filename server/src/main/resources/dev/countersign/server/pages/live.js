// Acts as they happen, put on top of the timeline. The page says the same without it, when it is loaded again.
const button = document.querySelector("[data-live]");
const list = button && document.querySelector(button.dataset.at);

if (list) {
  const MOST = 200;
  const hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
  let source;

  const show = (act) => {
    if (list.querySelector(`[data-id="${CSS.escape(act.id)}"]`)) return;
    const item = document.createElement("li");
    item.className = `act act--${act.tone} act--new`;
    item.dataset.id = act.id;
    const link = document.createElement("a");
    link.href = act.href;
    const sentence = document.createElement("bdi");
    sentence.textContent = act.sentence;
    link.append(sentence);
    const when = document.createElement("span");
    when.className = "hint";
    const time = document.createElement("time");
    time.dateTime = act.at;
    time.textContent = `today ${hour.format(new Date(act.at))}`;
    when.append(time);
    item.append(link, when);
    if (act.tag) {
      const tag = document.createElement("span");
      tag.className = "tag tag--destructive";
      tag.textContent = act.tag;
      item.append(tag);
    }
    list.prepend(item);
    list.parentElement.querySelector(".empty")?.remove();
    while (list.children.length > MOST) list.lastElementChild.remove();
  };

  const listen = () => {
    source = new EventSource(button.dataset.live);
    source.addEventListener("open", () => (button.dataset.state = "on"));
    source.addEventListener("message", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => (button.dataset.state = "off"));
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    source?.close();
    button.dataset.state = "off";
    if (on) listen();
  });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted && button.getAttribute("aria-pressed") === "true") listen();
  });
  listen();
}
