import type { Language } from '@lectern/texts'
import type { z } from 'zod'
import { assertMayChange, assertMayRescue, maySeeSignIns } from '../../../access/people.policy.ts'
import { assertPlanner, assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { isEmail, normalizeEmail } from '../../../domain/email.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { assertOffered } from '../../../domain/platform.ts'
import type { Role } from '../../../domain/role.ts'
import { isTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { listLogins } from '../auth/auth.service.ts'
import { sendInvitation } from '../auth/password.service.ts'
import type { ChangePerson, FindPeople, NewPerson, Person, PersonDetails } from './people.schemas.ts'
import * as peopleStore from './people.store.ts'

/** More instructors than this are not offered at once. */
const MAX_INSTRUCTORS = 1000

type PersonView = z.output<typeof Person>

/** People of the platform by name, for planners who enroll them. */
export async function findPeople(ctx: Ctx, actor: Actor, filter: z.output<typeof FindPeople>) {
  assertPlanner(actor)
  // Who was invited and has not been here is for superadmins to know.
  const state = filter.state === 'active' && !maySeeSignIns(actor) ? 'present' : filter.state
  if (state !== 'present') assertSuperadmin(actor)
  const rows = await peopleStore.listPeople(ctx.db, ctx.platform.id, {
    query: filter.query,
    role: filter.role,
    state,
    after: fromCursor(filter.cursor, ['text', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.sortName, row.id])
  return { ...page, items: page.items.map((row) => toView(row, actor)) }
}

/** One person with all that a superadmin has to know. @throws {NotFoundError} `person-not-found` */
export async function getPerson(
  ctx: Ctx,
  actor: Actor,
  id: PersonId,
): Promise<z.output<typeof PersonDetails>> {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const row = await peopleStore.findPerson(ctx.db, platformId, id)
  if (!row) throw new NotFoundError('person-not-found')
  const counts = await peopleStore.countOf(ctx.db, platformId, id)
  const duplicates = await peopleStore.listDuplicates(ctx.db, platformId, row)
  return {
    ...toView(row, actor),
    language: row.language,
    timeZone: row.timeZone,
    managerId: row.managerId,
    manager: await managerOf(ctx, row.managerId),
    teamCount: counts.team,
    hasPassword: row.passwordHash !== null,
    hasSecondFactor: counts.factor,
    passkeys: counts.passkeys,
    logins: await listLogins(ctx, id, actor.loginId),
    otherAddresses: await peopleStore.listOtherAddresses(ctx.db, platformId, id),
    enrollments: counts.enrollments,
    duplicates: duplicates.map((other) => ({
      id: other.id,
      name: nameOf(other),
      email: other.email,
      enrollments: Number(other.enrollments),
    })),
    version: row.version,
  }
}

/** Adds a person, and mails an invitation when that is wished. @throws {InvalidInputError} `email-taken`, `email-invalid` */
export async function createPerson(ctx: Ctx, actor: Actor, input: z.output<typeof NewPerson>) {
  const { invite, ...fields } = input
  assertMayChange(actor, undefined, fields)
  assertFields(fields)
  assertOffered(ctx.platform, fields.language)
  const id = await withTransaction(ctx.db, async (trx) => {
    const managerId = await managerFor(ctx, trx, fields.managerId ?? null)
    const made = await addPerson(ctx, trx, {
      ...fields,
      managerId,
      passwordHash: null,
      invitedAt: invite ? ctx.now() : null,
    })
    if (invite) await sendInvitation(ctx, trx, made)
    const changes = { ...fields, invite }
    await happened(ctx, trx, { kind: 'person-created', id: made, by: actor.personId, changes })
    return made
  })
  return getPerson(ctx, actor, id)
}

/**
 * Changes a person. Who is deactivated is signed out everywhere, gets in no more, and gives back the places of sessions
 * that are not over.
 *
 * @throws {ConflictError} `last-superadmin`
 * @throws {ForbiddenError} to an API key, for what is closed to it
 */
export async function changePerson(
  ctx: Ctx,
  actor: Actor,
  target: { id: PersonId; expectedVersion: number },
  change: z.output<typeof ChangePerson>,
) {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, (trx) =>
    changeWithin(ctx, trx, target, change, {
      by: actor.personId,
      assertMay: (before) => assertMayChange(actor, before, change),
    }),
  )
  return getPerson(ctx, actor, target.id)
}

/** How somebody is before a change, locked. */
export type LockedPerson = NonNullable<ReturnType<Awaited<ReturnType<typeof peopleStore.lockPeople>>['get']>>

/**
 * The same within a transaction, by whoever.
 *
 * @param who.by undefined = a program of the organization
 * @param who.assertMay is asked under the lock
 */
export async function changeWithin(
  ctx: Ctx,
  trx: Trx,
  target: { id: PersonId; expectedVersion?: number },
  change: z.output<typeof ChangePerson>,
  who: { by: PersonId | undefined; assertMay: (before: LockedPerson) => void },
): Promise<void> {
  assertFields(change)
  const { id: platformId } = ctx.platform
  if (change.active === false) await peopleStore.lockSessionsOf(trx, platformId, [target.id])
  const loses = change.active === false || (change.roles && !change.roles.includes('superadmin'))
  if (loses) await assertNotLastSuperadmin(ctx, trx, target.id)
  const before = (await peopleStore.lockPeople(trx, platformId, [target.id])).get(target.id)
  if (!before) throw new NotFoundError('person-not-found')
  who.assertMay(before)
  if (change.language !== before.language) assertOffered(ctx.platform, change.language)
  await assertAddressFree(ctx, trx, change.email, target.id)
  const managerId =
    change.managerId === undefined ? undefined : await managerFor(ctx, trx, change.managerId, target.id)
  assertUpdated(
    await peopleStore.updatePerson(trx, platformId, target, definedOnly({ ...change, managerId })),
  )
  const { email, active, ...others } = change
  const isSwitched = active !== undefined && active !== before.active
  await happened(ctx, trx, {
    kind: isSwitched ? (active ? 'person-activated' : 'person-deactivated') : 'person-changed',
    id: target.id,
    by: who.by,
    personIds: [target.id],
    readdressed: email === undefined || email === before.email ? [] : [{ personId: target.id, email }],
    changes: { ...(email === undefined ? {} : { email }), ...others },
    was: before,
  })
}

/** Mails the invitation again. */
export async function invitePerson(ctx: Ctx, actor: Actor, id: PersonId) {
  assertMayRescue(actor)
  await withTransaction(ctx.db, async (trx) => {
    const row = await peopleStore.updatePerson(trx, ctx.platform.id, { id }, { invitedAt: ctx.now() })
    if (!row) throw new NotFoundError('person-not-found')
    await sendInvitation(ctx, trx, id)
    await happened(ctx, trx, { kind: 'person-invited', id, by: actor.personId })
  })
  return getPerson(ctx, actor, id)
}

/** Active people by id. @throws {NotFoundError} `person-not-found` when one is missing */
export async function getPeople(ctx: Ctx, db: Ctx['db'] | Trx, ids: readonly PersonId[]) {
  const unique = [...new Set(ids)]
  const people = (await peopleStore.listPeopleByIds(db, ctx.platform.id, unique)).filter(
    (person) => person.active,
  )
  if (people.length !== unique.length) throw new NotFoundError('person-not-found')
  return people
}

/** Active people with the role of an instructor, by name. */
export async function listActiveInstructors(ctx: Ctx): Promise<{ id: PersonId; name: string }[]> {
  const rows = await peopleStore.listPeople(ctx.db, ctx.platform.id, {
    query: undefined,
    role: 'instructor',
    state: 'present',
    after: undefined,
    limit: MAX_INSTRUCTORS,
  })
  return rows.map((row) => ({ id: row.id, name: nameOf(row) }))
}

/** The person who began work in the background, with the roles that they have by now: none when they were deactivated. */
export async function whoBegan(ctx: Ctx, db: Ctx['db'] | Trx, personId: PersonId): Promise<Actor> {
  const [person] = await listPeopleByIds(ctx, db, [personId])
  const reader = { language: 'en', timeZone: 'UTC' } as const
  return { personId, loginId: undefined, roles: person?.active ? person.roles : [], reader }
}

/** People by id, active or not; without those that there are not. */
export async function listPeopleByIds(ctx: Ctx, db: Ctx['db'] | Trx, ids: readonly PersonId[]) {
  return peopleStore.listPeopleByIds(db, ctx.platform.id, [...new Set(ids)])
}

/**
 * The same, as they are until the transaction ends: nobody deactivates or merges them meanwhile. Many may hold one.
 */
export async function holdPeople(ctx: Ctx, trx: Trx, ids: readonly PersonId[]) {
  return peopleStore.holdPeople(trx, ctx.platform.id, [...new Set(ids)])
}

/**
 * Who these people are now, which stays so until the transaction ends: whom one of them was merged into, or else themselves.
 * Whatever is written about people by an id that somebody sent asks this first, before it locks rows of theirs: a merge
 * at the same moment is waited for, and what is written is the person's who stays.
 *
 * @returns by the id that was asked for, also of people that there are not
 */
export async function holdAsNow(
  ctx: Ctx,
  trx: Trx,
  ids: readonly PersonId[],
): Promise<ReadonlyMap<PersonId, PersonId>> {
  const people = await holdPeople(ctx, trx, ids)
  const merged = new Map(people.map(({ id, mergedInto }) => [id, mergedInto ?? id]))
  return new Map(ids.map((id) => [id, merged.get(id) ?? id]))
}

/** People by address, as it is stored; active or not. */
export async function findPeopleByAddress(ctx: Ctx, trx: Trx, emails: readonly string[]) {
  const rows = await peopleStore.listByEmails(trx, ctx.platform.id, [...new Set(emails)])
  return new Map(rows.map((row) => [row.address, row]))
}

/** The person to whom an address belongs, active or not. */
export async function findPersonOfAddress(ctx: Ctx, db: Ctx['db'] | Trx, email: string) {
  const [row] = await peopleStore.listByEmails(db, ctx.platform.id, [normalizeEmail(email)])
  return row
}

export interface PersonToAdd {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly roles: readonly Role[]
  readonly passwordHash: string | null
  readonly language?: Language | null
  readonly timeZone?: string | null
  readonly invitedAt?: Date | null
  readonly managerId?: PersonId | null
}

/** @throws {InvalidInputError} `email-taken` */
export async function addPerson(ctx: Ctx, trx: Trx, person: PersonToAdd): Promise<PersonId> {
  const [id] = await addPeople(ctx, trx, [person])
  if (!id) throw InvalidInputError.at('/email', 'email-taken', { email: normalizeEmail(person.email) })
  return id
}

/** All of them in one statement. @returns their ids in the same order; none when one of the addresses is somebody's */
export async function addPeople(
  ctx: Ctx,
  trx: Trx,
  people: readonly PersonToAdd[],
): Promise<readonly PersonId[]> {
  const rows = people.map((person) => ({
    platformId: ctx.platform.id,
    id: ctx.newId<PersonId>(),
    ...person,
    roles: [...person.roles],
    email: normalizeEmail(person.email),
    language: person.language ?? null,
    timeZone: person.timeZone ?? null,
    invitedAt: person.invitedAt ?? null,
    managerId: person.managerId ?? null,
  }))
  return (await peopleStore.insertPeople(trx, rows)) ? rows.map(({ id }) => id) : []
}

/** @throws {ConflictError} `last-superadmin` */
export async function assertNotLastSuperadmin(ctx: Ctx, trx: Trx, id: PersonId): Promise<void> {
  const superadmins = await peopleStore.lockSuperadmins(trx, ctx.platform.id)
  if (superadmins.length === 1 && superadmins[0]?.id === id) throw new ConflictError('last-superadmin')
}

/** Locks the sessions that people have to do with: before people, as all do. */
export function lockSessionsOf(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  return peopleStore.lockSessionsOf(trx, ctx.platform.id, personIds)
}

/** People, locked against everybody else; without merged and erased ones. */
export function lockPeople(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]) {
  return peopleStore.lockPeople(trx, ctx.platform.id, personIds)
}

export function nameOf(person: { firstName: string; lastName: string }): string {
  return `${person.firstName} ${person.lastName}`.trim()
}

async function managerOf(ctx: Ctx, managerId: PersonId | null) {
  const [row] = managerId ? await listPeopleByIds(ctx, ctx.db, [managerId]) : []
  return row ? { id: row.id, name: nameOf(row), email: row.email, active: row.active } : null
}

/**
 * The manager that somebody gets: who they are now, and held, so that nobody merges them meanwhile.
 *
 * @throws {InvalidInputError} `manager-not-found`, `manager-of-oneself`
 */
export async function managerFor(
  ctx: Ctx,
  trx: Trx,
  managerId: PersonId | null,
  personId?: PersonId,
): Promise<PersonId | null> {
  if (managerId === null) return null
  const id = (await holdAsNow(ctx, trx, [managerId])).get(managerId) ?? managerId
  if (id === personId) throw InvalidInputError.at('/managerId', 'manager-of-oneself')
  if (!(await peopleStore.findPerson(trx, ctx.platform.id, id)))
    throw InvalidInputError.at('/managerId', 'manager-not-found')
  return id
}

function assertFields({
  email,
  timeZone,
}: {
  email?: string | undefined
  timeZone?: string | null | undefined
}): void {
  if (email !== undefined && !isEmail(email))
    throw InvalidInputError.at('/email', 'email-invalid', { found: email })
  if (timeZone && !isTimeZone(timeZone))
    throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone })
}

async function assertAddressFree(ctx: Ctx, trx: Trx, email: string | undefined, id: PersonId): Promise<void> {
  if (email === undefined) return
  const [owner] = await peopleStore.listByEmails(trx, ctx.platform.id, [email])
  const isOwn = owner?.id === id && owner.address === owner.email
  if (owner && !isOwn) throw InvalidInputError.at('/email', 'email-taken', { email })
}

type ListedRow = Omit<Awaited<ReturnType<typeof peopleStore.listPeople>>[number], 'sortName'>

function toView(row: ListedRow, actor: Actor): PersonView {
  const { id, email, firstName, lastName, roles, active, invitedAt, signedInAt } = row
  const seesSignIns = maySeeSignIns(actor)
  const isInvited = seesSignIns && active && invitedAt !== null && signedInAt === null
  return {
    id,
    email,
    firstName,
    lastName,
    roles,
    active,
    state: !active ? 'inactive' : isInvited ? 'invited' : 'active',
    signedInAt: (seesSignIns && signedInAt?.toISOString()) || null,
  }
}
