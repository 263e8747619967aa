import { XMLParser } from 'fast-xml-parser'

/** What is wrong with an answer, in words for the end of a sentence. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

/** An element: its text, or the elements in it; the same one many times is a list. */
export type Element = string | ElementTree | readonly Element[]
export interface ElementTree {
  readonly [name: string]: Element | undefined
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false, // ids and times keep their digits
  htmlEntities: true, // references to characters by their number
})

/**
 * Reads the `response` of an answer. Types and entities of its own are refused unread.
 *
 * @throws {ShapeError}
 */
export function readResponse(text: string): ElementTree {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new ShapeError(describeForeign(text))
  let document: unknown
  try {
    document = parser.parse(text, true)
  } catch (cause) {
    throw new ShapeError(describeForeign(text), { cause })
  }
  const response = isTree(document) ? document.response : undefined
  if (!isTree(response)) throw new ShapeError(describeForeign(text))
  return response
}

export function isTree(value: unknown): value is ElementTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of an element; undefined where it is missing or holds elements. Empty ones are empty texts. */
export function textOf(tree: ElementTree, name: string): string | undefined {
  const value = tree[name]
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}

/** @throws {ShapeError} */
export function neededText(tree: ElementTree, name: string): string {
  const text = textOf(tree, name)
  if (text === undefined || text === '') throw new ShapeError(`${name} is missing`)
  return text
}

/** @throws {ShapeError} for what is there and is no whole number */
export function numberOf(tree: ElementTree, name: string): number | undefined {
  const text = textOf(tree, name)
  if (text === undefined || text === '') return undefined
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new ShapeError(`${name} is no number`)
  return number
}

/** An instant in milliseconds; 0, as BigBlueButton writes what has not been, is undefined. @throws {ShapeError} */
export function instantOf(tree: ElementTree, name: string): Date | undefined {
  const at = numberOf(tree, name)
  if (at === undefined || at === 0) return undefined
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) throw new ShapeError(`${name} is no instant`)
  return date
}

export function flagOf(tree: ElementTree, name: string): boolean {
  return textOf(tree, name)?.toLowerCase() === 'true'
}

/** The elements of one name in a wrapper, none where the wrapper is empty or missing. */
export function listOf(tree: ElementTree, wrapper: string, name: string): ElementTree[] {
  const inner = tree[wrapper]
  const found = isTree(inner) ? inner[name] : undefined
  return (Array.isArray(found) ? found : [found]).filter(isTree)
}

/** Texts by their names, such as metadata. */
export function textsOf(tree: ElementTree, wrapper: string): Record<string, string> {
  const inner = tree[wrapper]
  if (!isTree(inner)) return {}
  return Object.fromEntries(
    Object.entries(inner).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function describeForeign(text: string): string {
  if (text.trim() === '') return 'the body is empty'
  if (/<html|<!DOCTYPE html/i.test(text.slice(0, 1000))) return 'it is a page in HTML'
  return /^\s*</.test(text) ? 'it is no XML of BigBlueButton’s' : 'it is no XML'
}
