// Chips and times that stay true while the page lies open.
import { word } from "./words.js"

const EVERY_MS = 15000
const skew = Number(document.body?.dataset.now ?? 0) * 1000 - Date.now()
const now = () => Date.now() + (Math.abs(skew) > 2000 && document.body.dataset.now ? skew : 0)

function refresh() {
  document.querySelectorAll("[data-due]").forEach(tick)
  document.querySelectorAll("time[data-ago]").forEach(age)
}

function tick(chip) {
  const left = Number(chip.dataset.due) - now() / 1000
  const look = left <= 0 ? "late" : now() / 1000 >= Number(chip.dataset.near) ? "near" : "normal"
  const text = chip.lastElementChild
  text.textContent = word(left <= 0 ? "late" : "left", { span: span(Math.abs(left)) })
  if (chip.classList.contains(`is-${look}`)) return
  chip.classList.remove("is-normal", "is-near", "is-late")
  chip.classList.add(`is-${look}`)
  const use = chip.querySelector("use")
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*/, { late: "#alert", near: "#clock-late", normal: "#clock" }[look]))
}

/** As the server writes it: the two largest units, rounded down. */
function span(seconds) {
  const total = Math.max(1, Math.floor(seconds / 60))
  const [days, hours, minutes] = [Math.floor(total / 1440), Math.floor(total / 60), total % 60]
  if (days >= 2) return hours % 24 ? word("span_dh", { d: days, h: hours % 24 }) : word("span_d", { d: days })
  if (hours) return minutes ? word("span_hm", { h: hours, m: minutes }) : word("span_h", { h: hours })
  return word("span_m", { m: minutes })
}

function age(time) {
  const minutes = Math.floor((now() - Date.parse(time.dateTime)) / 60000)
  if (minutes < 0) return
  if (minutes >= 1440) {
    time.textContent = time.title.slice(5)
    delete time.dataset.ago
    return
  }
  time.textContent = minutes < 1 ? word("just_now") : minutes < 60 ? word("minutes_ago", { n: minutes }) : word("hours_ago", { n: Math.floor(minutes / 60) })
}

setInterval(() => document.hidden || refresh(), EVERY_MS)
document.addEventListener("visibilitychange", () => document.hidden || refresh())
