import { PNG } from 'pngjs'
import { expect, it } from 'vitest'
import { animate, withPalette } from './pictures.js'

/** A picture of stripes, each two rows high. */
function striped(colors, width = 64) {
  const png = new PNG({ width, height: colors.length * 2 })
  for (let pixel = 0; pixel < width * png.height; pixel++)
    png.data.set([...colors[Math.floor(pixel / width / 2)], 255], pixel * 4)
  return PNG.sync.write(png, { deflateLevel: 0 })
}
const colors = [
  [255, 255, 255],
  [247, 248, 248],
  [8, 110, 108],
  [178, 34, 24],
]

it('keeps each pixel of a picture of few colors, in a smaller file', () => {
  const png = striped(colors)
  const small = withPalette(png)
  expect(small.length).toBeLessThan(png.length / 2)
  expect(PNG.sync.read(small).data.equals(PNG.sync.read(png).data)).toBe(true)
})

it('gives back a picture that is as small as can be', () => {
  const small = withPalette(striped(colors))
  expect(withPalette(small).length).toBeLessThanOrEqual(small.length)
})

it('writes of each later frame only what changed, and how long it is shown', () => {
  const noise = new PNG({ width: 100, height: 100 })
  for (let pixel = 0; pixel < 10_000; pixel++)
    noise.data.set([...colors[((pixel * pixel * 31) % 1009) % 4], 255], pixel * 4)
  const still = PNG.sync.write(noise)
  const frame = { png: still, ms: 100 }
  const [one, two] = [animate([frame]), animate([frame, { ...frame, ms: 2500 }])]
  expect(Buffer.from(two.subarray(0, 6)).toString()).toBe('GIF89a')
  expect(two.length - one.length).toBeLessThan(one.length / 2)
  expect(delaysOf(Buffer.from(two))).toEqual([10, 250])
})

/** Of each frame, in hundredths of a second. */
function delaysOf(gif) {
  const starts = Buffer.from([0x21, 0xf9, 0x04])
  const delays = []
  for (let at = gif.indexOf(starts); at >= 0; at = gif.indexOf(starts, at + 1))
    delays.push(gif.readUInt16LE(at + 4))
  return delays
}
