export type ImageType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What a picture says of itself in its first bytes. */
export interface ImageHeader {
  readonly type: ImageType
  readonly width: number
  readonly height: number
}

/** Larger pictures cost browsers more memory than they show. */
export const MAX_IMAGE_SIDE = 6000
export const MAX_IMAGE_BYTES = 1_000_000

/**
 * The kind and size of a picture, by its content: names and declared types are what somebody says.
 *
 * @returns undefined for anything but a PNG, JPEG or WebP whose size can be read
 */
export function readImageHeader(content: Uint8Array): ImageHeader | undefined {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const size = readPng(view) ?? readWebp(view) ?? readJpeg(view)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

const PNG_SIGNATURE = [0x89504e47, 0x0d0a1a0a] as const

function readPng(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 33) return undefined
  if (view.getUint32(0) !== PNG_SIGNATURE[0] || view.getUint32(4) !== PNG_SIGNATURE[1]) return undefined
  if (textAt(view, 12, 4) !== 'IHDR') return undefined
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** Three ways of packing: lossy (`VP8 `), lossless (`VP8L`) and with extras (`VP8X`). */
function readWebp(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 30 || textAt(view, 0, 4) !== 'RIFF' || textAt(view, 8, 4) !== 'WEBP') return undefined
  const type = 'image/webp'
  switch (textAt(view, 12, 4)) {
    case 'VP8 ':
      return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { type, width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return undefined
  }
}

/** Goes from segment to segment until the one that says the size: SOF0 to SOF15, without the three that are none. */
function readJpeg(view: DataView): ImageHeader | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1 // filling
      continue
    }
    const isSize = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isSize) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000
}

function textAt(view: DataView, at: number, length: number): string {
  let text = ''
  for (let index = at; index < at + length; index++) text += String.fromCharCode(view.getUint8(index))
  return text
}
