// Marks where JSON goes wrong, from the tree the highlighter has parsed anyway: it never reads the text a second time.
import { syntaxTree } from "@codemirror/language";
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, ViewPlugin, WidgetType, gutterLineClass, hoverTooltip } from "@codemirror/view";

const QUIET_MILLIS = 300; // While somebody types, everything is half written.
const MAX_PROBLEMS = 20;

/** The first places, within what is on screen, where the tree has an error: `[{ from, to, text }]`. */
const findProblems = (view) => {
  const { state } = view;
  const tree = syntaxTree(state);
  const problems = [];
  if (/^\s*$/.test(state.sliceDoc(0, 200)) && state.doc.length <= 200) return problems;
  for (const { from, to } of view.visibleRanges) {
    tree.iterate({
      from,
      to,
      enter(node) {
        if (problems.length >= MAX_PROBLEMS) return false;
        // One error often leaves several nodes at one place.
        if (node.type.isError && (problems.at(-1)?.to ?? -1) < node.from) problems.push(problemAt(state, node));
        return true;
      },
    });
  }
  return problems;
};

const problemAt = (state, { from, to }) => {
  const line = state.doc.lineAt(from);
  const end = Math.min(to, line.to);
  const found = state.sliceDoc(from, Math.min(end, from + 20));
  if (found) return { from, to: end, text: `${found} is not expected here` };
  return { from, to: from, text: from === state.doc.length ? "The JSON ends too early" : "Something is missing here" };
};

/** Marks a place where there is no character to underline. */
class Point extends WidgetType {
  eq() {
    return true;
  }
  toDOM() {
    const mark = document.createElement("span");
    mark.className = "cm-problem-point";
    return mark;
  }
}

const underline = Decoration.mark({ class: "cm-problem" });
const point = Decoration.widget({ widget: new Point(), side: 1 });
const line = new (class extends GutterMarker {
  elementClass = "cm-problem-line";
})();

const found = StateEffect.define();

const problems = StateField.define({
  create: () => ({ list: [], marks: Decoration.none, lines: RangeSet.empty }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(found)) return marked(transaction.state, effect.value);
    if (!transaction.docChanged) return value;
    const { changes } = transaction;
    return { list: [], marks: value.marks.map(changes), lines: value.lines.map(changes) };
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.marks),
    gutterLineClass.from(field, (value) => value.lines),
  ],
});

const marked = (state, list) => {
  const marks = list.map(({ from, to }) => (from < to ? underline.range(from, to) : point.range(from)));
  const starts = new Set(list.map(({ from }) => state.doc.lineAt(from).from));
  return { list, marks: Decoration.set(marks, true), lines: RangeSet.of([...starts].map((at) => line.range(at)), true) };
};

const finder = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.view = view;
      this.later();
    }
    update(update) {
      const parsedFurther = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || parsedFurther) this.later();
    }
    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.view.dispatch({ effects: found.of(findProblems(this.view)) }), QUIET_MILLIS);
    }
    destroy() {
      clearTimeout(this.timer);
    }
  },
);

const why = hoverTooltip((view, at) => {
  const problem = view.state.field(problems).list.find(({ from, to }) => from - 1 <= at && at <= to + 1);
  if (!problem) return null;
  const dom = document.createElement("div");
  dom.textContent = problem.text;
  return { pos: problem.from, end: problem.to, create: () => ({ dom }) };
});

export const jsonProblems = [problems, finder, why];
