// Suggestions below the search boxes: a combobox with a list, as the ARIA Authoring Practices tell
// it. Without this file the boxes are plain forms, and Enter searches.

const WAIT = 120; // milliseconds after the last letter before anything is asked

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function named(kind, { text, language }) {
  return element("span", { class: kind, lang: language }, text);
}

function optionOf(suggestion, id) {
  const { name, matched, kind, country } = suggestion;
  const option = element("li", { id, role: "option", "aria-selected": "false" }, named("suggestion__name", name));
  if (matched.text !== name.text) option.append(" ", named("suggestion__matched", matched));
  const place = element("span", { class: "suggestion__kind" }, kind);
  if (country) place.append(", ", named("", country));
  option.append(" ", place);
  return option;
}

function combobox(form) {
  const input = form.querySelector("input[type=search]");
  const id = `${input.id}-suggestions`;
  const list = element("ul", { id, class: "suggestions", role: "listbox", hidden: "hidden", "aria-label": form.dataset.list });
  const status = element("p", { class: "vh", role: "status" });
  let found = [], active = -1, timer = 0, asked = null;
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) input.setAttribute(name, value);

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(place) {
    active = place;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    found = suggestions;
    list.replaceChildren(...found.map((each, at) => optionOf(each, `${id}-${at}`)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
    status.textContent = form.dataset.count.replace("{count}", found.length);
  }

  async function ask() {
    asked?.abort();
    const text = input.value.trim();
    if (!text) return close();
    asked = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the form itself still searches
    }
  }

  function move(step) {
    if (list.hidden) return ask();
    const places = found.length + 1; // the box itself is one of them
    choose(((active + 1 + step + places) % places) - 1);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && active >= 0) location.assign(found[active].href);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Else the box would lose the focus, and the list close, before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (place >= 0) location.assign(found[place].href);
  });
}

document.querySelectorAll("form[data-suggest]").forEach(combobox);
