import { type Behavior, defaultBehavior } from './behavior.ts'

/** Texts that a switch may have; every other switch is a number, true or false, or any text. */
const CHOICES: { readonly [Name in keyof Behavior]?: readonly Behavior[Name][] } = {
  refreshRotation: ['never', 'near-expiry', 'always'],
  tokenAnswer: ['current', 'legacy'],
  legacyOauth: ['retired', 'working'],
  adminKeys: ['text', 'number'],
  trainingGoneCode: ['NoSuchTraining', 'InvalidRequest'],
  trainingGoneStatus: [404, 400],
  registrationApproval: ['AUTOMATIC', 'MANUAL'],
}

/** GoTo as it was until 2025, for programs from that time. */
const LEGACY: Partial<Behavior> = {
  tokenAnswer: 'legacy',
  legacyOauth: 'working',
  refreshRotation: 'always',
}

const names = Object.keys(defaultBehavior) as (keyof Behavior)[]

interface Option {
  readonly type: 'string' | 'boolean'
}

/** The switches as options for `parseArgs`: `tokenAnswer` is `--token-answer`, and one that is on goes off by `--no-…`. */
export const switchOptions: Readonly<Record<string, Option>> = {
  legacy: { type: 'boolean' },
  ...Object.fromEntries(
    names.map((name) => [
      optionOf(name),
      { type: typeof defaultBehavior[name] === 'boolean' ? 'boolean' : 'string' } as const,
    ]),
  ),
}

/**
 * Reads the switches that were given. `--legacy` stands for several; one that is given beside it wins.
 *
 * @param values as `parseArgs` gives them
 * @throws {Error} naming the option, what was found and what is expected
 */
export function readSwitches(values: Readonly<Record<string, unknown>>): Partial<Behavior> {
  const given = names
    .filter((name) => values[optionOf(name)] !== undefined)
    .map((name) => [name, readSwitch(name, values[optionOf(name)])])
  return { ...(values.legacy ? LEGACY : {}), ...Object.fromEntries(given) }
}

/** A line for each switch, with what it is when it is left out. */
export function switchUsage(): string {
  const lines = names.map((name) => {
    const value = defaultBehavior[name]
    if (typeof value === 'boolean') return `  --${value ? 'no-' : ''}${optionOf(name)}`
    const choices = CHOICES[name] as readonly unknown[] | undefined
    return `  --${optionOf(name)} ${choices ? choices.join('|') : typeof value === 'number' ? 'N' : 'TEXT'} (${value})`
  })
  return ['  --legacy  GoTo as it was until 2025: keys in token answers, the old OAuth host', ...lines].join(
    '\n',
  )
}

function readSwitch(name: keyof Behavior, value: unknown): unknown {
  const usual = defaultBehavior[name]
  if (typeof usual === 'boolean') return value
  const choices = CHOICES[name] as readonly unknown[] | undefined
  if (choices) {
    const choice = choices.find((entry) => String(entry) === value)
    if (choice === undefined)
      throw new Error(`--${optionOf(name)} ${value} is unknown. Choose one of ${choices.join(', ')}.`)
    return choice
  }
  if (typeof usual === 'string') return value
  const number = Number(value)
  if (value === '' || !Number.isFinite(number) || number < 0)
    throw new Error(`--${optionOf(name)} ${value} is not a number from 0 on.`)
  return number
}

function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
