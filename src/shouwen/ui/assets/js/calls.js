// The caller card: it comes over from the side when a call rings at me, and takes neither the focus nor a letter of what
// is being typed. Put aside, it stays as a mark in the bar until the call is over.
import { callOver } from "./notices.js"
import { openDrawer } from "./overlays.js"
import { isComposing, isField, on } from "./page.js"

const ASIDE = "shouwen-call-aside"
const FRONT = "shouwen-call-front"
const NOTICED = "shouwen-calls-shown"
const told = new Set() // calls that this page has announced
const card = document.getElementById("call-card")
const call = () => card?.querySelector("[data-call]")
const calls = () => [...(card?.querySelectorAll("[data-call]") ?? [])] // the one on the card, and those that wait besides
const aside = () => new Set([].concat(JSON.parse(localStorage.getItem(ASIDE) ?? "[]")).map(String))
const isShown = () => card?.classList.contains("is-open")

/** Card and mark stand as the calls do: one rings, all were put aside, or none is left. */
function stand() {
  const mark = document.querySelector("[data-call-mark]")
  const now = call()
  const put = aside()
  const fresh = calls().filter(({ dataset }) => !put.has(dataset.call))
  if (mark) {
    mark.hidden = !now || fresh.length > 0
    mark.title = now?.dataset.said ?? mark.title
  }
  if (!fresh.length) return hide()
  if (put.has(now.dataset.call)) return fresh[0].click() // another one rings while this one lies aside: it comes to the front
  if (!isShown()) show()
  fresh.forEach(tell)
}

function show() {
  card.classList.add("is-open")
  card.showPopover?.()
}

/** Said once to whoever hears the page, and to whoever has it covered. */
function tell({ dataset }) {
  if (told.has(dataset.call)) return
  told.add(dataset.call)
  document.getElementById("call-said").textContent = dataset.said
  callOver({ id: Number(dataset.call), title: card.getAttribute("aria-label"), body: dataset.said }, NOTICED)
}

function hide() {
  card.classList.remove("is-open")
  if (card.matches(":popover-open")) card.hidePopover()
}

/** `away` go out of sight, what was put aside and still goes on stays so. */
function putAside(away) {
  if (!isShown()) return
  const put = aside()
  away.forEach(({ dataset }) => put.add(dataset.call))
  localStorage.setItem(ASIDE, JSON.stringify(calls().map(({ dataset }) => dataset.call).filter((id) => put.has(id))))
  stand()
}

on("click", "[data-call-aside]", () => putAside(calls()))
on("click", "[data-call-mark]", () => {
  localStorage.removeItem(ASIDE)
  stand()
})

// Escape belongs to what stands nearer: a field, a panel, a menu, a card beside a promise.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event) || isField(event.target)) return
  if (!isShown() || document.querySelector("dialog:modal, .menu:popover-open, .beside.is-open")) return
  event.preventDefault()
  putAside(calls())
})

// The call belongs to an open ticket now: what was said is written down there.
document.addEventListener("call:linked", ({ detail }) => {
  putAside(calls().filter(({ dataset }) => dataset.call === String(detail.call)))
  if (!document.querySelector("dialog:modal")) openDrawer(detail.hear) // whoever has gone on to something else stays there
})

/** The next page of this window begins with the call that this one shows. */
function remember() {
  const { name, value } = card.querySelector("[data-call-front]") ?? {}
  if (name) sessionStorage.setItem(FRONT, JSON.stringify({ name, value }))
  else sessionStorage.removeItem(FRONT)
}

function recall() {
  const front = Object.assign(document.createElement("input"), { type: "hidden", ...JSON.parse(sessionStorage.getItem(FRONT) ?? "{}") })
  front.toggleAttribute("data-call-front", true)
  if (front.name) card.append(front)
}

if (card) {
  recall()
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    if (detail.ctx?.target !== card) return
    remember()
    stand()
  })
  window.addEventListener("storage", ({ key }) => key === ASIDE && stand())
}
