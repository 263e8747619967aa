/** Small files for pictures: PNG with a palette, and animated GIF. */
import { crc32, deflateSync } from 'node:zlib'
import * as gifenc from 'gifenc'
import { PNG } from 'pngjs'

// One export or many: that depends on who loads the package.
const { GIFEncoder, quantize } = 'quantize' in gifenc ? gifenc : gifenc.default

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const COLORS = 256
/** Of these the most frequent are kept as they are: grounds and texts. */
const EXACT = 160

/**
 * The same picture with 256 colors: screens hardly have more, and the file is half as large and less.
 *
 * @param {Buffer} png as browsers make it
 * @returns {Buffer} PNG with a palette; the given one where that is smaller
 */
export function withPalette(png) {
  const { data, width, height } = PNG.sync.read(png)
  const palette = paletteOf(data, COLORS)
  const indexes = indexesOf(data, palette)
  const rows = Buffer.alloc((width + 1) * height) // each row begins with its filter: none
  for (let y = 0; y < height; y++) rows.set(indexes.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const made = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return made.length < png.length ? made : png
}

/** The colors of a picture: the most frequent ones, and for all others those that come nearest. */
function paletteOf(rgba, size) {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)
  const counts = new Map()
  for (const color of pixels) counts.set(color, (counts.get(color) ?? 0) + 1)
  const sorted = [...counts].sort(([, one], [, other]) => other - one).map(([color]) => color)
  const exact = sorted.slice(0, sorted.length <= size ? size : EXACT)
  const rest = Uint32Array.from(sorted.slice(exact.length))
  const others = rest.length > 0 ? quantize(new Uint8Array(rest.buffer), size - exact.length) : []
  return [...exact.map(partsOf), ...others]
}

/** Which color of the palette comes nearest to each pixel. @param {Map<number, number>} known from before */
function indexesOf(rgba, palette, known = new Map()) {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)
  const indexes = new Uint8Array(pixels.length)
  for (const [at, color] of pixels.entries()) {
    let index = known.get(color)
    if (index === undefined) {
      index = nearest(partsOf(color), palette)
      known.set(color, index)
    }
    indexes[at] = index
  }
  return indexes
}

function nearest([r, g, b], palette) {
  const distances = palette.map(([pr, pg, pb]) => (r - pr) ** 2 + (g - pg) ** 2 + (b - pb) ** 2)
  return distances.indexOf(Math.min(...distances))
}

/** Red, green and blue of a pixel as a little-endian machine reads it. */
function partsOf(color) {
  return [color & 255, (color >> 8) & 255, (color >> 16) & 255]
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  out.set(body, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/**
 * Frames of one size as an animation that goes on for ever. Of each frame only what changed is kept.
 *
 * @param {{ png: Buffer, ms: number }[]} frames
 * @returns {Uint8Array} GIF
 */
export function animate(frames) {
  const pictures = frames.map(({ png }) => PNG.sync.read(png))
  const palette = paletteOf(sampleOf(pictures), COLORS - 1)
  const known = new Map()
  const transparent = palette.length
  const gif = GIFEncoder()
  let before
  for (const [index, { data, width, height }] of pictures.entries()) {
    const now = indexesOf(data, palette, known)
    const pixels = before ? now.map((color, at) => (color === before[at] ? transparent : color)) : now
    gif.writeFrame(pixels, width, height, {
      ...(before ? {} : { palette: [...palette, [0, 0, 0]] }),
      delay: frames[index].ms,
      transparent: before !== undefined,
      transparentIndex: transparent,
      dispose: 1,
    })
    before = now
  }
  gif.finish()
  return gif.bytes()
}

/** Every eighth frame is enough to know the colors. */
function sampleOf(pictures) {
  return new Uint8Array(Buffer.concat(pictures.filter((_, index) => index % 8 === 0).map(({ data }) => data)))
}
