// The caller card: it comes over from the side when a call rings at me, and takes neither the focus nor a letter of what
// is being typed. Put aside, it stays as a mark in the bar until the call is over.
import { callOver } from "./notices.js"
import { openDrawer } from "./overlays.js"
import { isComposing, isField, on } from "./page.js"

const ASIDE = "shouwen-call-aside"
const NOTICED = "shouwen-calls-shown"
const card = document.getElementById("call-card")
const call = () => card?.querySelector("[data-call]")
const isShown = () => card?.classList.contains("is-open")

/** Card and mark stand as the call does: it rings, was put aside, or is over. */
function stand() {
  const mark = document.querySelector("[data-call-mark]")
  const now = call()
  const isAside = now?.dataset.call === localStorage.getItem(ASIDE)
  if (mark) {
    mark.hidden = !now || !isAside
    mark.title = now?.dataset.said ?? mark.title
  }
  if (!now || isAside) return hide()
  if (!isShown()) show(now)
}

function show({ dataset }) {
  card.classList.add("is-open")
  card.showPopover?.()
  document.getElementById("call-said").textContent = dataset.said
  callOver({ id: Number(dataset.call), title: card.getAttribute("aria-label"), body: dataset.said }, NOTICED)
}

function hide() {
  card.classList.remove("is-open")
  if (card.matches(":popover-open")) card.hidePopover()
}

function putAside() {
  if (!isShown()) return
  localStorage.setItem(ASIDE, call()?.dataset.call)
  stand()
}

on("click", "[data-call-aside]", putAside)
on("click", "[data-call-mark]", () => {
  localStorage.removeItem(ASIDE)
  stand()
})

// Escape belongs to what stands nearer: a field, a panel, a menu, a card beside a promise.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event) || isField(event.target)) return
  if (!isShown() || document.querySelector("dialog:modal, .menu:popover-open, .beside.is-open")) return
  event.preventDefault()
  putAside()
})

// The call belongs to an open ticket now: what was said is written down there.
document.addEventListener("call:linked", ({ detail }) => {
  putAside()
  openDrawer(detail.hear)
})

if (card) {
  document.addEventListener("htmx:after:swap", ({ detail }) => detail.ctx?.target === card && stand())
  window.addEventListener("storage", ({ key }) => key === ASIDE && stand())
}
