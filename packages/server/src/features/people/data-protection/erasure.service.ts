import type { z } from 'zod'
import { assertMayErase } from '../../../access/people.policy.ts'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { dryRun } from '../../../db/dry-run.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { ErasureId, PersonId } from '../../../domain/ids.ts'
import { patternOf } from '../../../domain/naming.ts'
import { type ErasedKind, summed } from '../../../domain/personal-data.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { phrase } from '../../../messages/messages.ts'
import { assertNotLastSuperadmin, lockPeople, lockSessionsOf, nameOf } from '../people/people.service.ts'
import type { Erasure, ErasurePreview, FindErasures } from './erasure.schemas.ts'
import * as erasureStore from './erasure.store.ts'
import * as requestsStore from './requests.store.ts'
import { getRetentionDays } from './retention.service.ts'

const DAY_MS = 86_400_000
/** Events are named in a refusal, so many of them. */
const NAMED_EVENTS = 3

interface Erased {
  readonly email: string
  readonly name: string
  readonly kinds: readonly ErasedKind[]
  readonly evidenceAt: Date | null
  /** Places at tools that are taken back there. */
  readonly atProvider: number
}

/**
 * What erasing somebody's data would do, by doing it and taking it back.
 *
 * @throws as {@link erasePerson} does
 */
export async function previewErasure(
  ctx: Ctx,
  actor: Actor,
  id: PersonId,
): Promise<z.output<typeof ErasurePreview>> {
  assertMayErase(actor)
  const erased = await dryRun(ctx, (dry, trx) => eraseHeld(dry, trx, { id, by: actor.personId }))
  const { evidenceDays, reportDays } = await evidenceRetention(ctx)
  return {
    name: erased.name,
    email: erased.email,
    kinds: [...erased.kinds],
    atProvider: erased.atProvider,
    evidenceUntil: untilOf(erased.evidenceAt, evidenceDays),
    reportDays,
  }
}

/**
 * Erases somebody's data for good: what is no evidence is deleted, what others need stays without a name, and evidence
 * keeps the name until its retention is over. Their logins and keys end, their places go to the next in line, jobs take
 * back their places at tools, and their address is free. A report without any of it remains.
 *
 * @param confirm their address, as whoever does it has typed it
 * @throws {ConflictError} `last-superadmin`, `erasure-teaches`
 * @throws {InvalidInputError} `erasure-not-confirmed`
 * @throws {NotFoundError} `person-not-found`, also for who was erased
 */
export async function erasePerson(
  ctx: Ctx,
  actor: Actor,
  id: PersonId,
  confirm: string,
): Promise<z.output<typeof Erasure>> {
  assertMayErase(actor)
  await withTransaction(ctx.db, (trx) => eraseHeld(ctx, trx, { id, by: actor.personId, confirm }))
  const [row] = await erasureStore.listErasures(ctx.db, ctx.platform.id, {
    after: undefined,
    limit: 1,
    personId: id,
  })
  if (!row) throw new NotFoundError('person-not-found')
  return (await viewerOf(ctx, [row]))(row)
}

/** The same for somebody who was not here for longer than the platform keeps people, by itself. */
export async function eraseInactive(ctx: Ctx, id: PersonId): Promise<void> {
  await withTransaction(ctx.db, (trx) => eraseHeld(ctx, trx, { id }))
}

/**
 * Names of erased people go of whom there is no evidence any more.
 *
 * @param evidenceBefore what is older was kept no longer
 */
export async function finishErasures(ctx: Ctx, evidenceBefore: Date): Promise<void> {
  await withTransaction(ctx.db, (trx) =>
    erasureStore.finishErasures(trx, ctx.platform.id, evidenceBefore, ctx.now()),
  )
}

