// The page shows what is known; it is asked for nothing but what was just typed or ticked.

const clean = text => text.replace(new RegExp(REFUSED, "gu"), "");
const rowsOf = text => text.split("\n").reduce((sum, line) => sum + 1 + Math.floor(line.length / 64), 1);
const plural = count => `${count.toLocaleString("en")} statement${count === 1 ? " has" : "s have"} no answer`;

function note(item, words) {
  item.box.querySelector(".lack")?.remove();
  item.box.classList.toggle("lacks", words !== "");
  if (words === "") return item.box.removeAttribute("aria-describedby");
  const line = Object.assign(document.createElement("p"), {className: "lack", id: `lack-${item.place}`, textContent: words});
  item.box.querySelector("legend").after(line);
  item.box.setAttribute("aria-describedby", line.id);
}

function show(item, typing = null) {
  const answer = answers.get(item.id) ?? {}, level = answer.level ?? "";
  for (const control of item.box.querySelectorAll("input,textarea")) {
    control.placeholder = " "; // by which the printed page knows what is empty
    if (control.rows) control.rows = rowsOf(answer[control.name] ?? "");
    if (control.type === "radio") control.checked = control.value === level;
    else if (control !== typing) control.value = control.name !== "level" ? answer[control.name] ?? "" : STATES.has(level) ? "" : level;
  }
  item.box.querySelector("[data-do=clear]").hidden = level === "";
  item.box.querySelector(".reason").hidden = level !== "n/a";
  if (!typing && (answer.comment || answer.evidence)) item.box.querySelector("details").open = true;
}

function showAbout(control, text) {
  if (control.value !== text) control.value = text;
  control.classList.toggle("empty", text === "");
}

function count(item, more) {
  done += more;
  item.area.done += more;
  item.area.span.textContent = item.area.done.toLocaleString("en");
  byId("done").textContent = done.toLocaleString("en");
  byId("bar").value = done;
}

function adopt(state) {
  const touched = new Set([...answers.keys(), ...state.answers.keys()]);
  for (const item of [...touched].map(id => items.get(id))) {
    const before = levelOf(item.id) !== "", after = (state.answers.get(item.id)?.level ?? "") !== "";
    count(item, after - before);
    note(item, "");
  }
  ({about, answers} = state);
  touched.forEach(id => show(items.get(id)));
  for (const name of ABOUT) showAbout(document.querySelector(`#about [name=${name}]`), about[name] ?? "");
}

function keep() {
  isSaved = false;
  try {
    localStorage.setItem(drawer, file());
    byId("status").textContent = `Saved ${new Date().toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"})}`;
    isKept = true;
  } catch {
    byId("status").textContent = "This browser keeps nothing: save to a file before you leave.";
    isKept = false;
  }
}

function change(item, what, typing = null) {
  const before = levelOf(item.id) !== "";
  answers.set(item.id, {level: "", ...answers.get(item.id), ...what});
  const after = levelOf(item.id) !== "";
  count(item, after - before);
  if (after) note(item, "");
  show(item, typing);
  keep();
}

function taken(control) {
  const item = itemOf.get(control.closest("fieldset"));
  if (control.type === "file") return;
  if (item === undefined) {
    about[control.name] = clean(control.value).replace(new RegExp(BREAK, "g"), " ");
    showAbout(control, control.value);
    return keep();
  }
  if (control.type === "radio") return change(item, {level: control.value}, control);
  if (control.name !== "level") return change(item, {[control.name]: clean(control.value)}, control);
  const typed = control.value.trim(), level = item.levels.get(typed);
  change(item, {level: level ?? ""}, control);
  if (typed !== "" && level === undefined) note(item, `“${typed}” is no level here.`);
}

// What the page says at its top takes the focus, so that nobody misses it.

function say(title, words, {isWrong = false, focus = true} = {}) {
  const box = byId("message");
  byId("message-title").textContent = title;
  box.querySelector("p").textContent = words;
  box.querySelector("button").hidden = earlier === null;
  box.classList.toggle("wrong", isWrong);
  box.hidden = false;
  if (focus) box.focus();
}

