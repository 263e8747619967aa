/** What a reviver is told about a value by engines that give access to the source text. */
interface SourceContext {
  readonly source?: string
}

// TypeScript's library does not describe source text access yet; Node has it since version 21.
const sourceAwareJson = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context?: SourceContext) => unknown): unknown
  rawJSON(text: string): object
}

const INTEGER = /^-?\d+$/
const JSON_INTEGER = /^-?(?:0|[1-9]\d*)$/

/**
 * Reads JSON without losing digits: integers beyond ±(2^53 − 1) come out as strings, digit by digit, and so
 * do numbers too large for a double. Everything else is what `JSON.parse` gives.
 *
 * @throws {SyntaxError} for text that is not JSON
 */
export function parseJson(text: string): unknown {
  return sourceAwareJson.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source
    // Rounding a key in silence would be worse than stopping.
    if (source === undefined) throw new Error('JSON source text access is missing: use Node 22 or newer.')
    return INTEGER.test(source) || !Number.isFinite(value) ? source : value
  })
}

/** Writes JSON; values made by `numericKey` come out as the digits they hold. */
export function stringifyJson(value: unknown): string {
  return JSON.stringify(value)
}

/**
 * A key that `stringifyJson` writes as a JSON number with every digit, as GoToTraining wants organizer keys.
 *
 * @throws {TypeError} when `digits` is not an integer as JSON writes it
 */
export function numericKey(digits: string): object {
  if (!JSON_INTEGER.test(digits)) throw new TypeError(`"${digits}" is not a whole number.`)
  return sourceAwareJson.rawJSON(digits)
}
