// What lies over the page: the drawer, dialogs, menus, the question before what can't be undone.
import htmx from "htmx.org"
import { holdKeys } from "./ahead.js"
import { holdLive, isComposing, on } from "./page.js"

const drawer = () => document.getElementById("drawer")
let coming = 0 // panels that were asked for and are not there yet

/** Opens `address` in the drawer; the page and what is half typed in it stay. */
export async function openDrawer(address, wide = false) {
  const panel = drawer()
  if (!panel) {
    location.href = address
    return
  }
  panel.classList.toggle("is-wide", wide)
  const { letGo, isAwaited } = holdKeys()
  coming += 1
  try {
    if (!panel.open) panel.replaceChildren()
    await htmx.ajax("GET", address, { source: panel, target: panel, swap: "innerHTML", headers: { "HX-Target": "dialog#drawer" } })
    if (!panel.open && !isAwaited()) return panel.replaceChildren() // its reader has gone on to something else
    if (!panel.open && panel.childElementCount) panel.showModal()
    const first = panel.querySelector("[autofocus]") ?? panel.querySelector(".drawer-body :is(input, select, textarea):not([type='hidden'])")
    first?.focus()
  } finally {
    coming -= 1
    letGo(panel)
  }
}

on("click", "[data-drawer]", (event, opener) => {
  const address = opener.getAttribute("href") ?? opener.dataset.href
  if (!address || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented || !drawer()) return
  event.preventDefault()
  openDrawer(opener.hasAttribute("data-picked") ? withPicked(address) : address, opener.dataset.drawer === "wide")
})

/** The address with the selected rows, for what is done to all of them at once. */
function withPicked(address) {
  const rows = [...document.querySelectorAll("[data-pick]:checked")]
  return `${address}?${new URLSearchParams(rows.map((box) => [box.name, box.value]))}`
}

// data-jump: to the first element of that kind, which takes the focus so that one reads on from there.
on("click", "[data-jump]", (_, button) => {
  const there = document.querySelector(button.dataset.jump)
  if (!there) return
  there.tabIndex = -1
  there.focus({ preventScroll: true })
  there.scrollIntoView({ block: "center" })
})

on("click", "[data-open]", (event, opener) => {
  const dialog = document.getElementById(opener.dataset.open)
  if (!dialog) return
  event.preventDefault()
  dialog.showModal()
})

on("click", "[data-close]", (event, closer) => {
  event.preventDefault()
  const dialog = closer.closest("dialog")
  if (dialog) dialog.close()
  else history.back() // the same page stood alone
})

on("mousedown", "dialog", (event, dialog) => {
  if (event.target !== dialog || dialog.hasAttribute("data-stays")) return
  const beside = document.querySelector(".call-card.is-open") // only to be read meanwhile: a press on it closes nothing
  if (![dialog, beside].some((one) => one && isIn(one.getBoundingClientRect(), event))) dialog.close()
})

const isIn = (box, { clientX: x, clientY: y }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom

// What was done in a panel closes that panel, and no other that was opened since: its source is gone by then.
document.addEventListener("drawer:close", ({ target }) => target.closest?.("#drawer > *") && drawer().close())
// Nor does it lead the page away from under that other one; what it says stands on the next page.
document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  if (ctx.hx.redirect && ctx.response.status < 400 && !ctx.sourceElement.isConnected && drawer()?.open) delete ctx.hx.redirect
})
// Escape leaves the field at once, not with the next frame: a letter right after it is a key again.
document.addEventListener("cancel", ({ target }) => target.contains(document.activeElement) && document.activeElement.blur(), true)
document.addEventListener("close", (event) => {
  const panel = drawer()
  if (event.target === panel && !panel.open && !coming) panel.replaceChildren() // by now the next may be open, or on its way
}, true)

// What was sent from the drawer is answered to its sender's eyes, also if he has closed it meanwhile.
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const panel = drawer()
  if (panel && ctx?.target === panel && ctx.request.method === "POST" && !panel.open && panel.childElementCount) panel.showModal()
})

