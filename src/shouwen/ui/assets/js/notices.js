// What is new for me, shown by the computer itself while the desk is open but its windows are covered.
import { ask, on } from "./page.js"
import { word } from "./words.js"

const SWITCH = "shouwen-notices"
const SHOWN = "shouwen-notices-shown"
const HERE = "shouwen-here"
const bell = () => document.querySelector(".bar-bell [data-live^='inbox/']")
const isOn = () => "Notification" in window && Notification.permission === "granted" && localStorage.getItem(SWITCH) === "on"

function showSwitch() {
  const button = document.querySelector("[data-notices]")
  if (!button || !("Notification" in window)) return
  button.hidden = false
  button.setAttribute("aria-pressed", String(isOn()))
}

on("click", "[data-notices]", async () => {
  if (isOn()) localStorage.setItem(SWITCH, "off")
  else if (await Notification.requestPermission() === "granted") localStorage.setItem(SWITCH, "on")
  else document.dispatchEvent(new CustomEvent("toast", { detail: { text: word("notices_denied"), tone: "warn" } }))
  showSwitch()
})

/** A page that can be seen holds a lock, by which the covered ones know that nobody has to be called. */
function beHere() {
  if (document.hidden || !navigator.locks) return // no locks, no notifications: both ask for a secure origin
  navigator.locks.request(HERE, { mode: "shared" }, () => new Promise((leave) => {
    document.addEventListener("visibilitychange", leave, { once: true })
  }))
}

const isSomebodyHere = async () => !document.hidden || (await navigator.locks.query()).held.some(({ name }) => name === HERE)

document.addEventListener("live", async ({ target, detail }) => {
  if (target !== bell() || detail.topic === "again" || !isOn() || await isSomebodyHere()) return
  const answer = await ask("/inbox/newest", { headers: { Accept: "application/json" } }).catch(() => null)
  if (answer?.status === 200) await callOver(await answer.json())
}, true)

/** Shown where no page can be seen: once in this browser, however many of its pages hear of it. */
export async function callOver(notice, shown = SHOWN) {
  if (isOn() && !(await isSomebodyHere())) await navigator.locks.request(shown, () => show(notice, shown))
}

function show({ id, title, body, path }, shown) {
  if (Number(localStorage.getItem(shown)) >= id) return
  const notice = new Notification(title, { body, tag: `${shown}-${id}`, icon: document.querySelector("link[rel='apple-touch-icon']")?.href })
  notice.onclick = () => {
    window.focus()
    if (path) location.assign(path)
  }
  localStorage.setItem(shown, id)
}

document.addEventListener("visibilitychange", beHere)
beHere()
showSwitch()
