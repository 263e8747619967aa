import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from './image.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'))
// One pixel of each kind, as encoders write them.
const png = bytes(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
)
const webp = bytes('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==')
/** Start, a comment, the size (SOF0: 3 × 2), the end. */
const jpeg = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0, 0xff, 0xd9,
])

describe('readImageHeader', () => {
  it('knows PNG, JPEG and WebP by their content', () => {
    expect(readImageHeader(png)).toEqual({ type: 'image/png', width: 1, height: 1 })
    expect(readImageHeader(webp)).toEqual({ type: 'image/webp', width: 1, height: 1 })
    expect(readImageHeader(jpeg)).toEqual({ type: 'image/jpeg', width: 3, height: 2 })
  })

  it('takes nothing else for a picture: no SVG, GIF or cut file', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF89a\u0001\u0000\u0001\u0000', ''])
      expect(readImageHeader(Buffer.from(text))).toBeUndefined()
    expect(readImageHeader(png.subarray(0, 20))).toBeUndefined()
    expect(readImageHeader(jpeg.subarray(0, 9))).toBeUndefined()
  })

  it('never fails, whatever the bytes', () => {
    const starts = [png, webp, jpeg, Uint8Array.from([0xff, 0xd8])]
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
        readImageHeader(rest)
        readImageHeader(Uint8Array.from([...start, ...rest]))
        readImageHeader(Uint8Array.from([...start.subarray(0, 16), ...rest]))
      }),
    )
  })
})
