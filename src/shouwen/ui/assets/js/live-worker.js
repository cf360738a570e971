// Holds the one live stream of this browser and hands every ring to the pages that asked for its topic.
const ports = new Map() // port -> its topics
const newcomers = new Set() // ports whose page has not been told yet what stands
const STANDING = /^calls\/\d+$/ // topics for which a stream that opens rings when there is something already
let stream
let listening = ""
let failures = 0
let address
let line = "waiting"

onconnect = ({ ports: [port] }) => {
  ports.set(port, [])
  port.postMessage({ line })
  port.onmessage = ({ data }) => {
    if (data.leave) ports.delete(port)
    else {
      address = data.address
      if (!ports.get(port)?.length) newcomers.add(port)
      ports.set(port, data.topics)
    }
    clearTimeout(onconnect.soon)
    onconnect.soon = setTimeout(reopen, 150)
  }
}

const tellAll = (message) => {
  line = message.line ?? line
  ports.forEach((_, port) => port.postMessage(message))
}

/** Opens the stream for all topics together; not again when they are the same. */
function reopen() {
  const topics = [...new Set([...ports.values()].flat())].sort()
  const isSame = topics.join("\n") === listening && stream?.readyState !== EventSource.CLOSED
  if (isSame) newcomers.forEach((port) => ports.get(port)?.filter((topic) => STANDING.test(topic)).forEach((topic) => port.postMessage({ topic })))
  newcomers.clear()
  if (isSame) return
  listening = topics.join("\n")
  stream?.close()
  if (!topics.length) return
  stream = new EventSource(`${address}?${new URLSearchParams(topics.map((topic) => ["topic", topic]))}`)
  stream.addEventListener("ring", ({ data }) => ports.forEach((wanted, port) => {
    if (data === "again" || wanted.includes(data)) port.postMessage({ topic: data })
  }))
  stream.onopen = () => {
    if (failures) tellAll({ topic: "again" })
    failures = 0
    tellAll({ line: "open" })
  }
  stream.onerror = () => {
    failures += 1
    const closed = stream.readyState === EventSource.CLOSED
    tellAll({ line: closed || failures > 3 ? "poll" : "waiting" })
    if (closed) setTimeout(() => { listening = ""; reopen() }, Math.min(60000, 2000 * 2 ** failures))
  }
}
