// The mark 首 as strokes on a 64-grid: one description for the SVG, the PNG icons and the sprite.
import { deflateSync } from "node:zlib"

export const BLUE = [29, 78, 216]
const INK_WIDTH = 4.6
const STROKES = [
  [23, 13, 27, 19.5], [41, 13, 37, 19.5], // the two drops
  [13.5, 23.5, 50.5, 23.5], // the lid
  [31.5, 23.5, 29.5, 30], // the neck
  [20.5, 31, 43.5, 31], [20.5, 31, 20.5, 51.5], [43.5, 31, 43.5, 51.5], [20.5, 51.5, 43.5, 51.5], // the face
  [20.5, 37.9, 43.5, 37.9], [20.5, 44.7, 43.5, 44.7], // its two lines
]

export function logoSvg() {
  const path = STROKES.map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join("")
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="15" fill="rgb(${BLUE})"/>`
    + `<path d="${path}" fill="none" stroke="#fff" stroke-width="${INK_WIDTH}" stroke-linecap="round" stroke-linejoin="round"/></svg>\n`
}

/** A PNG of the mark, `size` pixels square; `full` fills the corners and leaves the safe zone that maskable icons need. */
export function logoPng(size, { full = false } = {}) {
  const scale = full ? 0.8 : 1
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const px = ((x + 0.5) * 64) / size
      const py = ((y + 0.5) * 64) / size
      const soft = 64 / size
      const plate = full ? 1 : cover(roundedBox(px - 32, py - 32, 32, 15), soft)
      const mx = (px - 32) / scale + 32
      const my = (py - 32) / scale + 32
      const distance = Math.min(...STROKES.map((stroke) => segment(mx, my, stroke))) - INK_WIDTH / 2
      const ink = cover(distance * scale, soft)
      const at = y * (size * 4 + 1) + 1 + x * 4
      BLUE.forEach((channel, i) => { rows[at + i] = Math.round(channel + (255 - channel) * ink) })
      rows[at + 3] = Math.round(255 * plate)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))])
}

const cover = (distance, soft) => Math.min(1, Math.max(0, 0.5 - distance / soft))

function roundedBox(x, y, half, radius) {
  const dx = Math.abs(x) - half + radius
  const dy = Math.abs(y) - half + radius
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius
}

function segment(x, y, [x1, y1, x2, y2]) {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2
  const t = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
  return Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1))
}

function chunk(name, body) {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length, 0)
  head.write(name, 4, "latin1")
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc(Buffer.concat([head.subarray(4), body])), 0)
  return Buffer.concat([head, body, tail])
}

function crc(bytes) {
  let value = ~0
  for (const byte of bytes) {
    value ^= byte
    for (let i = 0; i < 8; i++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  }
  return ~value >>> 0
}
