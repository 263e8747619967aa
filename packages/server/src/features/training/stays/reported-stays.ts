import { createHash } from 'node:crypto'
import { normalizeEmail } from '../../../domain/email.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import type { StayKind } from '../../../domain/stay.ts'

/** What a reading makes of one stay that was reported. Times are as they came, but none ends before it begins. */
export interface Stay {
  readonly runKey: string
  readonly runStartedAt: Date
  readonly runEndedAt: Date | undefined
  /** The same for the same stay in every reading, also when more of it is known by then. */
  readonly sourceKey: string
  readonly kind: StayKind
  readonly isHost: boolean
  readonly name: string
  /** In the one way in which addresses are written here; empty = none. */
  readonly email: string
  readonly registrationKey: string | null
  readonly externalId: string | null
  readonly joinedAt: Date
  readonly leftAt: Date | null
}

type Reported = Pick<Stay, 'kind' | 'isHost' | 'joinedAt'> & {
  readonly registrationKey: string | undefined
  readonly externalId: string | undefined
  readonly name: string
  readonly email: string
  readonly leftAt: Date | undefined
}

/** Longer texts are cut: nobody's name, and nobody's key. In UTF-16 units. */
const TEXT_MAX = 300

/**
 * The stays of one run, of all its pages. What two pages have is taken once. Of people of whom only a name is known
 * and who came in the same instant, there are as many as one page has.
 */
export function staysOf(
  run: { key: string; startedAt: Date; endedAt: Date | undefined },
  pages: readonly (readonly Reported[])[],
): Stay[] {
  const found = new Map<string, Stay>()
  for (const page of pages) {
    const seen = new Map<string, number>()
    const inOrder = page.map(cleaned).sort((a, b) => endOf(a) - endOf(b))
    for (const stay of inOrder) {
      const who = stay.registrationKey ?? stay.externalId ?? stay.email
      const same = [run.key, stay.kind, who || `name ${stay.name}`, stay.joinedAt.toISOString()].join('\n')
      const before = seen.get(same) ?? 0
      seen.set(same, before + 1)
      // With a key or an address, two rows of one instant are one person on two devices or one row told twice.
      const sourceKey = sha256(`${same}\n${who ? 0 : before}`)
      const known = found.get(sourceKey)
      if (known && endOf(known) >= endOf(stay)) continue
      const { key: runKey, startedAt: runStartedAt, endedAt: runEndedAt } = run
      found.set(sourceKey, { ...stay, ...{ runKey, runStartedAt, runEndedAt, sourceKey } })
    }
  }
  return [...found.values()]
}

/** One text for what a reading found, whatever the order: two readings agree when theirs are equal. */
export function digestOf(runs: ReadonlyMap<string, readonly Stay[]>): string {
  const lines = [...runs].flatMap(([key, stays]) => [
    key,
    ...stays.map((stay) => `${stay.sourceKey} ${stay.leftAt?.toISOString() ?? ''}`),
  ])
  return sha256(lines.sort().join('\n'))
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function endOf(stay: { readonly leftAt: Date | null }): number {
  return stay.leftAt?.getTime() ?? Number.POSITIVE_INFINITY
}

function cleaned({ name, email, joinedAt, leftAt, ...stay }: Reported) {
  return {
    ...stay,
    registrationKey: outsideText(stay.registrationKey ?? '', TEXT_MAX) || null,
    externalId: outsideText(stay.externalId ?? '', TEXT_MAX) || null,
    name: outsideText(name, TEXT_MAX),
    email: outsideText(normalizeEmail(email), TEXT_MAX),
    joinedAt,
    leftAt: leftAt === undefined ? null : leftAt < joinedAt ? joinedAt : leftAt,
  }
}
