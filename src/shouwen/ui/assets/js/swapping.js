// What is swapped in works at once. htmx else waits a moment for CSS transitions before it attends to new elements, and
// on a busy page that moment is long enough for a key or a click on a new row to be lost, or to leave the page.
import htmx from "htmx.org"

htmx.config.defaultSettleDelay = 0

// Who stands on something in a live part when it is loaded anew stands there afterwards too: a key pressed at that moment
// goes where it was meant, and Tab goes on from there.
const MARKS = ["id", "href", "name", "value", "type", "popovertarget", "data-card", "data-href", "data-key", "hx-get", "hx-post", "aria-label"]
const marksOf = (element) => [element.tagName, ...MARKS.map((name) => element.getAttribute(name))].join("\n")
const likes = (part, marks) => [...part.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")].filter((element) => marksOf(element) === marks)
const swaps = new WeakMap() // a swap -> what one stands on: { part, element, marks, at: which of those that look like it }

document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const part = ctx.sourceElement
  const element = document.activeElement
  if (!part?.dataset?.live || part === element || !part.contains(element)) return
  const marks = marksOf(element)
  swaps.set(ctx, { part, element, marks, at: likes(part, marks).indexOf(element) })
})
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const stood = swaps.get(ctx)
  if (!stood || stood.element.isConnected || document.activeElement !== document.body) return
  const part = stood.part.isConnected ? stood.part : document.getElementById(stood.part.id)
  const there = part && likes(part, stood.marks)[stood.at]
  if (!there) return
  there.dispatchEvent(new CustomEvent("stands", { bubbles: true, detail: { before: stood.element } }))
  there.focus({ preventScroll: true })
})
