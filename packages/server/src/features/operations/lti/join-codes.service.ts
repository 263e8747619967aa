import { randomInt } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { hashToken } from '../../../secrets/tokens.ts'
import { listPeopleByIds } from '../../people/people/people.service.ts'
import * as joinCodesStore from './join-codes.store.ts'
import { joinTo } from './lti-people.service.ts'
import type { Known } from './lti-people.store.ts'

const MINUTES = 15
/** Without what is mistaken for something else. All of them are 2^60: nobody finds one by trying. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const PARTS = 3
const OF_PART = 4

/**
 * A code for somebody who has just signed in: typed on the page of a launch, it shows that they are this person. It is made
 * here and not asked for there: whoever runs an LMS could lead anybody to a page that joins them.
 */
export async function makeJoinCode(
  ctx: Ctx,
  { personId }: Actor,
): Promise<{ code: string; expiresAt: string }> {
  const part = () => Array.from({ length: OF_PART }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  const code = Array.from({ length: PARTS }, part).join('-')
  const expiresAt = addMinutes(ctx.now(), MINUTES)
  const { id: platformId } = ctx.platform
  await joinCodesStore.keepCode(ctx.db, { platformId, personId, codeHash: hashOf(code), expiresAt })
  return { code, expiresAt: expiresAt.toISOString() }
}

/** Joins somebody of an LMS to whoever the code was made for. @throws {InvalidInputError} `lms-join-code-wrong` */
export function joinByCode(ctx: Ctx, known: Known, typed: string): Promise<PersonId> {
  const wrong = () => InvalidInputError.at('/code', 'lms-join-code-wrong')
  return withTransaction(ctx.db, async (trx) => {
    const personId = await joinCodesStore.takeCode(trx, ctx.platform.id, hashOf(typed), ctx.now())
    if (!personId) throw wrong()
    const [person] = await listPeopleByIds(ctx, trx, [personId])
    if (!person?.active) throw wrong()
    return joinTo(ctx, trx, known, personId)
  })
}

/** However it was typed. */
const hashOf = (code: string) => hashToken(`lms-join ${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
