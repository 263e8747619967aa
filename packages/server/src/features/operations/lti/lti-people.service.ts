import { randomInt, timingSafeEqual } from 'node:crypto'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { addressOfNobody, hasMailbox, isEmail, normalizeEmail } from '../../../domain/email.ts'
import { ConflictError, InvalidInputError, TooManyRequestsError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { toLine } from '../../../domain/words.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import { hashToken } from '../../../secrets/tokens.ts'
import { mailAddress } from '../../messages/mails/mails.service.ts'
import { mergeProven } from '../../people/people/merge.service.ts'
import { addPerson, changeWithin, findPersonOfAddress } from '../../people/people/people.service.ts'
import * as ltiPeopleStore from './lti-people.store.ts'

const CODE_MINUTES = 15
const CODE_TRIES = 5
/** Between two codes for one person of an LMS. */
const AGAIN_MINUTES = 1

type Known = ltiPeopleStore.Known

/** What an LMS calls somebody. */
export interface Named {
  readonly name: string
  readonly firstName: string
  readonly lastName: string
}

/**
 * Who somebody of an LMS is here; a learner is made of whoever is unknown. An address that the LMS names counts for
 * nothing: anybody who runs an LMS could say any address, and be somebody else.
 */
export async function meetPerson(ctx: Ctx, trx: Trx, known: Known, named: Named): Promise<PersonId> {
  const found = await ltiPeopleStore.findKnown(trx, ctx.platform.id, known)
  if (found) return found.id
  const personId = await makePerson(ctx, trx, named)
  const row = { platformId: ctx.platform.id, ...known, personId, madeAt: ctx.now() }
  if (await ltiPeopleStore.insertKnown(trx, row)) return personId
  // The same person came twice at one moment: the whole launch is tried again.
  throw new ConflictError('changed-at-once')
}

async function makePerson(ctx: Ctx, trx: Trx, { name, firstName, lastName }: Named): Promise<PersonId> {
  const [first = '', ...rest] = toLine(name).split(' ')
  const id = ctx.newId<string>()
  const unnamed = phrase('lms-nameless', { end: id.slice(-4).toUpperCase() }, readerOf(ctx))
  const called = {
    firstName: (toLine(firstName) || first || unnamed).slice(0, 100),
    lastName: (toLine(lastName) || rest.join(' ')).slice(0, 100),
  }
  const person = { email: addressOfNobody(id), ...called, roles: ['learner'] as const, passwordHash: null }
  const personId = await addPerson(ctx, trx, person)
  await happened(ctx, trx, { kind: 'person-created', id: personId, changes: { ...called, way: 'lms' } })
  return personId
}

function readerOf({ platform }: Ctx): Reader {
  return { language: platform.defaultLanguage, timeZone: platform.timeZone }
}

export function findKnown(ctx: Ctx, known: Known) {
  return ltiPeopleStore.findKnown(ctx.db, ctx.platform.id, known)
}

/**
 * Mails a code to an address: whoever types it shows that the mailbox is theirs. The answer is the same whether the
 * address belongs to somebody here.
 *
 * @throws {InvalidInputError} `email-invalid`
 * @throws {TooManyRequestsError} `lms-code-again`
 */
export async function sendCode(ctx: Ctx, known: Known, typed: string, reader: Reader): Promise<void> {
  const email = normalizeEmail(typed)
  if (!isEmail(email) || !hasMailbox(email))
    throw InvalidInputError.at('/email', 'email-invalid', { found: typed })
  const { id: platformId } = ctx.platform
  const found = await ltiPeopleStore.findKnown(ctx.db, platformId, known)
  if (!found) return
  if (found.proofSentAt && found.proofSentAt > addMinutes(ctx.now(), -AGAIN_MINUTES))
    throw new TooManyRequestsError('lms-code-again', { seconds: 60 * AGAIN_MINUTES })
  const code = String(randomInt(100_000_000)).padStart(8, '0')
  await withTransaction(ctx.db, async (trx) => {
    await ltiPeopleStore.updateKnown(trx, platformId, known, {
      ...{
        proofEmail: email,
        proofHash: hashToken(`${email} ${code}`),
        proofTries: 0,
        proofSentAt: ctx.now(),
      },
    })
    await mailAddress(ctx, trx, { id: found.id, email }, reader, {
      key: `lms-code ${ctx.newId()}`,
      messages: [{ code: 'lms-code-mail', params: { code, minutes: CODE_MINUTES } }],
      path: '/',
      isSecret: true,
    })
  })
}

/**
 * Joins somebody of an LMS to the person whose address was proven, or gives them the address if nobody has it.
 *
 * @throws {InvalidInputError} `lms-code-wrong`, also for one that has ended
 */
export async function proveAddress(ctx: Ctx, known: Known, typed: string): Promise<PersonId> {
  const { id: platformId } = ctx.platform
  // Counted before it is compared, and kept whatever comes: many tries at once are many tries.
  const sent = await ltiPeopleStore.countTry(ctx.db, platformId, known)
  const wrong = () => InvalidInputError.at('/code', 'lms-code-wrong')
  if (!sent?.proofHash || !sent.proofSentAt || !sent.proofEmail) throw wrong()
  if (sent.proofTries > CODE_TRIES || sent.proofSentAt < addMinutes(ctx.now(), -CODE_MINUTES)) throw wrong()
  const email = sent.proofEmail
  const given = hashToken(`${email} ${typed.replace(/\s/g, '')}`)
  if (!timingSafeEqual(given, sent.proofHash)) throw wrong()
  return withTransaction(ctx.db, async (trx) => {
    const owner = await findPersonOfAddress(ctx, trx, email)
    const used = { proofHash: null, proofEmail: null, proofTries: 0 }
    await ltiPeopleStore.updateKnown(trx, platformId, known, used)
    if (!owner) {
      await changeWithin(
        ctx,
        trx,
        { id: sent.personId },
        { email },
        { by: sent.personId, assertMay: () => {} },
      )
      return sent.personId
    }
    if (owner.id === sent.personId) return owner.id
    if (!owner.active) throw wrong()
    const own = await ltiPeopleStore.findKnown(trx, platformId, known)
    // Whoever the LMS has made alone is a duplicate. Who was somebody before stays that person.
    if (own && !hasMailbox(own.email))
      await mergeProven(ctx, trx, { personId: owner.id, duplicateId: sent.personId })
    await ltiPeopleStore.updateKnown(trx, platformId, known, { personId: owner.id })
    return owner.id
  })
}
