import type { TimelineEntry } from '../../../api/client.ts'

export const timelineParts = ['all', 'people', 'rooms', 'mails'] as const
export type TimelinePart = (typeof timelineParts)[number]

/** What is said in one line, with what it caused at the provider. */
export interface TimelineStep {
  /** Entries have no id: when it happened and how many of that moment came before; the same when newer ones come. */
  readonly key: string
  readonly at: string
  /** Undefined = the calls stand for themselves: nobody did anything just before. */
  readonly entry: TimelineEntry | undefined
  /** Newest first. */
  readonly calls: readonly TimelineEntry[]
}

/** Calls that come later than this are looks of their own, not caused by what happened before. */
const CAUSED_WITHIN_MS = 10 * 60_000
const technical: ReadonlySet<TimelineEntry['kind']> = new Set(['call', 'attempt', 'state'])

/** Folds calls to the provider below what caused them. @param items newest first */
export function toSteps(items: readonly TimelineEntry[]): TimelineStep[] {
  const steps: (TimelineStep & { calls: TimelineEntry[]; last: number })[] = []
  const keyAt = (moment: string) => `${moment} ${steps.filter((step) => step.at === moment).length}`
  for (const item of items.toReversed()) {
    const at = Date.parse(item.at)
    const step = steps.at(-1)
    if (!technical.has(item.kind))
      steps.push({ key: keyAt(item.at), at: item.at, entry: item, calls: [], last: at })
    else if (step && at - step.last <= CAUSED_WITHIN_MS) {
      step.calls.unshift(item)
      step.last = at
    } else steps.push({ key: keyAt(item.at), at: item.at, entry: undefined, calls: [item], last: at })
  }
  return steps.toReversed().map(({ key, at, entry, calls }) => ({ key, at, entry, calls }))
}

/** What a step is about; one can be about several. */
export function isAbout({ entry, calls }: TimelineStep, part: TimelinePart): boolean {
  if (part === 'all') return true
  const action = String(entry?.data.action ?? '')
  const isMail = entry?.kind === 'mail' || /\.(message|nudge)$/.test(action)
  if (part === 'mails') return isMail
  const isRoom = /\.(replace-room|switch-room|move-account)$/.test(action)
  if (part === 'rooms')
    return calls.length > 0 || isRoom || entry?.kind === 'preflight' || entry?.kind === 'registrations'
  return entry?.kind === 'entry' || (entry?.kind === 'change' && !isRoom)
}
