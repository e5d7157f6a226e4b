// How the editor looks: tokens only, so that changing the theme touches no editor.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const control = {
  font: "inherit",
  color: "var(--text)",
  background: "var(--bg-raised)",
  border: "1px solid var(--line-strong)",
  borderRadius: "var(--radius-sm)",
};

const look = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--bg-raised)" },
  // A frame of its own: the gutter would hide an outline, and the scroller cut off the content's.
  "&.cm-focused": { outline: "none" },
  "&.cm-focused::after": {
    content: "''",
    position: "absolute",
    inset: "0",
    zIndex: "400",
    border: "1px solid var(--accent)",
    pointerEvents: "none",
  },
  ".cm-scroller": { font: "var(--text-sm)/20px var(--font-mono)" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-content:focus-visible": { boxShadow: "none" },
  ".cm-line": { padding: "0 10px" },
  ".cm-placeholder": { color: "var(--text-faint)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "var(--bg-selected)" },
  ".cm-specialChar": { color: "var(--danger)" },

  ".cm-gutters": {
    minWidth: "44px",
    color: "var(--text-faint)",
    backgroundColor: "var(--bg-subtle)",
    border: "0",
  },
  ".cm-lineNumbers": { flex: "1" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 0 0 8px" },
  ".cm-foldGutter .cm-gutterElement": { width: "18px", textAlign: "center", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    margin: "0 2px",
    padding: "0 4px",
    color: "var(--text-muted)",
    backgroundColor: "var(--bg-subtle)",
    border: "1px solid var(--line)",
  },

  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)",
    outline: "1px solid color-mix(in srgb, var(--accent) 45%, transparent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent" },
  ".cm-searchMatch": {
    backgroundColor: "var(--warn-bg)",
    outline: "1px solid color-mix(in srgb, var(--warn) 45%, transparent)",
  },
  ".cm-searchMatch-selected": { outline: "2px solid var(--warn)" },
  ".cm-searchMatch *": { color: "var(--text)" },

  ".cm-problem": { textDecoration: "underline wavy var(--danger)", textDecorationSkipInk: "none" },
  ".cm-problem-point": { borderBottom: "2px solid var(--danger)", padding: "0 3px", margin: "0 -3px" },
  ".cm-gutterElement.cm-problem-line": { color: "var(--danger)", fontWeight: "600" },

  ".cm-variable, .cm-variable *": { color: "var(--syntax-key)" },
  ".cm-variable": { borderRadius: "3px", backgroundColor: "color-mix(in srgb, var(--syntax-key) 12%, transparent)" },
  ".cm-variable-secret": { textDecoration: "underline dotted" },
  ".cm-variable-unknown, .cm-variable-unknown *": { color: "var(--danger)" },
  ".cm-variable-unknown": {
    borderRadius: "3px",
    backgroundColor: "var(--danger-bg)",
    textDecoration: "underline wavy",
    textDecorationSkipInk: "none",
  },
  ".cm-variable-card": { display: "grid", gap: "2px", maxWidth: "420px", padding: "4px", overflowWrap: "anywhere" },
  ".cm-variable-name": { fontFamily: "var(--font-mono)", fontWeight: "600" },
  ".cm-variable-value": { fontFamily: "var(--font-mono)", whiteSpace: "pre-wrap" },
  ".cm-variable-scope": { color: "var(--text-faint)" },
  ".cm-variable-missing": { color: "var(--danger)" },
  ".cm-variable-card button": { ...control, justifySelf: "start", height: "24px", padding: "0 8px", marginTop: "4px" },

  ".cm-tooltip": {
    padding: "4px 8px",
    color: "var(--text)",
    backgroundColor: "var(--bg-raised)",
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-sm)",
    boxShadow: "var(--shadow-pop)",
    fontSize: "var(--text-sm)",
  },
  ".cm-tooltip.cm-variables": { padding: "4px" },
  "& .cm-tooltip.cm-tooltip-autocomplete.cm-variables > ul": { minWidth: "200px", maxWidth: "420px", maxHeight: "232px", fontFamily: "inherit" },
  ".cm-tooltip.cm-tooltip-autocomplete.cm-variables > ul > li": {
    display: "flex",
    alignItems: "center",
    gap: "10px",
    minHeight: "28px",
    padding: "0 8px",
    borderRadius: "3px",
    lineHeight: "20px",
  },
  "&.cm-editor .cm-tooltip-autocomplete.cm-variables ul li[aria-selected]": {
    color: "var(--text)",
    backgroundColor: "var(--bg-selected)",
  },
  ".cm-variables .cm-completionLabel": { flex: "none", fontFamily: "var(--font-mono)" },
  ".cm-variables .cm-completionDetail": {
    flex: "1",
    margin: "0",
    overflow: "hidden",
    color: "var(--text-faint)",
    fontFamily: "var(--font-mono)",
    fontStyle: "normal",
    textOverflow: "ellipsis",
  },

  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--bg-subtle)", font: "var(--text-sm) var(--font-ui)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px 32px 6px 8px" },
  ".cm-panel.cm-search label": { fontSize: "inherit" },
  ".cm-panel.cm-search .cm-textfield": { ...control, height: "26px", padding: "0 8px", fontSize: "inherit" },
  ".cm-panel.cm-search .cm-button": {
    ...control,
    height: "26px",
    padding: "0 8px",
    fontSize: "inherit",
    backgroundImage: "none",
  },
  ".cm-panel.cm-search [name=close]": {
    top: "8px",
    right: "8px",
    width: "24px",
    height: "24px",
    fontSize: "var(--text-lg)",
    color: "var(--text-muted)",
    borderRadius: "var(--radius-sm)",
  },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--syntax-number)" },
  { tag: [tags.bool, tags.null, tags.keyword], color: "var(--syntax-keyword)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: "var(--syntax-punct)" },
]);

export const theme = [look, syntaxHighlighting(colours)];
