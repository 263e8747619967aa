import { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Sweeping } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { AppError, BusyError, ConflictError } from '../../../domain/errors.ts'
import type { LmsLinkId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { outsideText } from '../../../domain/outside-text.ts'
import { addMinutes } from '../../../domain/time.ts'
import { isStorable } from '../../../domain/words.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { type Reader, sentence } from '../../../messages/messages.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { listPeopleByIds, nameOf } from '../../people/people/people.service.ts'
import { takeBack } from '../../training/enrollments/enrollments.service.ts'
import { askPlaces, givePlaces, type Placed } from '../../training/enrollments/places.service.ts'
import { lockSession } from '../../training/sessions/locked-sessions.service.ts'
import { rolesIn, scopes } from './claims.ts'
import { getLink, type LinkRow } from './links.service.ts'
import * as linksStore from './links.store.ts'
import { askLms, LmsCallError } from './lms-services.ts'
import { meetPeople } from './lti-people.service.ts'
import * as membersStore from './members.store.ts'
import type { LmsRoster } from './registrations.schemas.ts'
import { getRegistration } from './registrations.service.ts'

const MEDIA_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json'
/** More than any LMS needs for {@link MOST_MEMBERS}: whoever goes on for ever is cut off. */
const MOST_PAGES = 2500
/** Of a course, whatever they are in it. */
const MOST_MEMBERS = 25_000
/** Asked for: an LMS that has all of them on one page would answer with more than is taken. */
const PER_PAGE = 500
/** Served in one go: no statement takes long, however many there are. */
const AT_ONCE = 1000
const SHOWN = 200
/** So many may leave at once by themselves, however few are known. */
const FEW = 5
const DAY_MINUTES = 24 * 60
/** An LMS that is away or refuses is asked again after so long. */
const AGAIN_MINUTES = 60
const LEASE_MINUTES = 30
const LINKS_AT_ONCE = 20

const short = (max: number) =>
  z
    .string()
    .catch('')
    .transform((value) => outsideText(value, max))
/** Whoever can't be read is not left out: they would lose their place. */
const Member = z.object({
  user_id: z.string().min(1).max(300).refine(isStorable),
  status: z.string().catch('Active'),
  roles: z.array(z.string()),
  name: short(200),
  given_name: short(100),
  family_name: short(100),
})
const Page = z.object({ members: z.array(z.unknown()) })
type MemberOf = z.output<typeof Member>

/**
 * Everybody of a course of an LMS, page by page: all of them or none, for whoever is not among them loses their place.
 *
 * @throws {LmsCallError} {@link ConflictError} `lms-roster-too-large`
 */
async function listMembers(ctx: Ctx, link: LinkRow, first: string): Promise<MemberOf[]> {
  const lms = await getRegistration(ctx, link.registrationId)
  const members = new Map<string, MemberOf>()
  const asked = new Set<string>()
  let url: string | undefined = withLimit(first)
  while (url !== undefined) {
    const { host } = new URL(url)
    if (asked.has(url)) throw new LmsCallError(undefined, `${host}: a page of the roster leads back to it`)
    if (asked.size === MOST_PAGES) throw new ConflictError('lms-roster-too-large', { limit: MOST_MEMBERS })
    asked.add(url)
    const answer: Response = await askLms(ctx, lms, { url, scope: scopes.roster, accept: MEDIA_TYPE })
    const { data } = Page.safeParse(await readJson(answer, host))
    if (!data) throw new LmsCallError(answer.status, `${host}: page ${asked.size} of the roster is none`)
    for (const one of data.members) {
      const member = Member.safeParse(one).data
      if (!member)
        throw new LmsCallError(
          answer.status,
          `${host}: page ${asked.size} of the roster has somebody without user_id or roles`,
        )
      members.set(member.user_id, member)
    }
    if (members.size > MOST_MEMBERS) throw new ConflictError('lms-roster-too-large', { limit: MOST_MEMBERS })
    url = nextOf(answer.headers.get('link'), url)
  }
  return [...members.values()]
}

function withLimit(first: string): string {
  const url = new URL(first)
  if (!url.searchParams.has('limit')) url.searchParams.set('limit', `${PER_PAGE}`)
  return url.href
}

/** @returns undefined for what is no JSON @throws {LmsCallError} for what is too large or breaks off */
async function readJson(answer: Response, host: string): Promise<unknown> {
  const text = await answer.text().catch((error) => {
    throw error instanceof OutsideError ? new LmsCallError(undefined, `${host}: ${error.message}`) : error
  })
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The next page, at the same service: nobody else gets the token. @throws {LmsCallError} for one elsewhere */
function nextOf(header: string | null, url: string): string | undefined {
  const found = header?.split(',').find((part) => /;\s*rel="?next"?/i.test(part))
  if (!found) return undefined
  const next = URL.parse(/<([^>]+)>/.exec(found)?.[1] ?? '', url)
  if (next?.origin === new URL(url).origin) return next.href
  throw new LmsCallError(undefined, `${new URL(url).host}: the next page of the roster is at another address`)
}

function inParts<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / AT_ONCE)
  return Array.from({ length: count }, (_, part) => all.slice(part * AT_ONCE, (part + 1) * AT_ONCE))
}

