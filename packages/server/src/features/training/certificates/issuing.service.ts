import { randomBytes } from 'node:crypto'
import { type Ctx, type Follower, happened } from '../../../ctx.ts'
import { type Db, type Trx, withTransaction } from '../../../db/database.ts'
import {
  type CertificateTemplate,
  CODE_LENGTH,
  codeOf,
  numberOf,
  type RecallCause,
  usualTemplate,
} from '../../../domain/certificate.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { CertificateId, PersonId, SessionId } from '../../../domain/ids.ts'
import { languageFor } from '../../../domain/platform.ts'
import { wallTimeOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listCompleted } from '../completions/completed.service.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import * as certificatesStore from './certificates.store.ts'
import * as templateStore from './template.store.ts'

type Row = certificatesStore.CertificateRow

/** What somebody completed, as the rule of the course found it. */
export interface ToCertify {
  readonly personId: PersonId
  /** Null = issued by hand. */
  readonly version: number | null
  readonly completedAt: Date
  readonly validUntil: Date | null
}

interface OfSession {
  readonly sessionId: SessionId
  readonly completions: readonly ToCertify[]
}

/**
 * Whoever completed a session gets a certificate; one that they have of an earlier completion of it is recalled, as
 * another one takes its place. Twice is harmless: who has one of this completion keeps it.
 */
export async function certify(ctx: Ctx, trx: Trx, { sessionId, completions }: OfSession): Promise<void> {
  const template = await templateOf(ctx, trx)
  if (!template.isOn || completions.length === 0) return
  const standing = await lockOf(ctx, trx, sessionId, completions)
  const isHad = ({ personId, version, completedAt, validUntil }: ToCertify) =>
    standing.some(
      (row) =>
        row.personId === personId &&
        (row.completionVersion === version ||
          (+row.completedAt === +completedAt && +(row.validUntil ?? 0) === +(validUntil ?? 0))),
    )
  const wanted = completions.filter((completion) => !isHad(completion))
  const replaced = standing.filter(({ personId }) => wanted.some((one) => one.personId === personId))
  await recallThose(ctx, trx, { sessionId, cause: 'renewed', reason: '', isReplaced: true }, replaced)
  await issue(ctx, trx, { sessionId, template, by: null }, wanted)
}

/** Who has completed a session and has no certificate of it, such as from a time at which none were issued. */
export async function listMissing(ctx: Ctx, db: Db | Trx, sessionId: SessionId): Promise<ToCertify[]> {
  const completed = await listCompleted(ctx, db, sessionId)
  const personIds = completed.map(({ personId }) => personId)
  const standing = await certificatesStore.listStanding(db, ctx.platform.id, sessionId, personIds)
  const had = new Set(standing.map(({ personId }) => personId))
  return completed.filter(({ personId }) => !had.has(personId))
}

/** Issues certificates to all who completed a session and have none. @returns how many */
export async function issueMissing(ctx: Ctx, actor: Actor, sessionId: SessionId): Promise<number> {
  await getEditable(ctx, actor, sessionId)
  if ((await listMissing(ctx, ctx.db, sessionId)).length === 0) return 0
  return withTransaction(ctx.db, async (trx) => {
    await certificatesStore.lockIssuing(trx, ctx.platform.id)
    const missing = await listMissing(ctx, trx, sessionId)
    const template = await templateOf(ctx, trx)
    const issued = await issue(ctx, trx, { sessionId, template, by: actor.personId }, missing)
    const changes = { certificates: issued.length }
    const kind = 'certificates-issued-by-hand'
    if (issued.length > 0) await happened(ctx, trx, { kind, id: sessionId, by: actor.personId, changes })
    return issued.length
  })
}

/** What these people completed was corrected: what certified it holds no more. */
export async function withdraw(
  ctx: Ctx,
  trx: Trx,
  { sessionId, completions }: { sessionId: SessionId; completions: readonly { personId: PersonId }[] },
): Promise<void> {
  const standing = await lockOf(ctx, trx, sessionId, completions)
  await recallThose(ctx, trx, { sessionId, cause: 'corrected', reason: '', isReplaced: false }, standing)
}

/**
 * The certificates of a duplicate are those of the person whom it is merged into. Of two of a session, that of the person
 * who stays holds, and the other one is recalled.
 */
export const takeOverCertificates: Follower<FactOf<'person-merged'>> = async (ctx, trx, fact) => {
  const { id: personId, formerId, by } = fact
  const { id: platformId } = ctx.platform
  await certificatesStore.lockIssuing(trx, platformId)
  for (const { sessionId, ...row } of await certificatesStore.listDoubled(trx, platformId, fact)) {
    const recall = { sessionId, cause: 'renewed', reason: '', isReplaced: false, ...(by && { by }) } as const
    await recallThose(ctx, trx, recall, [{ ...row, sessionId, personId }])
    const about = { sessionId, certificateId: row.id, reason: '', number: row.number }
    if (by) await say(ctx, trx, 'certificate-recalled-by-hand', { ...about, by })
  }
  await certificatesStore.moveCertificates(trx, platformId, { from: formerId, to: personId })
}

interface OneOfSession {
  readonly sessionId: SessionId
  readonly certificateId: CertificateId
  readonly reason: string
}

/** @throws {NotFoundError} `certificate-not-found`; {ConflictError} `certificate-recalled` */
export async function recallByHand(ctx: Ctx, actor: Actor, asked: OneOfSession): Promise<void> {
  await getEditable(ctx, actor, asked.sessionId)
  await withTransaction(ctx.db, async (trx) => {
    const row = await takeStanding(ctx, trx, asked)
    const by = { ...asked, cause: 'by-hand', isReplaced: false, by: actor.personId } as const
    await recallThose(ctx, trx, by, [row])
    const { number } = row
    await say(ctx, trx, 'certificate-recalled-by-hand', { ...asked, by: actor.personId, number })
  })
}

