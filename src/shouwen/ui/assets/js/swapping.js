// What is swapped in works at once. htmx else waits a moment for CSS transitions before it attends to new elements, and
// on a busy page that moment is long enough for a key or a click on a new row to be lost, or to leave the page.
import htmx from "htmx.org"
import { holdLive, isField, on } from "./page.js"

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

// A part in which somebody writes keeps still, and is read anew once he has left the field or has sent it: no letter, no
// caret and no half-composed word is lost.
let writing // the field of a live part that somebody writes in
const letGo = holdLive((part) => writing?.isConnected && part.contains(writing))
for (const moment of ["input", "compositionstart"]) {
  on(moment, "[data-live]", ({ isTrusted, target }) => { if (isTrusted && isField(target)) writing = target })
}
function leave() {
  writing = undefined
  setTimeout(letGo)
}
document.addEventListener("focusout", ({ target }) => target === writing && leave())
document.addEventListener("ring", () => writing && leave(), true) // it was sent

// A part keeps still while a finger or the mouse is down in it: a press on something that is gone before it ends does nothing.
let pressed = null
const letUp = holdLive((part) => part.contains(pressed))
document.addEventListener("pointerdown", ({ target }) => { pressed = target }, true)
for (const moment of ["pointerup", "pointercancel", "pointermove"]) {
  document.addEventListener(moment, ({ buttons }) => {
    if (!pressed || buttons) return
    pressed = null
    setTimeout(letUp) // its click comes first
  }, true)
}

// What its reader has opened or closed in a live part stays so when that is loaded anew.
const opened = new Map() // part and words of a summary -> whether it is open
const placeOf = (details) => `${details.closest("[id]")?.id} ${details.querySelector("summary")?.textContent.replace(/\d+/g, "").trim()}`
on("click", "[data-live] details > summary", (_, { parentElement: details }) => opened.set(placeOf(details), !details.open))
document.addEventListener("htmx:after:swap", () => {
  document.querySelectorAll("[data-live] details").forEach((details) => { details.open = opened.get(placeOf(details)) ?? details.open })
})