type Row = z.output<typeof LmsRoster>['rows'][number]

/** Who takes a roster over: a superadmin, or nobody where it is read by itself. */
interface Taker {
  readonly personId: PersonId | null
  readonly reader: Reader
}

/**
 * Compares the roster of a course of an LMS with who has a place in its session, and makes them alike when that is wished:
 * it is carried out in either case, so the preview is exact. Who left the LMS's course gives the place back that came by
 * it; nobody is deleted.
 *
 * @throws {ConflictError} `lms-link-nowhere`, `lms-roster-none`, `lms-roster-too-large`
 */
export async function syncRoster(
  ctx: Ctx,
  actor: Actor,
  linkId: LmsLinkId,
  save: boolean,
): Promise<z.output<typeof LmsRoster>> {
  assertSuperadmin(actor)
  return takeRoster(ctx, actor, await getLink(ctx, linkId), save)
}

/**
 * The same by itself. What takes the places of many at once waits for a person: an LMS that has lost its people says the same.
 *
 * @throws {ConflictError} `lms-roster-shrunk` besides
 */
async function takeRoster(
  ctx: Ctx,
  taker: Taker,
  link: LinkRow,
  save: boolean,
): Promise<z.output<typeof LmsRoster>> {
  const { id: linkId } = link
  const sessionId = link.inSessionId
  if (!sessionId) throw new ConflictError('lms-link-nowhere')
  if (!link.membershipsUrl) throw new ConflictError('lms-roster-none')
  const found = await listMembers(ctx, link, link.membershipsUrl).catch((error) => {
    if (error instanceof LmsCallError) throw new BusyError('lms-call-failed', { reason: error.message })
    throw error
  })
  const learners = found.filter(
    ({ status, roles }) => status === 'Active' && rolesIn(roles).includes('learner'),
  )
  const { id: platformId } = ctx.platform
  const { issuer } = link
  const rows = await carryOut(ctx, save, async (dry, trx): Promise<Row[]> => {
    const session = await lockSession(dry, trx, sessionId)
    const bySubject = new Map<string, PersonId>()
    const placed: Placed[] = []
    for (const some of inParts(learners)) {
      const members = some.map(({ user_id, name, given_name, family_name }) => ({
        subject: user_id,
        ...{ name, firstName: given_name, lastName: family_name },
      }))
      const met = await meetPeople(dry, trx, issuer, members)
      const asked = await askPlaces(dry, trx, session, [...new Set(met.values())])
      const placing = { session, actorId: taker.personId, whenFull: 'wait' as const }
      // Whoever has or had something keeps it: a planner may have had a reason.
      const personIds = [...asked.people.keys()].filter((id) => !asked.places.had.has(id))
      placed.push(...(await givePlaces(dry, trx, { ...placing, personIds })))
      const now = ctx.now()
      const seen = [...met].map(([subject, personId]) => ({ subject, personId, seenAt: now }))
      await membersStore.keepMembers(
        trx,
        seen.map((one) => ({ platformId, linkId, ...one })),
      )
      for (const { subject, personId } of seen) bySubject.set(subject, personId)
    }
    const fresh = placed.map(({ personId }) => personId)
    const left = await membersStore.listLeft(trx, platformId, linkId, sessionId, [...bySubject.keys()])
    const stays = new Set(bySubject.values())
    const leaving = [...new Set(left.map(({ personId }) => personId))].filter((id) => !stays.has(id))
    const known = stays.size + leaving.length
    if (taker.personId === null && leaving.length > Math.max(FEW, known / 2))
      throw new ConflictError('lms-roster-shrunk', { leaving: leaving.length, known })
    for (const personIds of inParts(leaving)) await takeBack(dry, trx, taker, { session, personIds })
    await membersStore.deleteMembers(
      trx,
      platformId,
      linkId,
      left.map(({ subject }) => subject),
    )
    if (fresh.length + leaving.length > 0)
      await happened(dry, trx, {
        ...{
          kind: 'lms-roster-synced' as const,
          id: link.registrationId,
          linkId,
          by: taker.personId ?? undefined,
        },
        changes: { link: link.contextTitle, added: fresh.length, removed: leaving.length },
      })
    const people = new Map(
      (await listPeopleByIds(dry, trx, [...fresh, ...leaving])).map((one) => [one.id, nameOf(one)]),
    )
    const called = (id: PersonId) => people.get(id) ?? ''
    return [
      ...placed.map((one): Row => {
        const name = called(one.personId)
        if ('refusal' in one)
          return {
            name,
            outcome: 'refuse',
            reason: sentence(one.refusal.code, one.refusal.params, taker.reader),
          }
        return { name, outcome: one.status === 'enrolled' ? 'add' : 'wait', reason: '' }
      }),
      ...leaving.map((id): Row => ({ name: called(id), outcome: 'remove', reason: '' })),
    ]
  })
  const count = (outcome: Row['outcome']) => rows.filter((row) => row.outcome === outcome).length
  return {
    saved: save,
    members: learners.length,
    added: count('add'),
    waiting: count('wait'),
    removed: count('remove'),
    refused: count('refuse'),
    rows: rows.slice(0, SHOWN),
  }
}

