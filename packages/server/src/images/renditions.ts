import { createHash } from 'node:crypto'
import { type ResizeFit, Transformer } from '@napi-rs/image'
import { InvalidInputError } from '../domain/errors.ts'
import { MAX_IMAGE_SIDE, readImageHeader } from '../domain/image.ts'

/** A picture drawn anew from the pixels of one that somebody sent: nothing else of their file is in it. */
export interface Rendition {
  readonly content: Buffer
  readonly contentType: 'image/png' | 'image/webp'
  readonly width: number
  readonly height: number
  /** Of the content, for addresses that change with it. */
  readonly hash: string
}

/** How a picture is drawn: never larger than it is, within these sides. */
export interface Draft {
  readonly width: number
  readonly height: number
  readonly type: Rendition['contentType']
  /** In the middle of exactly these sides, with this part of them free on each side; on white or on nothing. */
  readonly canvas?: { readonly margin: number; readonly isWhite: boolean }
}

const INSIDE = 2 as ResizeFit // the package has no object for its constants
const WEBP_QUALITY = 82
/** Orientations of EXIF from this one on lie on their side. */
const FIRST_ON_SIDE = 5
const BYTES_PER_PIXEL = 4
const WHITE = 255
const SVG_HEAD_BYTES = 2000

let last: Promise<unknown> = Promise.resolve()

/**
 * Draws what somebody sent in several sizes, one picture after the other, so that many uploads at once need the memory of one.
 *
 * @throws {InvalidInputError} `image-not-known`, `image-too-wide`, `image-broken`
 */
export async function draw<Name extends string>(
  content: Buffer,
  drafts: Readonly<Record<Name, Draft>>,
): Promise<Record<Name, Rendition>> {
  const header = readImageHeader(content)
  if (!header) throw new InvalidInputError(isSvg(content) ? 'image-is-svg' : 'image-not-known')
  const { width, height } = header
  if (Math.max(width, height) > MAX_IMAGE_SIDE)
    throw new InvalidInputError('image-too-wide', { width, height, limit: MAX_IMAGE_SIDE })
  const turn = last.then(() => drawAll(content, drafts))
  last = turn.catch(() => {})
  return turn
}

async function drawAll<Name extends string>(
  content: Buffer,
  drafts: Readonly<Record<Name, Draft>>,
): Promise<Record<Name, Rendition>> {
  const names = Object.keys(drafts) as Name[]
  const largest = (side: 'width' | 'height') => Math.max(...names.map((name) => drafts[name][side]))
  const base = await readable(content, largest('width'), largest('height'))
  const drawn = {} as Record<Name, Rendition>
  for (const name of names) drawn[name] = await drawOne(base, drafts[name])
  return drawn
}

/** The pixels of the first picture in the file, upright and no larger than wanted. @throws {InvalidInputError} `image-broken` */
async function readable(content: Buffer, width: number, height: number): Promise<Buffer> {
  try {
    const { width: across, height: down, orientation = 1 } = await new Transformer(content).metadata(true)
    const isOnSide = orientation >= FIRST_ON_SIDE
    const size = { width: isOnSide ? down : across, height: isOnSide ? across : down }
    return await shrunk(new Transformer(content).rotate(), size, { width, height }).png()
  } catch (cause) {
    throw new InvalidInputError('image-broken', {}, { cause })
  }
}

async function drawOne(base: Buffer, draft: Draft): Promise<Rendition> {
  const { canvas, type } = draft
  const image = canvas
    ? await onCanvas(base, draft, canvas)
    : shrunk(new Transformer(base), await sizeOf(base), draft)
  const content = await (type === 'image/png' ? image.png() : image.webp(WEBP_QUALITY))
  const { width, height } = await sizeOf(content)
  return { content, contentType: type, width, height, hash: hashOf(content) }
}

async function onCanvas(
  base: Buffer,
  { width, height }: Draft,
  { margin, isWhite }: NonNullable<Draft['canvas']>,
): Promise<Transformer> {
  const inner = (side: number) => Math.round(side * (1 - 2 * margin))
  const resized = new Transformer(base).resize({ width: inner(width), height: inner(height), fit: INSIDE })
  const ground = new Uint8Array(width * height * BYTES_PER_PIXEL).fill(isWhite ? WHITE : 0)
  return Transformer.fromRgbaPixels(ground, width, height).composite(await resized.png())
}

interface Size {
  readonly width: number
  readonly height: number
}

function shrunk(image: Transformer, is: Size, most: Size): Transformer {
  if (is.width <= most.width && is.height <= most.height) return image
  return image.resize({ width: most.width, height: most.height, fit: INSIDE })
}

async function sizeOf(content: Buffer): Promise<Size> {
  const { width, height } = await new Transformer(content).metadata()
  return { width, height }
}

/** What it says at its beginning; whatever else it is, it is not drawn. */
function isSvg(content: Buffer): boolean {
  return /^[\s\ufeff]*<[\s\S]*<?svg[\s>]/i.test(content.subarray(0, SVG_HEAD_BYTES).toString('utf8'))
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}
