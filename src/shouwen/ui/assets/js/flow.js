// The board by states: a card goes to another column by drag. The desk does what leads there, or asks for what it needs.
import htmx from "htmx.org"
import { openDrawer } from "./overlays.js"
import { holdLive, on } from "./page.js"

const CARD = "[data-flow-card]"
let held = null

// A board that others change waits while a card is in one's hand or on its way.
const letGo = holdLive((part) => part.matches("[data-flow]") && (held || part.querySelector(".is-leaving")))

on("dragstart", CARD, (event, card) => {
  held = card
  event.dataTransfer.setData("text/plain", card.dataset.row)
  event.dataTransfer.effectAllowed = "move"
})
on("dragend", CARD, () => {
  held = null
  unmark()
  letGo()
})
on("dragover", "[data-flow-state]", (event, column) => {
  if (!held || column.contains(held)) return
  event.preventDefault()
  unmark(column)
  column.classList.add("is-target")
})
on("drop", "[data-flow-state]", (event, column) => {
  if (!held || column.contains(held)) return
  event.preventDefault()
  move(held, column.dataset.flowState)
})

function unmark(except) {
  document.querySelectorAll("[data-flow-state].is-target").forEach((column) => column !== except && column.classList.remove("is-target"))
}

/** The card stays where it is until the desk has moved it; refused, it simply is there as before. */
function move(card, to) {
  card.classList.add("is-leaving")
  htmx.ajax("POST", `/t/${encodeURIComponent(card.dataset.row)}/moves`, { source: card, swap: "none", values: { to } })
    .finally(() => {
      card.classList.remove("is-leaving")
      letGo()
    })
}

// What is asked for late takes no open panel away; the card stands where it stood.
document.addEventListener("drawer:open", ({ detail }) => document.querySelector("dialog:modal") || openDrawer(detail.url, detail.wide))
