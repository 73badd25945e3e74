// Evaluated in a page: names each text that is clipped, leaves its box or the page, in any script and direction.
// Every line of text is measured with Range.getClientRects(), because scrollWidth misses half of it in right-to-left pages.
() => {
  const SLIP_PX = 1;
  const UNREAD = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OPTION", "TEXTAREA"]);
  const TYPED = "input:not([type=checkbox], [type=radio], [type=hidden], [type=file], [type=range], [type=color]), textarea, select";
  const pageWidth = document.documentElement.clientWidth;

  const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
  const scrolls = (overflow) => overflow === "auto" || overflow === "scroll";

  function isUnseen(element) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return true;
    for (let box = element; box; box = box.parentElement) if (isForListenersOnly(box)) return true;
    return false;
  }

  /** Boxes made so small that only screen readers meet them, or clipped away until they get the focus. */
  function isForListenersOnly(box) {
    const style = getComputedStyle(box);
    if (style.position !== "absolute" && style.position !== "fixed") return false;
    const { width, height } = box.getBoundingClientRect();
    return (width <= 2 && height <= 2) || style.clipPath === "inset(50%)";
  }

  /** What is wrong with one line of text, in words, or nothing. Ascent and descent of tall scripts may stand out of their line. */
  function trouble(line, parent) {
    const lineHeight = parseFloat(getComputedStyle(parent).lineHeight) || line.height;
    const lift = Math.max(SLIP_PX, (line.height - lineHeight) / 2 + 1);
    let isOwnBlock = true;
    for (let box = parent; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.display === "inline" || style.display === "contents") continue;
      if (scrolls(style.overflowX)) return "";
      const rect = box.getBoundingClientRect();
      const isWide = line.left < rect.left - SLIP_PX || line.right > rect.right + SLIP_PX;
      const isTall = line.top < rect.top - lift || line.bottom > rect.bottom + lift;
      if ((isWide && cuts(style.overflowX)) || (isTall && cuts(style.overflowY))) return "clipped";
      if (isOwnBlock && (isWide || isTall)) return "out of its box";
      isOwnBlock = false;
      if (style.position === "fixed") break;
    }
    return line.left < -SLIP_PX || line.right > pageWidth + SLIP_PX ? "off the page" : "";
  }

  function* lines() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || UNREAD.has(parent.tagName) || isUnseen(parent)) continue;
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width >= 1 && rect.height >= 1) yield [rect, parent, node.data];
    }
  }

  const pen = document.createElement("canvas").getContext("2d");

  /** The words in a field, measured with its own font against the room between its paddings. */
  function isFieldTooSmall(field) {
    if (field.tagName === "TEXTAREA") return field.scrollWidth > field.clientWidth + SLIP_PX;
    const style = getComputedStyle(field);
    const room = field.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
    pen.font = style.font;
    return pen.measureText(wordsIn(field)).width > room + SLIP_PX;
  }

  const wordsIn = (field) => (field.tagName === "SELECT" ? field.selectedOptions[0]?.text ?? "" : field.value || field.placeholder);
  const place = (element) => element.tagName.toLowerCase() + (element.getAttribute("class") ? "." + element.getAttribute("class").replaceAll(" ", ".") : "");

  const found = new Set();
  if (document.documentElement.scrollWidth > pageWidth) found.add(`the page scrolls sideways: ${document.documentElement.scrollWidth} > ${pageWidth}`);
  for (const [line, parent, text] of lines()) {
    const what = trouble(line, parent);
    if (what) found.add(`${what}: “${text.trim().slice(0, 40)}” in ${place(parent)} ${[line.left, line.right].map(Math.round)}`);
  }
  for (const field of document.querySelectorAll(TYPED)) {
    if (!isUnseen(field) && isFieldTooSmall(field)) found.add(`clipped field: “${wordsIn(field).slice(0, 40)}” in ${place(field)}`);
  }
  return [...found];
}
