// The box and the single keys follow the ticket: what may be done to it, and written about it, changes with its state.
import { holdKeys } from "./ahead.js"
import { filesIn, putFiles } from "./answers.js"
import { isAsking } from "./live.js"
import { on } from "./page.js"

/** What one may write has changed (the ticket was accepted, taken, handed over): the box follows, once nobody writes in it. */
function follow() {
  const box = document.getElementById("box")
  const writes = document.querySelector("#head [data-writes]")?.dataset.writes
  if (!box || writes === undefined || box.contains(document.activeElement)) return
  const offered = [...box.querySelectorAll("[name='kind']")].map((kind) => kind.value).join(" ")
  if (writes === offered) return
  hold() // the letter of a kind that is only now to be had
  clearTimeout(impatient)
  isFollowing = true
  box.dispatchEvent(new CustomEvent("writes"))
}

// After an act of one's own the head offers other verbs, and then the box other kinds: letters pressed until those are
// there are meant for them. A head that was on its way when the act was done is not yet that one.
const PATIENCE_MS = 3000 // where the head is not asked for, as while a menu of it is open
let held
let impatient
let isFollowing = false
let isOlder = false
function hold() {
  held ??= holdKeys(/^[^ ]$/)
}
function release() {
  clearTimeout(impatient)
  held?.letGo(document.body)
  held = undefined
}
document.addEventListener("ring", ({ detail }) => {
  if (!detail.topics?.includes(document.getElementById("head")?.dataset.live)) return
  hold()
  isOlder = isAsking("head")
  clearTimeout(impatient)
  impatient = setTimeout(release, PATIENCE_MS)
}, true) // before the head asks for that very ring
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id !== "head") return
  if (!isOlder && !isFollowing) release()
  isOlder = false
})
let written // what stood in the box that is swapped
let added // and its files
const isOfBox = (event) => event.detail.ctx?.sourceElement?.id === "box"
const texts = () => [...document.querySelectorAll("#box :is(textarea, input[type='text'])[name]")]
document.addEventListener("htmx:before:swap", (event) => {
  if (!isOfBox(event)) return
  if (event.detail.ctx.sourceElement.contains(document.activeElement)) event.preventDefault() // he writes by now
  written = Object.fromEntries(texts().map((field) => [field.name, field.value]))
  added = filesIn(event.detail.ctx.sourceElement)
})
document.addEventListener("htmx:after:swap", (event) => {
  if (!isOfBox(event)) return
  texts().forEach((field) => { field.value ||= written[field.name] ?? "" })
  putFiles(document.getElementById("box"), added)
})
document.addEventListener("htmx:finally:request", (event) => {
  if (!isOfBox(event)) return
  isFollowing = false
  if (!isOlder && !isAsking("head")) release()
})
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => ctx?.target?.id === "head" && follow())
on("focusout", "#box", () => setTimeout(follow))
