import { inflateSync } from 'node:zlib'

/** The file that a stream makes. */
export async function wholeOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts)
}

/** What a file is made of, decompressed. */
export function streamsOf(pdf: Buffer): string[] {
  const file = pdf.toString('latin1')
  return [...file.matchAll(/\/Length (\d+)[^>]*>>\s*stream\n/g)].map(({ 0: head, 1: length, index }) => {
    const from = index + head.length
    const bytes = pdf.subarray(from, from + Number(length))
    return (
      /FlateDecode/.test(file.slice(Math.max(0, index - 200), from)) ? inflated(bytes) : bytes
    ).toString('latin1')
  })
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes)
  } catch {
    return bytes // a picture
  }
}

/** The glyphs that are drawn, by their numbers in their fonts: 0 is the box that stands for what a font does not have. */
export function glyphsOf(pdf: Buffer): number[] {
  return streamsOf(pdf)
    .filter((content) => /\bT[Jj]\b/.test(content))
    .flatMap((content) => [...content.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex = '']) => hex))
    .flatMap((hex) => (hex.match(/.{4}/g) ?? []).map((glyph) => Number.parseInt(glyph, 16)))
}
