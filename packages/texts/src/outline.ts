import { IntlMessageFormat } from 'intl-messageformat'

/** What an ICU text is made of. */
type Element = ReturnType<IntlMessageFormat['getAst']>[number]

/** The kinds of elements, as the parser of FormatJS numbers them. */
const kinds = {
  literal: 0,
  argument: 1,
  number: 2,
  date: 3,
  time: 4,
  select: 5,
  plural: 6,
  pound: 7,
} as const

/** An argument of a text, and what it is asked for: words, a number, or a choice with its branches. */
export interface Argument {
  readonly name: string
  readonly kind: 'words' | 'number' | 'moment' | 'select' | 'plural'
  /** Of a choice: `one`, `other`, `=0`, … */
  readonly branches: readonly string[]
}

/** Reads an ICU text. @throws {Error} when it is none */
export function parseText(text: string): Element[] {
  return new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()
}

/** Every argument of a text, as often as it stands in it, choices within choices too. */
export function argumentsOf(text: string): Argument[] {
  return parseText(text).flatMap(argumentsIn)
}

function argumentsIn(element: Element): Argument[] {
  switch (element.type) {
    case kinds.argument:
      return [{ name: element.value, kind: 'words', branches: [] }]
    case kinds.number:
      return [{ name: element.value, kind: 'number', branches: [] }]
    case kinds.date:
    case kinds.time:
      return [{ name: element.value, kind: 'moment', branches: [] }]
    case kinds.select:
    case kinds.plural: {
      const kind = element.type === kinds.select ? 'select' : 'plural'
      const inner = Object.values(element.options).flatMap(({ value }) => value.flatMap(argumentsIn))
      return [{ name: element.value, kind, branches: Object.keys(element.options) }, ...inner]
    }
    default:
      return []
  }
}

/** Names of arguments that are numbers, also where they are not written as such. */
const NUMBERS = /^(count|n|total|max|min|limit|places|seats|hours|minutes|days|number)$/

/** The words that stand behind a number of which they are not the plural: “sessions” of `{count, number} sessions`. */
export function wordsAfterNumbers(text: string): string[] {
  return wordsBehind(parseText(text), [])
}

function wordsBehind(elements: readonly Element[], counted: readonly string[]): string[] {
  return elements.flatMap((element, index) => {
    if (element.type === kinds.select || element.type === kinds.plural) {
      const inner = element.type === kinds.plural ? [...counted, element.value] : counted
      return Object.values(element.options).flatMap(({ value }) => wordsBehind(value, inner))
    }
    const isNumber =
      element.type === kinds.number || (element.type === kinds.argument && NUMBERS.test(element.value))
    const next = elements[index + 1]
    if (!isNumber || counted.includes(element.value) || next?.type !== kinds.literal) return []
    return /^[\s\u00a0-]+(\p{L}+)/u.exec(next.value)?.slice(1) ?? []
  })
}

/** A text as documents show it: arguments in braces, and of choices the general one. */
export function outlineOf(text: string): string {
  return parseText(text)
    .map((element) => outline(element, ''))
    .join('')
}

function outline(element: Element, counted: string): string {
  switch (element.type) {
    case kinds.literal:
      return element.value
    case kinds.pound:
      return `{${counted}}`
    case kinds.select:
    case kinds.plural: {
      const general = element.options.other?.value ?? []
      return general.map((inner) => outline(inner, element.value)).join('')
    }
    default:
      return 'value' in element ? `{${element.value}}` : ''
  }
}
