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
import { addPeople, changeWithin, findPersonOfAddress } from '../../people/people/people.service.ts'
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

/** Somebody of an LMS, and what it calls them. */
interface Member extends Named {
  readonly subject: string
}

/** {@link meetPeople} for one. */
export async function meetPerson(
  ctx: Ctx,
  trx: Trx,
  { issuer, subject }: Known,
  named: Named,
): Promise<PersonId> {
  const known = await ltiPeopleStore.findKnown(trx, ctx.platform.id, { issuer, subject })
  if (known) return known.id
  const [made] = await makePeople(ctx, trx, issuer, [{ subject, ...named }])
  if (!made) throw new ConflictError('changed-at-once')
  const { personId, called } = made
  await happened(ctx, trx, { kind: 'person-created', id: personId, changes: { ...called, way: 'lms' } })
  return personId
}

/**
 * Who these people of an LMS are here; a learner is made of whoever is unknown, all of them at once. An address that the
 * LMS names counts for nothing: anybody who runs an LMS could say any address, and be somebody else.
 *
 * @param members each of them once
 */
export async function meetPeople(
  ctx: Ctx,
  trx: Trx,
  issuer: string,
  members: readonly Member[],
): Promise<Map<string, PersonId>> {
  const subjects = members.map(({ subject }) => subject)
  const known = await ltiPeopleStore.listKnown(trx, ctx.platform.id, issuer, subjects)
  const met = new Map(known.map(({ subject, personId }) => [subject, personId]))
  const strangers = members.filter(({ subject }) => !met.has(subject))
  if (strangers.length === 0) return met
  const made = await makePeople(ctx, trx, issuer, strangers)
  const personIds = made.map(({ personId }) => personId)
  await happened(ctx, trx, { kind: 'people-imported', personIds })
  for (const { subject, personId } of made) met.set(subject, personId)
  return met
}

/** @throws {ConflictError} `changed-at-once` when one of them came otherwise at the same moment: it is tried again */
async function makePeople(ctx: Ctx, trx: Trx, issuer: string, strangers: readonly Member[]) {
  const roles = ['learner'] as const
  // In one order, so that two rosters with the same people never wait for each other.
  const people = strangers
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1))
    .map(({ subject, ...named }) => {
      const id = ctx.newId<string>()
      return { subject, email: addressOfNobody(id), called: callPerson(ctx, id, named) }
    })
  const ids = await addPeople(
    ctx,
    trx,
    people.map(({ email, called }) => ({ email, ...called, roles, passwordHash: null })),
  )
  const made = people.flatMap(({ subject, called }, index) => {
    const personId = ids[index]
    return personId ? [{ subject, called, personId }] : []
  })
  const { id: platformId } = ctx.platform
  const madeAt = ctx.now()
  const rows = made.map(({ subject, personId }) => ({ platformId, issuer, subject, personId, madeAt }))
  if (made.length === people.length && (await ltiPeopleStore.insertKnown(trx, rows))) return made
  throw new ConflictError('changed-at-once')
}

function callPerson(ctx: Ctx, id: string, { name, firstName, lastName }: Named) {
  const [first = '', ...rest] = toLine(name).split(' ')
  const unnamed = () => phrase('lms-nameless', { end: id.slice(-4).toUpperCase() }, readerOf(ctx))
  return {
    firstName: (toLine(firstName) || first || unnamed()).slice(0, 100),
    lastName: (toLine(lastName) || rest.join(' ')).slice(0, 100),
  }
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
    if (owner.id !== sent.personId && !owner.active) throw wrong()
    return joinTo(ctx, trx, known, owner.id)
  })
}

/** From now on somebody of an LMS is this person, who has proven it. */
export async function joinTo(ctx: Ctx, trx: Trx, known: Known, personId: PersonId): Promise<PersonId> {
  const own = await ltiPeopleStore.findKnown(trx, ctx.platform.id, known)
  if (own?.id === personId) return personId
  // Whoever the LMS has made alone is a duplicate. Who was somebody before stays that person.
  if (own && !hasMailbox(own.email)) await mergeProven(ctx, trx, { personId, duplicateId: own.id })
  await ltiPeopleStore.updateKnown(trx, ctx.platform.id, known, { personId })
  return personId
}
