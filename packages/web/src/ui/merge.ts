/** What a form holds, by the names of its fields. Values are what JSON can say. */
export type FormValues = Record<string, unknown>

/** A field, or several that only make sense together, in the words of the screen. */
export interface Part<Values extends FormValues = FormValues> {
  readonly label: string
  /** How its value is shown; left out = as the value itself. */
  readonly show?: (values: Values) => string
  /** Of a field that holds several by a key, such as own fields of sessions: each is compared by itself. */
  readonly each?: (key: string) => string
  /** Its values are a set: the order says nothing. */
  readonly isSet?: boolean
}

/** Every field of a form has its part. Fields that share one (the same object) are merged as one. */
export type Parts<Values extends FormValues> = { readonly [Name in keyof Values]-?: Part<Values> }

/** Both changed the same, and differently. */
export interface Conflict<Values extends FormValues = FormValues> {
  /** Stable as long as the form is open. */
  readonly id: string
  readonly label: string
  readonly part: Part<Values>
  readonly theirs: Partial<Values>
  readonly mine: Partial<Values>
  readonly before: Partial<Values>
}

export interface Merged<Values extends FormValues> {
  /** What the form shows from now on; where there is a conflict, what was typed. */
  readonly values: Values
  readonly conflicts: readonly Conflict<Values>[]
  /** Labels of what only the other person changed. */
  readonly taken: readonly string[]
}

/**
 * Brings together what two people made of the same thing: what only one of them touched is theirs, what both made
 * equal is settled, and the rest is a conflict for the one who saves last.
 *
 * @param before the values that the form was opened with
 * @param mine what it holds now
 * @param theirs the values of the newest version
 */
export function merge<Values extends FormValues>(
  parts: Parts<Values>,
  before: Values,
  mine: Values,
  theirs: Values,
): Merged<Values> {
  const values: Values = { ...mine }
  const conflicts: Conflict<Values>[] = []
  const taken: string[] = []
  for (const { id, label, part, names, key } of unitsOf(parts, [before, mine, theirs])) {
    const [was, own, new_] = [before, mine, theirs].map((side) => pick(side, names, key)) as [
      Partial<Values>,
      Partial<Values>,
      Partial<Values>,
    ]
    const equal = (one: unknown, other: unknown) => isEqual(one, other, part.isSet)
    if (equal(was, new_)) continue
    if (equal(was, own)) {
      put(values, new_, key)
      taken.push(label)
    } else if (!equal(own, new_)) {
      conflicts.push({ id, label, part, theirs: new_, mine: own, before: was })
    }
  }
  return { values, conflicts, taken }
}

/** What a conflict's choice puts into the form. */
export function withChoice<Values extends FormValues>(
  values: Values,
  conflict: Conflict<Values>,
  side: 'mine' | 'theirs',
): Values {
  const next: Values = { ...values }
  const isOneOfMany = conflict.id.includes('.')
  put(next, conflict[side], isOneOfMany ? conflict.id.slice(conflict.id.indexOf('.') + 1) : undefined)
  return next
}

/** Fields of a request that differ from the request that changes nothing. */
export function touchedOf<Body extends object>(unchanged: Body, wanted: Body): Partial<Body> {
  const names = new Set([...Object.keys(unchanged), ...Object.keys(wanted)]) as Set<string & keyof Body>
  const touched: Partial<Body> = {}
  for (const name of names) {
    if (wanted[name] !== undefined && !isEqual(unchanged[name], wanted[name])) touched[name] = wanted[name]
  }
  return touched
}

interface Unit<Values extends FormValues> {
  readonly id: string
  readonly label: string
  readonly part: Part<Values>
  readonly names: readonly (string & keyof Values)[]
  /** One of several that a field holds. */
  readonly key?: string
}

function unitsOf<Values extends FormValues>(parts: Parts<Values>, sides: readonly Values[]): Unit<Values>[] {
  const names = Object.keys(parts) as (string & keyof Values)[]
  const byPart = Map.groupBy(names, (name) => parts[name])
  return [...byPart].flatMap(([part, own]): Unit<Values>[] => {
    const [first = ''] = own
    const { each } = part
    if (!each) return [{ id: first, label: part.label, part, names: own }]
    const keys = new Set(sides.flatMap((side) => Object.keys((side[first] as object | undefined) ?? {})))
    return [...keys].map((key) => ({ id: `${first}.${key}`, label: each(key), part, names: own, key }))
  })
}

function pick<Values extends FormValues>(
  side: Values,
  names: readonly (string & keyof Values)[],
  key: string | undefined,
): Partial<Values> {
  const value = (name: keyof Values) =>
    key === undefined ? side[name] : { [key]: (side[name] as FormValues | undefined)?.[key] }
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Partial<Values>
}

function put<Values extends FormValues>(
  values: Values,
  chosen: Partial<Values>,
  key: string | undefined,
): void {
  for (const [name, value] of Object.entries(chosen) as [keyof Values, unknown][]) {
    const whole = key === undefined ? value : { ...(values[name] as object), ...(value as object) }
    values[name] = whole as Values[keyof Values]
  }
}

/**
 * Whether two values say the same. What a field leaves out is as if it were empty, and `5` typed is the number 5:
 * inputs give one or the other.
 */
export function isEqual(one: unknown, other: unknown, isSet = false): boolean {
  if (isEmpty(one) && isEmpty(other)) return true
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) return false
    const [left, right] = isSet ? [one, other].map((list) => list.toSorted()) : [one, other]
    return (left ?? []).every((value, index) => isEqual(value, right?.[index]))
  }
  if (isObject(one) && isObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)])
    return [...names].every((name) => isEqual(one[name], other[name], isSet))
  }
  if (typeof one === 'number' || typeof other === 'number')
    return isScalar(one) && isScalar(other) && String(one) === String(other)
  return one === other
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''
const isScalar = (value: unknown) => typeof value === 'number' || (typeof value === 'string' && value !== '')
const isObject = (value: unknown): value is FormValues =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
