// The code editor as the app sees it: CodeMirror 6 behind one function. The app loads this late, by dynamic import.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, Prec } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  dropCursor,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder as placeholderText,
} from "@codemirror/view";
import { jsonProblems } from "./json-problems.mjs";
import { theme } from "./theme.mjs";
import { jsonWithVariables, variables } from "./variables.mjs";

const IDLE_MILLIS = 150;

/** Events of the window at which what was typed must be reported: the page goes, or a command is about to use it. */
const asks = ["pagehide", "duplex:flush"];

/** On a transaction whose text came from the app: the app knows it already. */
const fromApp = Annotation.define();

/** A character that cannot be seen. Its name is a title: a screen reader ignores a label on what has no role. */
const specialMark = (code, description, placeholder) => {
  const mark = document.createElement("span");
  mark.className = "cm-specialChar";
  mark.title = description;
  mark.textContent = code === 13 ? "\\r" : placeholder;
  return mark;
};

const foldedMark = (view, onclick) => {
  const mark = document.createElement("span");
  mark.className = "cm-foldPlaceholder";
  mark.title = "Unfold";
  mark.textContent = "…";
  mark.onclick = onclick;
  return mark;
};

/** CodeMirror's words that are seen as names on the search panel. */
const phrases = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Pattern",
  "by word": "Whole word",
  replace: "Replace",
  "replace all": "Replace all",
  close: "Close",
  Completions: "Variables",
};

/** Languages by name; the problems are only for text that can be mended, and variables only for text that is sent. */
const languages = {
  text: () => [],
  json: (readOnly, hasVariables) => {
    if (readOnly) return json();
    return [hasVariables ? jsonWithVariables : json(), closeBrackets(), jsonProblems];
  },
};

const editing = (readOnly) => [
  EditorState.readOnly.of(readOnly),
  // A viewer keeps a caret for the keyboard and for screen readers, but asks for no keyboard on a phone.
  EditorView.contentAttributes.of(readOnly ? { "aria-readonly": "true", inputmode: "none" } : {}),
];

/**
 * Builds an editor in `parent`. `onChange(text)` follows a pause in typing, and at the latest when the editor or the
 * page is left or the text is submitted; `onSubmit()` is Ctrl/Cmd+Enter. What `setText` sets is not reported back.
 * `onDefine(name)` asks for a variable of that name.
 * `selection`, an anchor and a head inside `doc`, is where it starts; without one it starts at the top.
 */
export const createEditor = (parent, options) => {
  const { doc = "", label = "Text", placeholder = "", onChange, onSubmit, onDefine } = options;
  let language = languages[options.language] ?? languages.text;
  let readOnly = Boolean(options.readOnly);
  let known = null;
  const [languagePart, wrapPart, editingPart, historyPart, wrongPart, variablesPart] = Array.from(
    { length: 6 },
    () => new Compartment(),
  );
  const languageNow = () => language(readOnly, known !== null);
  const variablesNow = () => (known === null || readOnly ? [] : variables(known, (name) => onDefine?.(name)));

  let timer = null;
  const report = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    onChange?.(view.state.sliceDoc());
  };
  const reportLater = () => {
    clearTimeout(timer);
    timer = setTimeout(report, IDLE_MILLIS);
  };
  const submit = () => {
    if (!onSubmit) return false;
    report();
    onSubmit();
    return true;
  };
  const leave = () => {
    if (document.visibilityState === "hidden") report();
  };

  const view = new EditorView({
    parent,
    doc,
    selection: options.selection,
    extensions: [
      // Exactly the text it was given: a carriage return stays one, and shows. What is pasted gets plain line ends.
      EditorState.lineSeparator.of("\n"),
      EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
      Prec.highest(keymap.of(["Mod-Enter", "Ctrl-Enter"].map((key) => ({ key, run: submit })))),
      lineNumbers(),
      foldGutter({ openText: "⌄", closedText: "›" }),
      codeFolding({ placeholderDOM: foldedMark }),
      highlightSpecialChars({ render: specialMark }),
      historyPart.of(history()),
      drawSelection(),
      dropCursor(),
      EditorState.allowMultipleSelections.of(true),
      indentOnInput(),
      bracketMatching(),
      search({ top: true }),
      EditorState.phrases.of(phrases),
      placeholder ? placeholderText(placeholder) : [],
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap]),
      // The index changes no order: it tells what walks the page that the scrolling part can be reached.
      EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
      theme,
      languagePart.of(languageNow()),
      wrapPart.of(options.wrap ? EditorView.lineWrapping : []),
      editingPart.of(editing(readOnly)),
      wrongPart.of([]),
      variablesPart.of([]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        if (!update.transactions.some((transaction) => transaction.annotation(fromApp))) reportLater();
      }),
      EditorView.domEventHandlers({ blur: report }),
    ],
  });
  for (const event of asks) addEventListener(event, report);
  document.addEventListener("visibilitychange", leave);

  const reconfigure = (part, extension) => view.dispatch({ effects: part.reconfigure(extension) });

  return {
    getText: () => view.state.sliceDoc(),

    /** Another text: it starts at its top, and nothing of the last one can be undone into it. */
    setText(text) {
      clearTimeout(timer);
      timer = null;
      if (text === view.state.sliceDoc()) return;
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
        annotations: fromApp.of(true),
        effects: historyPart.reconfigure([]),
      });
      reconfigure(historyPart, history());
      view.scrollDOM.scrollTo(0, 0);
    },

    /** The same text in another form, such as beautified: one step to undo, and reported at once. */
    replaceText(text) {
      if (text === view.state.sliceDoc()) return;
      const anchor = Math.min(view.state.selection.main.head, text.length);
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor }, userEvent: "input" });
      report();
    },

    setLanguage(name) {
      language = languages[name] ?? languages.text;
      reconfigure(languagePart, languageNow());
    },

    setWrap: (wrap) => reconfigure(wrapPart, wrap ? EditorView.lineWrapping : []),

    setReadOnly(value) {
      readOnly = Boolean(value);
      view.dispatch({
        effects: [
          editingPart.reconfigure(editing(readOnly)),
          languagePart.reconfigure(languageNow()),
          variablesPart.reconfigure(variablesNow()),
        ],
      });
    },

    /** The variables that are known: `[{ name, value, scope, isSecret }]`; none where `{{` means nothing. */
    setVariables(list = null) {
      const isOtherLanguage = (list === null) !== (known === null);
      known = list;
      const effects = [variablesPart.reconfigure(variablesNow())];
      if (isOtherLanguage) effects.push(languagePart.reconfigure(languageNow()));
      view.dispatch({ effects });
    },

    /** Whether something is wrong with the text, for assistive technology and for whoever looks for the field. */
    setWrong: (wrong) =>
      reconfigure(wrongPart, wrong ? EditorView.contentAttributes.of({ "aria-invalid": "true" }) : []),

    focus: () => view.focus(),

    destroy() {
      report();
      for (const event of asks) removeEventListener(event, report);
      document.removeEventListener("visibilitychange", leave);
      view.destroy();
    },
  };
};
