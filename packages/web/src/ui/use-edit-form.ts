import { type UseFormInput, type UseFormReturnType, useForm } from '@mantine/form'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../api/client.ts'
import { type Conflict, type FormValues, isEqual, merge, type Parts, touchedOf, withChoice } from './merge.ts'

/** Others can be faster again and again; then somebody is to look. */
const MAX_TRIES = 4

interface Versioned {
  readonly id?: string
  readonly version: number
}

interface EditFormOptions<Thing extends Versioned, Values extends FormValues, Body extends object> {
  /** The thing as it is known now, which may be newer than what the form was opened with; left out = a new one. */
  thing: Thing | undefined
  /** It was deleted meanwhile. */
  isGone?: boolean
  toValues: (thing: Thing | undefined) => Values
  /** Every field that a request may have; only those are sent that differ from the untouched form's. */
  toBody: (values: Values) => Body
  parts: Parts<Values>
  /** Asks the platform for the newest version. @throws {Problem} 404 or 410 when it is gone; undefined says the same */
  reread: (thing: Thing) => Promise<Thing | undefined>
  create?: (body: Body) => Promise<unknown>
  /** Sends what was touched, against the version that the touched values were compared with. */
  change: (thing: Thing, touched: Partial<Body>, whole: Body) => Promise<unknown>
  /** There is something to save besides the fields, such as a picture. */
  hasMore?: boolean
  /** After it was saved, or when nothing was left to save. */
  onDone?: (touched: Partial<Body>) => unknown
  validate?: UseFormInput<Values>['validate']
}

/** What has come between opening a form and saving it. */
export interface Meanwhile<Values extends FormValues = FormValues> {
  /** `gone`: deleted. `changed`: somebody saved a newer version, which is looked at when this one is saved. */
  readonly state: 'none' | 'changed' | 'gone'
  readonly conflicts: readonly Conflict<Values>[]
  /** What was chosen so far, by the conflict's id. */
  readonly chosen: Readonly<Record<string, 'mine' | 'theirs'>>
  /** Labels of what somebody else changed and is kept. */
  readonly taken: readonly string[]
  /** Save was pressed while something was left to choose. */
  readonly isMissing: boolean
  readonly choose: (conflict: Conflict<Values>, side: 'mine' | 'theirs') => void
}

export interface EditForm<Values extends FormValues, Body extends object> {
  readonly form: UseFormReturnType<Values>
  readonly meanwhile: Meanwhile<Values>
  /** Fields of the request that were touched, for previews. */
  readonly touched: Partial<Body>
  readonly save: (values: Values) => Promise<void>
}

/** Thrown by saving when there is something to choose first; the form shows what. */
export class UnsettledConflicts extends Error {}

/**
 * The one way in which forms change what stands. The form keeps the version and the values that it was opened with.
 * Saving sends the fields that were touched, against that version. When somebody was faster the newest version is
 * read and merged: what only the other person changed stays as they left it, and where both changed the same, the
 * form asks field by field. While nothing is touched, it follows the newest version.
 */
export function useEditForm<Thing extends Versioned, Values extends FormValues, Body extends object>(
  options: EditFormOptions<Thing, Values, Body>,
): EditForm<Values, Body> {
  const { thing, toValues, toBody, parts, validate } = options
  const form = useForm<Values>({ initialValues: toValues(thing), ...(validate ? { validate } : {}) })
  const base = useRef(thing)
  const [conflicts, setConflicts] = useState<readonly Conflict<Values>[]>([])
  const [chosen, setChosen] = useState<Meanwhile['chosen']>({})
  const [taken, setTaken] = useState<readonly string[]>([])
  const [isMissing, setIsMissing] = useState(false)
  const [isFoundGone, setIsFoundGone] = useState(false)

  const unchanged = () => toValues(base.current)
  const isUntouched = isEqual(unchanged(), form.values)
  const isBehind = thing !== undefined && thing.version > (base.current?.version ?? 0)
  // A newer version whose fields are the same, such as after a picture was uploaded, is no news to who types here.
  const differs = isBehind && !isEqual(unchanged(), toValues(thing))

  const follow = (newest: Thing) => {
    base.current = newest
    form.setInitialValues(toValues(newest))
    form.setValues(toValues(newest))
  }
  // Nobody has typed yet: what is shown is what is there now.
  useEffect(() => {
    if (thing && isBehind && !differs) base.current = thing
    else if (thing && differs && isUntouched) follow(thing)
  })

  /** Takes the newest version as what this one is compared with. @returns what is to be saved */
  const catchUp = async (opened: Thing): Promise<{ values: Values; newest: Thing }> => {
    const newest = await options.reread(opened).catch((error) => {
      if (isNotFound(error)) return undefined
      throw error
    })
    if (!newest) {
      setIsFoundGone(true)
      throw new UnsettledConflicts()
    }
    const merged = merge(parts, toValues(opened), form.getValues(), toValues(newest))
    base.current = newest
    form.setInitialValues(toValues(newest))
    form.setValues(merged.values)
    setTaken((before) => [...new Set([...before, ...merged.taken])])
    setConflicts(merged.conflicts)
    setChosen({})
    setIsMissing(false)
    if (merged.conflicts.length > 0) throw new UnsettledConflicts()
    return { values: merged.values, newest }
  }

  const change = async (first: Thing, typed: Values): Promise<Partial<Body>> => {
    let opened = first
    let values = typed
    for (let tries = 1; ; tries++) {
      const whole = toBody(values)
      const touched = touchedOf(toBody(toValues(opened)), whole)
      if (Object.keys(touched).length === 0 && !options.hasMore) return touched
      try {
        const saved = await options.change(opened, touched, whole)
        // What was typed while it was being saved stays.
        if (isVersioned<Thing>(saved) && isEqual(values, form.getValues())) follow(saved)
        else if (isVersioned<Thing>(saved)) base.current = saved
        return touched
      } catch (error) {
        if (isNotFound(error)) setIsFoundGone(true)
        const wasFaster = error instanceof Problem && error.status === 412
        if (!wasFaster || tries === MAX_TRIES) throw error
        ;({ values, newest: opened } = await catchUp(opened))
      }
    }
  }

  const save = async (values: Values): Promise<void> => {
    if (conflicts.some(({ id }) => !chosen[id])) {
      setIsMissing(true)
      throw new UnsettledConflicts()
    }
    const opened = base.current
    const touched = opened ? await change(opened, values) : toBody(values)
    if (!opened) await options.create?.(toBody(values))
    setConflicts([])
    setTaken([])
    await options.onDone?.(touched)
  }

  const choose: Meanwhile<Values>['choose'] = (conflict, side) => {
    setChosen({ ...chosen, [conflict.id]: side })
    form.setValues(withChoice(form.getValues(), conflict, side))
  }

  const isGone = isFoundGone || options.isGone === true
  return {
    form,
    meanwhile: {
      state: isGone ? 'gone' : differs && !isUntouched ? 'changed' : 'none',
      conflicts,
      chosen,
      taken,
      isMissing,
      choose,
    },
    touched: touchedOf(toBody(unchanged()), toBody(form.values)),
    save,
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Problem && (error.status === 404 || error.status === 410)
}

function isVersioned<Thing extends Versioned>(saved: unknown): saved is Thing {
  return typeof saved === 'object' && saved !== null && 'version' in saved
}
