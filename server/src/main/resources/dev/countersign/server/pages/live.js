// Acts as they happen, put on top of the timeline. The page says the same without it, when it is loaded again. A page that
// nobody sees holds no stream; when it is seen again it hears what happened meanwhile.
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
    time.textContent = document.documentElement.dataset.today.replace("…", hour.format(new Date(act.at)));
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

  // Where in the log this page is: what happened since the page was made is told first.
  let place = button.dataset.place;

  const listen = () => {
    if (source || document.hidden || button.getAttribute("aria-pressed") !== "true") return;
    const address = new URL(button.dataset.live, location.href);
    address.searchParams.set("from-place", place);
    source = new EventSource(address);
    source.addEventListener("open", () => (button.dataset.state = "on"));
    source.addEventListener("message", (event) => {
      place = event.lastEventId || place;
      if (event.data) show(JSON.parse(event.data));
    });
    source.addEventListener("error", () => (button.dataset.state = "off"));
  };

  const rest = () => {
    source?.close();
    source = undefined;
    button.dataset.state = "off";
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    rest();
    listen();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}
