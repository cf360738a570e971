// Live parts: an element with data-live="topic" hears `live` when the topic rings. One stream per browser. What stands
// already when it opens (a call that rings) the stream rings for by itself; where there is none, data-live-first asks.
import { word } from "./words.js"

const POLL_MS = 30000
const SILENT_MS = 5000 // a worker that stands tells the state of its line at once
const address = document.body?.dataset.liveUrl
let channel
let topics = ""
let poll

const wanted = () => [...new Set([...document.querySelectorAll("[data-live]")].flatMap((element) => element.dataset.live.split(/\s+/)))].sort()

function hear(topic) {
  document.querySelectorAll("[data-live]").forEach((element) => {
    if (topic === "again" || element.dataset.live.split(/\s+/).includes(topic)) tell(element, topic)
  })
}

const rests = new Map() // id of an element -> until when it hears nothing
const late = new Set() // ids of those to be told when their rest is over

// What is on its way to a part may be older than a ring that comes meanwhile, and the part that asked may be gone by
// then: whoever stands in its place asks once more.
const asking = new Set() // ids of parts that wait for an answer
const missed = new Set() // ids of those that were rung for meanwhile
document.addEventListener("htmx:before:request", ({ detail: { ctx: { sourceElement } } }) => {
  if (sourceElement?.dataset?.live && sourceElement.id) asking.add(sourceElement.id)
})
document.addEventListener("htmx:finally:request", ({ detail: { ctx: { sourceElement } } }) => {
  const id = sourceElement?.id
  if (asking.delete(id) && missed.delete(id)) document.getElementById(id)?.dispatchEvent(new CustomEvent("live", { detail: { topic: "again" } }))
})

/** Whether an answer is on its way to the part; what rings meanwhile is newer than it. */
export const isAsking = (id) => asking.has(id)

/** Tells the element; one with data-live-gap at most once in so many seconds, and always of the last ring. */
function tell(element, topic) {
  const { id, dataset: { liveGap: gap } } = element
  const rest = gap ? (rests.get(id) ?? 0) - Date.now() : 0
  if (rest > 0) {
    if (!late.has(id)) setTimeout(() => {
      late.delete(id)
      const there = document.getElementById(id) // it may have been swapped meanwhile
      if (there) tell(there, topic)
    }, rest)
    late.add(id)
    return
  }
  if (gap) rests.set(id, Date.now() + Number(gap) * 1000)
  if (asking.has(id)) return void missed.add(id)
  element.dispatchEvent(new CustomEvent("live", { detail: { topic } }))
}

/** The state of the line: `open`, `waiting` (it comes back by itself) or `poll` (no stream to be had). */
function state(name) {
  clearInterval(poll)
  const isNew = document.documentElement.dataset.line !== name
  if (name === "poll" && isNew) document.querySelectorAll("[data-live-first]").forEach((element) => tell(element, "again"))
  if (name === "poll") poll = setInterval(() => document.hidden || hear("again"), POLL_MS)
  document.documentElement.dataset.line = name
}

/** One SharedWorker holds the stream for all pages; where there is none, or none that answers, this page holds its own. */
function connect() {
  if (!window.SharedWorker || !document.body.dataset.liveWorker) return ownStream()
  const worker = new SharedWorker(document.body.dataset.liveWorker, "shouwen-live")
  const alone = () => {
    clearTimeout(silence)
    worker.onerror = null
    worker.port.postMessage({ leave: true })
    worker.port.close()
    ownStream()
  }
  const silence = setTimeout(alone, SILENT_MS)
  worker.onerror = alone
  worker.port.onmessage = ({ data }) => {
    clearTimeout(silence)
    return data.topic ? hear(data.topic) : state(data.line)
  }
  worker.port.start()
  window.addEventListener("pagehide", () => worker.port.postMessage({ leave: true }))
  return (list) => worker.port.postMessage({ address, topics: list })
}

function ownStream() {
  let stream
  let failures = 0
  const open = (list) => {
    stream?.close()
    if (!list.length) return
    stream = new EventSource(`${address}?${new URLSearchParams(list.map((topic) => ["topic", topic]))}`)
    stream.addEventListener("ring", ({ data }) => hear(data))
    stream.onopen = () => {
      if (failures) hear("again")
      failures = 0
      state("open")
    }
    stream.onerror = () => {
      failures += 1
      state(stream.readyState === EventSource.CLOSED || failures > 3 ? "poll" : "waiting")
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => open(list), Math.min(60000, 2000 * 2 ** failures))
    }
  }
  channel = open
  if (topics) open(topics.split("\n"))
  return open
}

function attend() {
  const list = wanted()
  if (list.join("\n") === topics) return
  topics = list.join("\n")
  channel ??= connect()
  channel(list)
}

function showOffline() {
  const sign = document.getElementById("offline")
  if (!sign) return
  sign.hidden = navigator.onLine
  sign.querySelector("span").textContent = word("offline")
}

// A fragment's answer may name what it changed: those parts reload at once, without waiting for the stream.
document.addEventListener("ring", ({ detail }) => detail.topics?.forEach(hear))

if (address) {
  document.addEventListener("htmx:after:swap", attend)
  attend()
  window.addEventListener("online", () => hear("again"))
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return
    topics = ""
    attend()
    hear("again")
  })
}
window.addEventListener("online", showOffline)
window.addEventListener("offline", showOffline)