// If by then another panel stands there, that one stays: what was done or refused is said beside it.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail
  const { status } = ctx.response
  if (status >= 500 || ctx.target !== drawer() || ctx.request.method !== "POST" || ctx.sourceElement.isConnected || !drawer().open) return
  event.preventDefault()
  const answer = new DOMParser().parseFromString(ctx.text, "text/html")
  const told = [...answer.querySelectorAll(".drawer-head h2, .big-number, .field-error, .banner.is-bad")].map((one) => one.textContent.trim().replace(/\s+/g, " "))
  document.dispatchEvent(new CustomEvent("toast", { detail: { text: [...new Set(told)].join(" · "), tone: status < 400 ? "good" : "bad" } }))
})

// A plain form inside the drawer is answered inside the drawer.
document.addEventListener("htmx:before:process", (event) => {
  const root = event.target
  if (!root.closest?.("#drawer")) return
  root.querySelectorAll("form[method='post' i]:not([hx-post])").forEach((form) => {
    form.setAttribute("hx-post", form.getAttribute("action") || location.href)
    form.setAttribute("hx-target", "#drawer")
    form.setAttribute("hx-swap", "innerHTML")
  })
})

// A live part keeps still while a menu of it is open, and is read anew once the menu is closed.
const letGo = holdLive((part) => part.querySelector("[popovertarget][aria-expanded='true']"))

const openerOf = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`)

// `toggle` comes a moment later, in which its part could be swapped from under an open menu.
document.addEventListener("beforetoggle", (event) => {
  if (event.target.classList?.contains("menu") && event.newState === "open") openerOf(event.target)?.setAttribute("aria-expanded", "true")
}, true)

// Menus: native popovers, put beside their button.
document.addEventListener("toggle", (event) => {
  const menu = event.target
  if (!menu.classList?.contains("menu")) return
  const opener = openerOf(menu)
  const isOpen = event.newState === "open"
  opener?.setAttribute("aria-expanded", String(isOpen))
  if (!isOpen) {
    menu.removeAttribute("style") // a swap would copy it as text, which the page's policy forbids
    return letGo()
  }
  if (!opener) return
  placeBeside(menu, opener)
  if (!menu.contains(document.activeElement)) menu.querySelector(".menu-item")?.focus({ preventScroll: true })
}, true)

// A menu that has just closed hears so later than a swap may come.
document.addEventListener("htmx:before:swap", () => {
  document.querySelectorAll(".menu[style]:not(:popover-open)").forEach((menu) => menu.removeAttribute("style"))
})

/** Puts an open menu below (or above) what opened it, inside the window. */
export function placeBeside(menu, opener) {
  const at = opener.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const left = Math.min(Math.max(8, at.right - size.width > 8 && at.left + size.width > innerWidth - 8 ? at.right - size.width : at.left), innerWidth - size.width - 8)
  const below = at.bottom + 4 + size.height <= innerHeight - 8
  menu.style.left = `${Math.max(8, left)}px`
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - size.height - 4)}px`
}

on("keydown", ".menu", (event, menu) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || isComposing(event)) return
  event.preventDefault()
  const items = [...menu.querySelectorAll(".menu-item, .btn")]
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus()
})

on("click", ".menu-item", (_, item) => {
  if (!item.hasAttribute("data-stays")) item.closest("[popover]")?.hidePopover?.()
})

// data-confirm: only for what can't be undone.
let confirmed
document.addEventListener("click", (event) => {
  const asked = event.target.closest?.("[data-confirm]")
  const dialog = document.getElementById("confirm")
  if (!asked || asked === confirmed || !dialog) return
  event.preventDefault()
  event.stopImmediatePropagation()
  dialog.querySelector("[data-confirm-text]").textContent = asked.dataset.confirm
  dialog.returnValue = ""
  dialog.showModal()
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return
    confirmed = asked
    asked.click()
    confirmed = undefined
  }, { once: true })
}, true)
