// Notes as the app sees them: Markdown in, safe elements out. The app loads this late, by dynamic import.
import DOMPurify from "dompurify";
import { Marked } from "marked";

const marked = new Marked({ async: false, gfm: true });

/** What may be in a note; of anything else only the text stays. No ids, classes or styles: they reach outside of it. */
const allowed = {
  ALLOWED_TAGS: [
    ["h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "ul", "ol", "li"],
    ["a", "strong", "b", "em", "i", "del", "s", "code", "kbd", "sub", "sup"],
    ["table", "thead", "tbody", "tr", "th", "td"],
  ].flat(),
  ALLOWED_ATTR: ["href", "title", "start", "align"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  // Otherwise their values would have to be addresses as well.
  ADD_URI_SAFE_ATTR: ["start", "align"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

/** Another element in the place of one, with what is in it. */
const replace = (old, name, ...content) => {
  const made = old.ownerDocument.createElement(name);
  made.append(...(content.length ? content : old.childNodes));
  old.replaceWith(made);
  return made;
};

/**
 * Shows a text in Markdown in `parent`, in the place of what is there. Nothing is fetched, nothing runs: an image becomes
 * a link to it. The page has headings of its own above, so those of a note begin at the third level.
 */
export const renderNotes = (parent, text) => {
  // A document without a window: what is in it is not loaded.
  const { body } = new DOMParser().parseFromString(marked.parse(text), "text/html");
  for (const image of body.querySelectorAll("img")) {
    const address = image.getAttribute("src") ?? "";
    const words = image.getAttribute("alt") || address || "Image";
    // A link in a link is none.
    if (image.closest("a")) image.replaceWith(words);
    else replace(image, "a", words).setAttribute("href", address);
  }
  for (const level of [6, 5, 4, 3, 2, 1]) {
    for (const heading of body.querySelectorAll(`h${level}`)) replace(heading, `h${Math.min(level + 2, 6)}`);
  }
  for (const box of body.querySelectorAll("input[type=checkbox]")) box.replaceWith(box.hasAttribute("checked") ? "☑" : "☐");
  const safe = DOMPurify.sanitize(body.innerHTML, allowed);
  for (const link of safe.querySelectorAll("a")) {
    if (!link.hasAttribute("href")) {
      link.replaceWith(...link.childNodes);
      continue;
    }
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  parent.replaceChildren(safe);
};
