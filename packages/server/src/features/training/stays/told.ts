import type { PersonId } from '../../../domain/ids.ts'
import { overlaps, type Span } from '../../../domain/stay.ts'
import type { ReportPage } from '../../../providers/report.ts'

/** Who of ours was seen in a room, and from when to when; a look each minute can't know better. */
export type SeenStays = Readonly<
  Record<PersonId, readonly { readonly joinedAt: string; readonly leftAt: string | null }[]>
>

/** Of the run that we saw: no key of a provider's. */
const SEEN_RUN = 'seen'

export function seenBody(seen: SeenStays): string {
  return JSON.stringify({ seen })
}

/**
 * The pages of what a tool told by itself, of runs that overlap a stretch of time: what came last of each run counts. What
 * was seen stands in where nothing was told.
 *
 * @param read undefined for what is no report
 */
export async function pagesOf(
  bodies: readonly string[],
  span: Span,
  read: (body: string) => Promise<ReportPage | undefined>,
): Promise<ReportPage[]> {
  const told = new Map<string, ReportPage>()
  let seen: ReportPage | undefined
  for (const body of bodies) {
    const own = toSeen(body)
    const page = own ?? (await read(body))
    if (!page || !overlaps(page.run, span)) continue
    if (own) seen = own
    else told.set(page.run.key, page)
  }
  return told.size === 0 && seen ? [seen] : [...told.values()]
}

function toSeen(body: string): ReportPage | undefined {
  if (!body.startsWith('{"seen":')) return undefined
  const { seen } = JSON.parse(body) as { seen: SeenStays } // our own words
  const stays = Object.entries(seen).flatMap(([personId, all]) =>
    all.map(({ joinedAt, leftAt }) => ({
      ...{ kind: 'main' as const, isHost: false, registrationKey: undefined, externalId: personId },
      ...{
        name: '',
        email: '',
        joinedAt: new Date(joinedAt),
        leftAt: leftAt === null ? undefined : new Date(leftAt),
      },
    })),
  )
  const [first] = stays.map(({ joinedAt }) => joinedAt.getTime()).sort((a, b) => a - b)
  if (first === undefined) return undefined
  return { run: { key: SEEN_RUN, startedAt: new Date(first), endedAt: undefined }, stays, answers: [body] }
}
