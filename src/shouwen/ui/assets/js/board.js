// The day board: a card goes to a person by drag, or is picked up and given by keys and by taps. Each is one dispatch.
import { holdLive, isComposing, on } from "./page.js"

const numberOf = (card) => card.dataset.row ?? card.dataset.rowNumber
const board = () => document.querySelector("[data-board]")
let picked = null

// A board that others change waits while a card is in one's hand or on its way.
const letGo = holdLive((part) => part.matches("[data-board]")
  && (picked || part.classList.contains("is-dragging") || part.querySelector(".is-leaving")))

function give(number, row) {
  row.classList.add("is-leaving")
  putBack()
  window.htmx.ajax("POST", `/t/${encodeURIComponent(number)}/dispatch`, { source: row, swap: "none", values: { engineer: row.dataset.person } })
    .finally(() => {
      row.classList.remove("is-leaving")
      letGo()
    })
}

on("dragstart", "[data-board-card]", (event, card) => {
  event.dataTransfer.setData("text/plain", numberOf(card))
  event.dataTransfer.effectAllowed = "move"
  board().classList.add("is-dragging")
})
on("dragend", "[data-board-card]", () => {
  board()?.classList.remove("is-dragging")
  letGo()
})
on("dragover", "[data-board] [data-person]", (event, row) => {
  event.preventDefault()
  document.querySelectorAll("[data-person].is-target").forEach((other) => other !== row && other.classList.remove("is-target"))
  row.classList.add("is-target")
})
on("drop", "[data-board] [data-person]", (event, row) => {
  event.preventDefault()
  row.classList.remove("is-target")
  const number = event.dataTransfer.getData("text/plain")
  if (number) give(number, row)
})

on("click", ".board-pick", (_, button) => (picked === button ? putBack() : pick(button)))

function pick(button) {
  putBack()
  picked = button
  button.setAttribute("aria-pressed", "true")
  button.closest("[data-board-card]").classList.add("is-picked")
  const gives = givers()
  gives.forEach((one) => { one.hidden = false })
  const suggested = button.closest("[data-board-card]").dataset.suggested
  const first = gives.find((one) => one.closest("[data-person]").dataset.person === suggested) ?? gives[0]
  first?.focus()
  first?.scrollIntoView({ block: "nearest" })
}

function putBack() {
  if (!picked) return
  const button = picked
  picked = null
  givers().forEach((one) => { one.hidden = true })
  button.setAttribute("aria-pressed", "false")
  button.closest("[data-board-card]")?.classList.remove("is-picked")
  if (button.isConnected) button.focus()
  letGo()
}

const givers = () => [...document.querySelectorAll("[data-board] [data-give]")]

on("click", "[data-give]", (_, button) => {
  if (picked) give(numberOf(picked.closest("[data-board-card]")), button.closest("[data-person]"))
})

on("keydown", "[data-board]", (event) => {
  if (!picked || isComposing(event)) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (event.key === "Escape") putBack()
  else if (step) {
    const all = givers()
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus()
  } else return
  event.preventDefault()
})