/**
 * Recalls a certificate, and issues another one of the same completion with what is so today, such as a new name.
 *
 * @returns the new one
 * @throws {NotFoundError} `certificate-not-found`; {ConflictError} `certificate-recalled`
 */
export async function reissue(ctx: Ctx, actor: Actor, asked: OneOfSession): Promise<CertificateId> {
  await getEditable(ctx, actor, asked.sessionId)
  const { sessionId } = asked
  return withTransaction(ctx.db, async (trx) => {
    const row = await takeStanding(ctx, trx, asked)
    const by = actor.personId
    await recallThose(ctx, trx, { ...asked, cause: 'renewed', isReplaced: true, by }, [row])
    const { personId, completionVersion: version, completedAt, validUntil } = row
    const template = await templateOf(ctx, trx)
    const [id] = await issue(ctx, trx, { sessionId, template, by }, [
      { personId, version, completedAt, validUntil },
    ])
    if (!id) throw new NotFoundError('certificate-not-found') // whoever it is of was merged in this moment
    await say(ctx, trx, 'certificate-reissued', { ...asked, by, number: row.number })
    return id
  })
}

async function say(
  ctx: Ctx,
  trx: Trx,
  kind: 'certificate-recalled-by-hand' | 'certificate-reissued',
  { sessionId: id, by, number, reason }: OneOfSession & { by: PersonId; number: string },
): Promise<void> {
  await happened(ctx, trx, { kind, id, by, changes: { certificate: number, reason } })
}

async function templateOf(ctx: Ctx, trx: Trx): Promise<CertificateTemplate> {
  return (await templateStore.findTemplate(trx, ctx.platform.id)) ?? usualTemplate
}

/** What these people have, and nobody changes meanwhile. */
async function lockOf(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  people: readonly { personId: PersonId }[],
): Promise<Row[]> {
  await certificatesStore.lockIssuing(trx, ctx.platform.id)
  const ids = people.map(({ personId }) => personId)
  return certificatesStore.listStanding(trx, ctx.platform.id, sessionId, ids)
}

async function takeStanding(ctx: Ctx, trx: Trx, { sessionId, certificateId }: OneOfSession): Promise<Row> {
  const { id: platformId } = ctx.platform
  await certificatesStore.lockIssuing(trx, platformId)
  const row = await certificatesStore.findCertificate(trx, platformId, certificateId, { sessionId })
  if (!row) throw new NotFoundError('certificate-not-found')
  if (row.recalledAt) throw new ConflictError('certificate-recalled', { number: row.number })
  return row
}

interface Recall {
  readonly sessionId: SessionId
  readonly cause: RecallCause
  readonly reason: string
  readonly isReplaced: boolean
  /** Left out = it happened by itself. */
  readonly by?: PersonId
}

async function recallThose(
  ctx: Ctx,
  trx: Trx,
  { sessionId, cause, reason, isReplaced, by }: Recall,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => id)
  const what = { at: ctx.now(), personId: by ?? null, cause, reason }
  await certificatesStore.recall(trx, ctx.platform.id, ids, what)
  const certificates = rows.map(({ id, personId }) => ({ id, personId }))
  await happened(ctx, trx, { kind: 'certificates-recalled', sessionId, certificates, reason, isReplaced })
}

/** Writes certificates with what is so now. @returns their ids */
async function issue(
  ctx: Ctx,
  trx: Trx,
  { sessionId, template, by }: { sessionId: SessionId; template: CertificateTemplate; by: PersonId | null },
  completions: readonly ToCertify[],
): Promise<CertificateId[]> {
  if (completions.length === 0) return []
  const { id: platformId, name: issuerName, timeZone } = ctx.platform
  const session = await certificatesStore.findSession(trx, platformId, sessionId)
  if (!session) return [] // it is being deleted
  const byPerson = new Map(completions.map((completion) => [completion.personId, completion]))
  const people = await certificatesStore.listPeople(trx, platformId, [...byPerson.keys()])
  const now = ctx.now()
  const today = wallTimeOf(now, timeZone).slice(0, 10)
  const year = Number(today.slice(0, 4))
  const take = (name: string) => certificatesStore.takeNumbers(trx, platformId, name, people.length)
  const first = await take(`number ${template.prefix} ${year}`)
  const firstIndex = (await take('list')) - 1
  const certificates = people.flatMap(({ personId, firstName, lastName, language }, at) => {
    const completion = byPerson.get(personId)
    if (!completion) return []
    const { version, completedAt, validUntil } = completion
    return [
      {
        id: ctx.newId<CertificateId>(),
        number: numberOf(template.prefix, year, first + at),
        code: codeOf(randomBytes(CODE_LENGTH)),
        listIndex: firstIndex + at,
        sessionId,
        courseId: session.courseId,
        personId,
        completionVersion: version,
        language: languageFor(ctx.platform, language),
        personName: nameOf({ firstName, lastName }),
        courseName: session.courseName,
        sessionName: session.sessionName,
        issuerName,
        firstDay: session.firstDay ?? today,
        lastDay: session.lastDay ?? today,
        seconds: Math.max(0, session.seconds),
        completedAt,
        validUntil,
        issuedAt: now,
        issuedBy: by,
      },
    ]
  })
  await certificatesStore.insertCertificates(trx, platformId, certificates)
  const issued = certificates.map(({ id, personId }) => ({ id, personId }))
  await happened(ctx, trx, { kind: 'certificates-issued', sessionId, certificates: issued })
  return issued.map(({ id }) => id)
}