export function findDueRosters(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return linksStore.listWithRosterDue(db, now)
}

/** Reads the rosters that are due, each once a day. One that fails holds up no other. */
export async function readDueRosters(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  await eachAlone(
    await linksStore.listRostersDue(ctx.db, ctx.platform.id, now, LINKS_AT_ONCE),
    (id) => `the roster of link ${id}`,
    async (id) => {
      const until = addMinutes(now, LEASE_MINUTES)
      if (await linksStore.takeRosterDue(ctx.db, ctx.platform.id, id, { now, until }))
        await readRoster(ctx, id)
    },
  )
}

async function readRoster(ctx: Ctx, id: LmsLinkId): Promise<void> {
  const { platform } = ctx
  const reader = { language: platform.defaultLanguage, timeZone: platform.timeZone }
  const keep = (change: Parameters<typeof linksStore.endRosterDue>[3]) =>
    linksStore.endRosterDue(ctx.db, platform.id, id, change)
  try {
    const { added, waiting, removed } = await takeRoster(
      ctx,
      { personId: null, reader },
      await getLink(ctx, id),
      true,
    )
    await keep({
      ...{ rosterReadAt: ctx.now(), rosterProblem: null },
      rosterChange: JSON.stringify({ added, waiting, removed }),
      rosterDueAt: addMinutes(ctx.now(), DAY_MINUTES),
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await keep({
      rosterProblem: JSON.stringify({ code: error.code, params: error.params }),
      rosterDueAt: addMinutes(ctx.now(), error instanceof BusyError ? AGAIN_MINUTES : DAY_MINUTES),
    })
  }
}
