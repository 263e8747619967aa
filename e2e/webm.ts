import type { Page } from 'playwright-core'

/** Two pictures that take turns: small enough that a film of hours has few kilobytes for each of its minutes. */
const drawFrames = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    ['#1f4e79', '#b3541e'].map((color) => {
      const canvas = document.createElement('canvas')
      canvas.width = 64
      canvas.height = 36
      const brush = canvas.getContext('2d', { alpha: false })
      if (brush) brush.fillStyle = color
      brush?.fillRect(0, 0, canvas.width, canvas.height)
      return canvas.toDataURL('image/webp', 0.3).replace(/^.*,/, '')
    }),
  )

/** A picture in WebP is one frame of VP8, in a chunk of its own. */
function frameOf(picture: string): Buffer {
  const bytes = Buffer.from(picture, 'base64')
  const at = bytes.indexOf('VP8 ')
  return bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4))
}

/** An element of Matroska: its number, its length in eight bytes, what is in it. */
function element(id: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(content.length) | (1n << 56n))
  return Buffer.concat([Buffer.from(id, 'hex'), length, content])
}

function count(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return element(id, bytes)
}

/**
 * A film of any length (WebM, VP8) with a picture for each second and a table of where they are, so that players may leap in it.
 * The pictures are drawn by the browser: no file of a film lies in the repository.
 */
export async function makeFilm(page: Page, seconds: number): Promise<Buffer> {
  const frames = (await drawFrames(page)).map(frameOf)
  const duration = Buffer.alloc(8)
  duration.writeDoubleBE(seconds * 1000)
  const text = (id: string, value: string) => element(id, Buffer.from(value))
  const info = element('1549a966', count('2ad7b1', 1_000_000), element('4489', duration))
  const size = element('e0', count('b0', 64), count('ba', 36))
  const track = element('ae', count('d7', 1), count('73c5', 1), count('83', 1), text('86', 'V_VP8'), size)
  const tracks = element('1654ae6b', track)
  const clusters = Array.from({ length: seconds }, (_, second) =>
    element(
      '1f43b675',
      count('e7', second * 1000),
      // track 1, at the beginning of its cluster, a frame that needs no other
      element('a3', Buffer.from([0x81, 0, 0, 0x80]), frames[second % frames.length] as Buffer),
    ),
  )
  const cuesAt = (first: number) => {
    let at = first
    const points = clusters.map((cluster, second) => {
      const point = element('bb', count('b3', second * 1000), element('b7', count('f7', 1), count('f1', at)))
      at += cluster.length
      return point
    })
    return element('1c53bb6b', ...points)
  }
  const cues = cuesAt(info.length + tracks.length + cuesAt(0).length)
  const head = [count('4286', 1), count('42f7', 1), count('42f2', 4), count('42f3', 8)]
  const kind = [text('4282', 'webm'), count('4287', 2), count('4285', 2)]
  return Buffer.concat([
    element('1a45dfa3', ...head, ...kind),
    element('18538067', info, tracks, cues, ...clusters),
  ])
}

/** Answers whatever asks for a film: a part where a part is asked for, as players do when they leap. */
export async function serveFilm(page: Page, film: Buffer): Promise<void> {
  await page.route('**/film', (route) => {
    const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers().range ?? '') ?? []
    const end = Math.min(to ? Number(to) : film.length - 1, film.length - 1)
    return route.fulfill({
      status: 206,
      contentType: 'video/webm',
      headers: { 'accept-ranges': 'bytes', 'content-range': `bytes ${from}-${end}/${film.length}` },
      body: film.subarray(Number(from), end + 1),
    })
  })
}
