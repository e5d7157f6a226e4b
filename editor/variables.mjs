// Variables in the text, `{{name}}`: marked in what is on screen, explained where pointed at, completed while typed.
// The words are those of the page's fields (src/ui/variables.rs).
import { acceptCompletion, autocompletion, pickedCompletion } from "@codemirror/autocomplete";
import { jsonLanguage } from "@codemirror/lang-json";
import { Language } from "@codemirror/language";
import { Prec } from "@codemirror/state";
import { Decoration, MatchDecorator, ViewPlugin, closeHoverTooltips, hasHoverTooltips, hoverTooltip, keymap } from "@codemirror/view";

/** More than this nobody reads: who looks for another one types more of its name. */
const MAX_SUGGESTIONS = 50;

/** `\{{` is no variable; it matches, so that what follows it is not one either. */
const pattern = () => /\\\{\{|\{\{([^{}"\r\n]*)\}\}/g;

/** The name in what a pattern has found, or nothing. */
const nameIn = (match) => match[1]?.trim().replace(/^_\./, "").trim() || null;

/** All variables in a text: `[{ from, to, name }]`. */
const findVariables = (text) =>
  [...text.matchAll(pattern())]
    .map((match) => ({ from: match.index, to: match.index + match[0].length, name: nameIn(match) }))
    .filter(({ name }) => name);

// ---- JSON ----

/** Digits in the place of each variable: a value where a value is due, and text inside a string. */
const masked = (text) =>
  text.includes("{{") ? text.replace(pattern(), (all, ...match) => (nameIn([all, match[0]]) ? "1".repeat(all.length) : all)) : text;

/** The document as the parser is to see it. Masked by whole lines: a part may begin inside a variable. */
class MaskedInput {
  lineChunks = true;

  constructor(input) {
    this.input = input;
    this.length = input.length;
  }

  chunk(from) {
    const chunk = this.input.chunk(from);
    return chunk.includes("}}") ? this.read(from, from + chunk.length) : chunk;
  }

  read(from, to) {
    const { doc } = this.input;
    const start = doc.lineAt(from).from;
    return masked(doc.sliceString(start, doc.lineAt(to).to)).slice(from - start, to - start);
  }
}

const { parser } = jsonLanguage;

const maskedParser = Object.create(parser, {
  // What is no document of an editor is as short as what is put in: there is nothing to mask.
  createParse: { value: (input, ...rest) => parser.createParse(input.doc ? new MaskedInput(input) : input, ...rest) },
});

/** JSON, in which a variable is never an error. */
export const jsonWithVariables = new Language(jsonLanguage.data, maskedParser, [], "json");

// ---- Marks ----

const classOf = (known) => {
  if (!known) return "cm-variable-unknown";
  return known.isSecret ? "cm-variable cm-variable-secret" : "cm-variable";
};

const marks = (known) => {
  const decorator = new MatchDecorator({
    regexp: pattern(),
    decorate: (add, from, to, match) => {
      const name = nameIn(match);
      if (name) add(from, to, Decoration.mark({ class: classOf(known.get(name)) }));
    },
  });
  return ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.marks = decorator.createDeco(view);
      }
      update(update) {
        this.marks = decorator.updateDeco(update, this.marks);
      }
    },
    { decorations: (plugin) => plugin.marks },
  );
};

// ---- What one is ----

const element = (name, className, text) => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

const card = (view, name, known, onDefine) => {
  const dom = element("div", "cm-variable-card", "");
  dom.setAttribute("role", "group");
  dom.setAttribute("aria-label", `Variable ${name}`);
  dom.append(element("div", "cm-variable-name", name));
  if (known) {
    dom.append(element("div", "cm-variable-value", known.value), element("div", "cm-variable-scope", known.scope));
    return dom;
  }
  const define = element("button", "", `Define ${name}`);
  define.type = "button";
  define.onclick = () => {
    view.dispatch({ effects: closeHoverTooltips });
    view.focus();
    onDefine(name);
  };
  dom.append(element("div", "cm-variable-missing", "Not defined"), define);
  return dom;
};

const cards = (known, onDefine) =>
  hoverTooltip((view, at) => {
    const line = view.state.doc.lineAt(at);
    const found = findVariables(line.text).find(({ from, to }) => from <= at - line.from && at - line.from <= to);
    if (!found) return null;
    const { name } = found;
    return {
      pos: line.from + found.from,
      end: line.from + found.to,
      create: () => ({ dom: card(view, name, known.get(name), onDefine) }),
    };
  });

const closeCard = (view) => {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
};

// ---- Completion ----

/** The half-typed variable before `at`: where its name begins, its letters, and where what they stand for ends. */
const partialAt = (state, at) => {
  const line = state.doc.lineAt(at);
  const before = line.text.slice(0, at - line.from);
  const match = /\{\{\s*(?:_\.)?([^{}"\r\n]*)$/.exec(before);
  if (!match || /\\\{*$/.test(before.slice(0, match.index))) return null;
  const after = line.text.slice(at - line.from);
  const rest = /^[^{}"\r\n]*\}\}|^\}?/.exec(after)[0];
  return { from: at - match[1].length, typed: match[1], to: at + rest.length };
};

const apply = (view, completion, from, at) => {
  const insert = `${completion.label}}}`;
  view.dispatch({
    changes: { from, to: partialAt(view.state, at)?.to ?? at, insert },
    selection: { anchor: from + insert.length },
    annotations: pickedCompletion.of(completion),
    userEvent: "input.complete",
    scrollIntoView: true,
  });
};

/** Those whose name has these letters in it: first those that begin with them. */
const suggestions = (list, typed) => {
  const letters = typed.toLowerCase();
  const place = ({ name }) => name.toLowerCase().indexOf(letters);
  const found = list.filter((known) => place(known) >= 0);
  return [...found.filter((known) => place(known) === 0), ...found.filter((known) => place(known) > 0)].slice(0, MAX_SUGGESTIONS);
};

/** Asked anew at once for each letter: a list that waits would not hear the key after it. */
const offer = (list) => {
  const source = ({ state, pos }) => {
    const partial = partialAt(state, pos);
    if (!partial) return null;
    const options = suggestions(list, partial.typed).map(({ name, value, scope }) => ({ label: name, detail: value, scope, apply }));
    return { from: partial.from, options, filter: false, update: (_result, _from, _to, context) => source(context) };
  };
  return source;
};

const completion = (list) =>
  autocompletion({
    icons: false,
    // The list is there for the key after it, however fast that is.
    activateOnTypingDelay: 0,
    interactionDelay: 0,
    tooltipClass: () => "cm-variables",
    addToOptions: [{ position: 90, render: ({ scope }) => element("span", "cm-variable-scope", scope) }],
    override: [offer(list)],
  });

/** What shows the variables of a text and completes them: `list` is what is known, `[{ name, value, scope, isSecret }]`. */
export const variables = (list, onDefine) => {
  const known = new Map(list.map((one) => [one.name, one]));
  return [
    marks(known),
    cards(known, onDefine),
    completion(list),
    Prec.high(keymap.of([{ key: "Tab", run: acceptCompletion }])),
    // After what else the key closes, such as the list.
    Prec.low(keymap.of([{ key: "Escape", run: closeCard }])),
  ];
};
