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
