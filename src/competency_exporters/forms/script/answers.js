// The answers, and the files that hold them.

const byId = id => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const fits = data.fits;
const drawer = ["competency form", fits.framework, fits.version, fits.structure, data.drawer].join("\n");
const ABOUT = ["subject", "rater", "role", "round", "date"];
const REMARKS = ["reason", "comment", "evidence"];
const STATES = new Map([["n/a", "n/a"], ["?", "?"], ["unknown", "?"]]);
// What no file of answers may hold: controls, bidi overrides, surrogates, noncharacters.
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\p{Cs}\p{NChar}]/u;
const BREAK = /[\n\r\u2028\u2029]/;

const scales = data.scales.map(pairs => new Map(pairs));
const items = new Map(), itemOf = new Map(), areas = new Map();
let about = {}, answers = new Map(), earlier = null, done = 0, isKept = true, isSaved = true;

document.querySelectorAll("fieldset").forEach((box, place) => {
  const [id, scale] = data.items[place], section = box.closest("section");
  if (!areas.has(section)) areas.set(section, {span: section.querySelector(".count span"), done: 0});
  const item = {id, box, place: place + 1, levels: scales[scale], area: areas.get(section)};
  items.set(id, item);
  itemOf.set(box, item);
});

const levelOf = id => answers.get(id)?.level ?? "";
const has = (tree, name) => Object.hasOwn(tree, name);
const isTree = value => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = text => /[^\s]|\ufeff/.test(text ?? "");

// Files: what is saved is what `competency` reads, and is read here as strictly.

function written({level, reason, comment, evidence}) {
  const value = level === "" || STATES.has(level) ? level : Number(level);
  const texts = Object.entries({reason: level === "n/a" ? reason : "", comment, evidence}).filter(([, text]) => isText(text));
  if (!texts.length) return value;
  return Object.fromEntries([...(level === "" ? [] : [["level", value]]), ...texts]);
}

function file() {
  const told = ABOUT.filter(name => isText(about[name])).map(name => [name, about[name]]);
  const given = [...items.keys()].filter(id => answers.has(id)).map(id => [id, written(answers.get(id))]).filter(([, value]) => value !== "");
  return JSON.stringify({...fits, ...Object.fromEntries(told), answers: Object.fromEntries(given)}, null, 1) + "\n";
}

function refuse(why, remedy) {
  throw Object.assign(new Error(why), {remedy});
}

function parsed(text) {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return refuse("It is no whole JSON file: it was cut short on its way, or is of another kind.", "Choose the file that this form saved; if it was sent to you, ask for it once more.");
  }
}

function checkText(name, text, where, lines = true) {
  if (typeof text !== "string") refuse(`The ${name}${where} is no text.`, "Put it in double quotation marks.");
  if (REFUSED.test(text)) refuse(`The ${name}${where} holds an invisible control character.`, "Remove it from the file.");
  if (!lines && BREAK.test(text)) refuse(`The ${name} has more than one line.`, "Write it on one line.");
  return text;
}

function checkKeys(tree, known, where) {
  const strange = Object.keys(tree).find(name => !known.includes(name));
  if (strange !== undefined) refuse(`There is something called “${strange}”${where}, which this form does not know.`, "Remove it from the file, or open a file that this form saved.");
}

function readAnswer(item, given) {
  const where = ` of statement ${item.id}`, tree = isTree(given) ? given : {level: given};
  checkKeys(tree, ["level", ...REMARKS], where);
  const name = String(tree.level ?? "");
  const level = name === "" ? "" : STATES.get(name) ?? item.levels.get(name);
  if (level === undefined || typeof tree.level === "object" && tree.level) refuse(`“${name}” is no level${where}.`, `Its levels are ${[...new Set(item.levels.values())].join(", ")}; also n/a and ?.`);
  const texts = REMARKS.filter(each => has(tree, each) && tree[each] !== null).map(each => [each, checkText(each, tree[each], where)]);
  if (level !== "n/a" && isText(tree.reason)) refuse(`There is a reason${where}, but the statement is answered.`, "Write a comment instead.");
  return {level, ...Object.fromEntries(texts)};
}

function read(text) {
  const tree = parsed(text), fitting = Object.keys(fits);
  if (!isTree(tree) || !has(tree, "framework") || !isTree(tree.answers)) refuse("It holds no answers.", "Choose the file that this form saved.");
  for (const name of fitting.filter(each => has(tree, each) && each !== "digest"))
    if (tree[name] !== fits[name]) refuse(`Its ${name} is ${tree[name]}, and that of this form is ${fits[name]}.`, "Open it with the form that it was made with.");
  checkKeys(tree, [...fitting, ...ABOUT, "answers"], "");
  const told = ABOUT.filter(name => has(tree, name) && tree[name] !== null).map(name => [name, checkText(name, tree[name], "", false)]);
  const date = Object.fromEntries(told).date;
  if (date !== undefined && !(/^\d{4}-\d\d-\d\d$/.test(date) && new Date(date + "T00:00Z").toJSON()?.startsWith(date))) refuse(`“${date}” is no date.`, "Write it as year-month-day, such as 2026-11-24.");
  const found = Object.entries(tree.answers).map(([id, given]) => {
    if (!items.has(id)) refuse(`It answers the statement ${id}, which is not in this form.`, "Open it with the form that it was made with.");
    return [id, readAnswer(items.get(id), given)];
  });
  return {about: Object.fromEntries(told), answers: new Map(found), isOther: has(tree, "digest") && tree.digest !== fits.digest};
}
