/** Guesses about a service, by name: each is a number, true or false, or a text. */
type Guesses = { readonly [name: string]: number | boolean | string }

interface Option {
  readonly type: 'string' | 'boolean'
}

/** What switches are made of. */
export interface SwitchTable<Behavior> {
  readonly defaults: Behavior
  /** Texts or numbers that a switch may have; every other one is a number, true or false, or any text. */
  readonly choices: { readonly [Name in keyof Behavior]?: readonly Behavior[Name][] }
  /** Switches that stand for several; one that is given beside them wins. */
  readonly presets?: Readonly<Record<string, { readonly help: string; readonly sets: Partial<Behavior> }>>
}

/** Everything that is guessed about a service, as options of a command line. */
export interface Switches<Behavior> {
  /** For `parseArgs`: `tokenAnswer` is `--token-answer`, and one that is on goes off by `--no-…`. */
  readonly options: Readonly<Record<string, Option>>
  /**
   * Reads those that were given.
   *
   * @param values as `parseArgs` gives them
   * @throws {Error} naming the option, what was found and what is expected
   */
  read(values: Readonly<Record<string, unknown>>): Partial<Behavior>
  /** A line for each, with what it is when it is left out. */
  usage(): string
}

export function switchesOf<Behavior extends { [Name in keyof Behavior]: Guesses[string] }>({
  defaults,
  choices,
  presets = {},
}: SwitchTable<Behavior>): Switches<Behavior> {
  const names = Object.keys(defaults) as (keyof Behavior & string)[]

  function readOne(name: keyof Behavior & string, value: unknown): unknown {
    const usual = defaults[name]
    if (typeof usual === 'boolean') return value
    const allowed = choices[name]
    if (allowed) {
      const choice = allowed.find((entry) => String(entry) === value)
      if (choice === undefined)
        throw new Error(`--${optionOf(name)} ${value} is unknown. Choose one of ${allowed.join(', ')}.`)
      return choice
    }
    if (typeof usual === 'string') return value
    const number = Number(value)
    if (value === '' || !Number.isFinite(number) || number < 0)
      throw new Error(`--${optionOf(name)} ${value} is not a number from 0 on.`)
    return number
  }

  return {
    options: {
      ...Object.fromEntries(Object.keys(presets).map((name) => [name, { type: 'boolean' } as const])),
      ...Object.fromEntries(
        names.map((name) => [
          optionOf(name),
          { type: typeof defaults[name] === 'boolean' ? 'boolean' : 'string' } as const,
        ]),
      ),
    },
    read(values) {
      const given = names
        .filter((name) => values[optionOf(name)] !== undefined)
        .map((name) => [name, readOne(name, values[optionOf(name)])])
      const preset = Object.entries(presets).filter(([name]) => values[name])
      return Object.assign({}, ...preset.map(([, { sets }]) => sets), Object.fromEntries(given))
    },
    usage() {
      const lines = names.map((name) => {
        const value = defaults[name]
        if (typeof value === 'boolean') return `  --${value ? 'no-' : ''}${optionOf(name)}`
        const kind = choices[name]?.join('|') ?? (typeof value === 'number' ? 'N' : 'TEXT')
        return `  --${optionOf(name)} ${kind} (${value})`
      })
      return [...Object.entries(presets).map(([name, { help }]) => `  --${name}  ${help}`), ...lines].join(
        '\n',
      )
    },
  }
}

function optionOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