function summarise(missing) {
  const lines = missing.slice(0, 20).map(item => {
    const line = document.createElement("li"), link = document.createElement("a");
    link.href = `#c-${item.place}`;
    link.textContent = item.box.querySelector("legend").textContent;
    link.dir = "auto";
    line.append(link);
    return line;
  });
  if (missing.length > 20) lines.push(Object.assign(document.createElement("li"), {textContent: `and ${(missing.length - 20).toLocaleString("en")} more`}));
  const box = byId("summary");
  byId("summary-title").textContent = plural(missing.length);
  box.querySelector("p").textContent = `You can save now; ${missing.length === 1 ? "it" : "they"} will be listed as not answered.`;
  box.querySelector("ul").replaceChildren(...lines);
  missing.forEach(item => note(item, "No answer yet. Choose a level, “does not apply” or “don’t know”."));
  byId("message").hidden = true;
  box.hidden = false;
  box.focus();
}

function lead(control) {
  control.focus({preventScroll: true});
  control.closest("fieldset").scrollIntoView(); // the statement is to be seen above its levels
}

function save() {
  const missing = [...items.values()].filter(item => levelOf(item.id) === "");
  if (missing.length && byId("summary").hidden) return summarise(missing);
  const name = ["answers", fits.framework, about.rater, about.round].filter(Boolean).join("-");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file()], {type: "application/json"}));
  link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  byId("summary").hidden = true;
  isSaved = true;
  say("The answers are in a file now", `It is called ${link.download} and is where your browser puts what it downloads. Send this file; the page itself keeps answers only in this browser.`);
}

async function open(control) {
  const chosen = control.files[0];
  if (chosen === undefined) return;
  try {
    const state = read(await chosen.text());
    earlier = answers.size || Object.keys(about).length ? {about, answers} : null;
    adopt(state);
    keep();
    say(`${chosen.name} is open`, state.isOther ? "It was made for other texts of this framework: check that the answers still fit." : "Its answers stand here now.");
  } catch (error) {
    earlier = null;
    say(`${chosen.name} could not be opened`, `${error.message} ${error.remedy ?? ""} Your answers here are as they were.`, {isWrong: true});
  }
  control.value = "";
}

const DO = {
  save,
  clear(button) {
    const item = itemOf.get(button.closest("fieldset"));
    change(item, {level: ""});
    byId(`c-${item.place}`).focus();
  },
  empty() {
    earlier = {about, answers};
    adopt({about: {}, answers: new Map()});
    keep();
    say("All answers are cleared", "They can be put back until this page is closed.");
  },
  undo() {
    const later = {about, answers};
    adopt(earlier);
    earlier = later;
    keep();
    say("The earlier answers are back", "Those that stood here until now can be put back in the same way.");
  },
};

function start() {
  let kept = null;
  try {
    kept = localStorage.getItem(drawer);
  } catch {
    isKept = false;
  }
  try {
    if (kept !== null) adopt(read(kept));
    else if (data.given) adopt(read(JSON.stringify(data.given)));
  } catch (error) {
    say("What this browser kept could not be read", `${error.message} Open a file that was saved, or answer anew.`, {isWrong: true});
  }
  if (kept !== null && done) say("Answers that this browser kept are here again", "If they are not yours, choose “Clear all answers” at the end of the page.", {focus: false});
  if (!isKept) byId("status").textContent = "This browser keeps nothing: save to a file before you leave.";
}

document.addEventListener("input", ({target}) => taken(target));
document.addEventListener("change", ({target}) => target.type === "file" && open(target));
document.addEventListener("focusin", ({target}) => target.maxLength === -1 && (target.maxLength = 65536));
document.addEventListener("submit", event => event.preventDefault());
document.addEventListener("click", ({target}) => {
  const button = target.closest("[data-do]"), link = target.closest("#summary a");
  if (button) DO[button.dataset.do](button);
  if (link) setTimeout(() => lead(byId(link.hash.slice(1))));
});
addEventListener("storage", event => event.key === drawer && event.newValue !== null && adopt(read(event.newValue)));
addEventListener("beforeunload", event => !isKept && !isSaved && event.preventDefault());
document.querySelector("[name=date]").max = "9999-12-31"; // no file holds a later year
start();
