import type { z } from 'zod'
import { toShow } from '../../csv/csv.ts'
import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { AppError, InvalidInputError } from '../../domain/errors.ts'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import type { MessageCode, MessageParams } from '../../domain/message.ts'
import type { Actor } from '../../http/actor.ts'
import { sentence } from '../../messages/messages.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { findPeopleByAddress, nameOf } from '../people/people.service.ts'
import { assertMayEdit, getSession, lockSession } from '../sessions/sessions.service.ts'
import type { EnrolledMany, EnrollMany } from './enrollments.schemas.ts'
import { findEnrollment } from './enrollments.store.ts'
import { followPlaces, givePlace } from './places.service.ts'

const MAX_ROWS = 5_000
/** Rows that the answer names. */
const SHOWN = 200

interface Judged {
  readonly line: number
  readonly email: string
  readonly name: string
  readonly outcome: 'add' | 'known' | 'refuse'
  readonly reason: { code: MessageCode; params: MessageParams } | null
}

/**
 * Enrolls people by their addresses, however they are listed: one per line, with commas between, or columns of a
 * table. It is carried out in either case, and taken back when nothing is to be saved: so the preview is exact.
 */
export async function enrollMany(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  input: z.output<typeof EnrollMany>,
): Promise<z.output<typeof EnrolledMany>> {
  assertMayEdit(await getSession(ctx, actor, sessionId))
  const addresses = readAddresses(input.text)
  const quiet: Ctx = input.save ? ctx : { ...ctx, jobs: { enqueue: async () => {} } }
  let judged: Judged[] = []
  await withTransaction(ctx.db, async (trx) => {
    await lockSession(quiet, trx, sessionId)
    judged = await enrollAll(quiet, trx, actor, sessionId, addresses, input.whenFull)
    if (!input.save) throw new TakenBack()
    await followPlaces(ctx, trx, sessionId)
    await recordAudit(ctx, trx, {
      actorId: actor.personId,
      action: 'enrollment.import',
      objectType: 'session',
      objectId: sessionId,
      changes: { enrolled: judged.filter((row) => row.outcome === 'add').length },
    })
  }).catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error
  })
  const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    unchanged: count('known'),
    refused: count('refuse'),
    saved: input.save,
    rows: toShow(judged, SHOWN).map(({ reason, ...row }) => ({
      ...row,
      reason: reason && sentence(reason.code, reason.params, actor.reader),
    })),
  }
}

interface Address {
  readonly line: number
  readonly email: string
}

/** @throws {InvalidInputError} `enroll-no-address`, `enroll-too-many` */
function readAddresses(text: string): Address[] {
  const found = text.split(/\r?\n/).flatMap((row, index) =>
    row
      .split(/[\s,;<>"'()]+/)
      .filter((word) => /^[^@]+@[^@]+$/.test(word))
      .map((word) => ({ line: index + 1, email: word.toLowerCase() })),
  )
  if (found.length === 0) throw InvalidInputError.at('/text', 'enroll-no-address')
  if (found.length > MAX_ROWS)
    throw InvalidInputError.at('/text', 'enroll-too-many', { found: found.length, max: MAX_ROWS })
  const seen = new Set<string>()
  return found.filter(({ email }) => !seen.has(email) && seen.add(email))
}

async function enrollAll(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionId: SessionId,
  addresses: readonly Address[],
  whenFull: 'refuse' | 'wait',
): Promise<Judged[]> {
  const known = await findPeopleByAddress(
    ctx,
    trx,
    addresses.map(({ email }) => email),
  )
  const judged: Judged[] = []
  for (const { line, email } of addresses) {
    const person = known.get(email)
    const row = { line, email, name: person ? nameOf(person) : '' }
    const refuse = (code: MessageCode, params: MessageParams) =>
      judged.push({ ...row, outcome: 'refuse', reason: { code, params } })
    if (!person) refuse('enroll-unknown', { email })
    else if (!person.active) refuse('import-inactive', { email })
    else {
      try {
        judged.push({ ...row, ...(await enrollOne(ctx, trx, actor, sessionId, person.id, whenFull)) })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        refuse(error.code, error.params)
      }
    }
  }
  return judged
}

async function enrollOne(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  sessionId: SessionId,
  personId: PersonId,
  whenFull: 'refuse' | 'wait',
): Promise<Pick<Judged, 'outcome' | 'reason'>> {
  const before = await findEnrollment(trx, ctx.platform.id, sessionId, personId)
  const status = await givePlace(ctx, trx, { sessionId, personId, actorId: actor.personId, whenFull })
  if (before?.status === status) return { outcome: 'known', reason: null }
  return { outcome: 'add', reason: status === 'waiting' ? { code: 'enroll-waits', params: {} } : null }
}

class TakenBack extends Error {}