/** What was erased, the newest first. */
export async function listErasures(ctx: Ctx, actor: Actor, filter: z.output<typeof FindErasures>) {
  assertSuperadmin(actor)
  const rows = await erasureStore.listErasures(ctx.db, ctx.platform.id, {
    after: fromCursor(filter.cursor, ['instant', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.erasedAt.toISOString(), row.id])
  const toView = await viewerOf(ctx, page.items)
  return { ...page, items: page.items.map(toView) }
}

async function eraseHeld(
  ctx: Ctx,
  trx: Trx,
  { id, by, confirm }: { id: PersonId; by?: PersonId; confirm?: string },
): Promise<Erased> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  // In the order in which all lock them, as who deactivates somebody does.
  await lockSessionsOf(ctx, trx, [id])
  await assertNotLastSuperadmin(ctx, trx, id)
  const person = (await lockPeople(ctx, trx, [id])).get(id)
  if (!person) throw new NotFoundError('person-not-found')
  if (confirm !== undefined && normalizeEmail(confirm) !== person.email)
    throw InvalidInputError.at('/confirm', 'erasure-not-confirmed', { email: person.email })
  const duplicates = await erasureStore.listDuplicateIds(trx, platformId, id)
  const whole = { platformId, ids: [id, ...duplicates.map((duplicate) => duplicate.id)] }
  await assertTeachesNothing(ctx, trx, whole, nameOf(person))

  const evidenceAt = await erasureStore.findEvidenceAt(trx, whole, now)
  const taught = await erasureStore.listTaughtAddresses(trx, whole)
  const emails = [...new Set([person.email, ...duplicates.map(({ email }) => email), ...taught])]
  const pattern = patternOf({ addresses: emails, names: await namesOf(trx, whole, [person, ...duplicates]) })
  const logins = await erasureStore.countLogins(trx, whole)
  const wasAsked = await requestsStore.deleteRequest(trx, platformId, id)

  const reader = { language: ctx.platform.defaultLanguage, timeZone: ctx.platform.timeZone }
  await erasureStore.makeNobody(trx, whole, { name: phrase('erased-person', {}, reader), at: now })
  // Places are given back, logins and keys end: whoever follows sees that they are not active.
  await happened(ctx, trx, { kind: 'person-erased', personIds: whole.ids })
  // After that, as some of what follows is told to them.
  const kinds = await erasureStore.eraseRows(trx, whole, {
    emails,
    pattern,
    now,
    keepsEvidence: evidenceAt !== null,
  })
  const kept = evidenceAt === null ? [] : await erasureStore.countKept(trx, whole)
  if (evidenceAt) {
    const { firstName, lastName } = person
    await erasureStore.keepIdentity(trx, whole, { firstName, lastName, emails, erasedAt: now, evidenceAt })
  }
  const counts = summed([
    { kind: 'person', outcome: 'deleted', rows: 1 },
    { kind: 'sign-in', outcome: 'deleted', rows: logins },
    ...kinds,
    ...kept,
  ])
  await erasureStore.insertErasure(trx, {
    ...{ platformId, id: ctx.newId<ErasureId>(), personId: id, counts, erasedAt: now },
    cause: by === undefined ? 'inactive' : wasAsked ? 'asked' : 'by-hand',
    actorId: by === id ? null : (by ?? null),
    finishedAt: evidenceAt === null ? now : null,
  })
  await happened(ctx, trx, { kind: 'erasure-reported', id, by })
  const atProvider = await erasureStore.countAtProvider(trx, platformId, whole.ids)
  return {
    ...{ email: person.email, name: nameOf(person), kinds: counts, evidenceAt },
    atProvider: [...atProvider.values()].reduce((sum, rows) => sum + rows, 0),
  }
}

/** Names by which nobody else is called. */
async function namesOf(
  trx: Trx,
  whole: erasureStore.Whole,
  people: readonly { firstName: string; lastName: string }[],
): Promise<string[]> {
  const names = [
    ...new Set(
      people.flatMap(({ firstName, lastName }) => [`${firstName} ${lastName}`, `${lastName} ${firstName}`]),
    ),
  ]
  const alone: string[] = []
  for (const name of names)
    if (!(await erasureStore.isNamedElsewhere(trx, whole, name.trim()))) alone.push(name)
  return alone
}

/** @throws {ConflictError} `erasure-teaches` */
async function assertTeachesNothing(
  ctx: Ctx,
  trx: Trx,
  whole: erasureStore.Whole,
  name: string,
): Promise<void> {
  const coming = await erasureStore.listComingTaught(trx, whole, ctx.now())
  if (coming.length === 0) return
  throw new ConflictError('erasure-teaches', {
    name,
    count: coming.length,
    events: coming.slice(0, NAMED_EVENTS),
  })
}

async function evidenceRetention(ctx: Ctx) {
  const days = await getRetentionDays(ctx, ctx.db)
  return { evidenceDays: days.evidence ?? 0, reportDays: days['attendance-reports'] ?? 0 }
}

function untilOf(evidenceAt: Date | null, days: number): string | null {
  return evidenceAt === null ? null : new Date(evidenceAt.getTime() + days * DAY_MS).toISOString()
}

type Row = Awaited<ReturnType<typeof erasureStore.listErasures>>[number]

/** Sees reports as they are now: what a job has still to do at a tool, and until when names are kept by today's settings. */
async function viewerOf(ctx: Ctx, rows: readonly Row[]): Promise<(row: Row) => z.output<typeof Erasure>> {
  const personIds = rows.map(({ personId }) => personId)
  const atProvider = await erasureStore.countAtProvider(ctx.db, ctx.platform.id, personIds)
  const { evidenceDays } = await evidenceRetention(ctx)
  return ({ id, personId, erasedAt, cause, actorId, counts, finishedAt, evidenceAt, ...actor }) => ({
    ...{ id, personId, cause, kinds: [...counts] },
    erasedAt: erasedAt.toISOString(),
    by: actorId && {
      id: actorId,
      name: nameOf({ firstName: actor.firstName ?? '', lastName: actor.lastName ?? '' }),
    },
    finishedAt: finishedAt?.toISOString() ?? null,
    evidenceUntil: untilOf(evidenceAt, evidenceDays),
    atProvider: atProvider.get(personId) ?? 0,
  })
}
