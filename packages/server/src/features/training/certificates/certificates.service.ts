import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import {
  type CertificateTemplate,
  initialsOf,
  numberOf,
  readCode,
  stateOf,
} from '../../../domain/certificate.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CertificateId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import { addMinutes, wallTimeOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import { originFor } from './badges.service.ts'
import type { Certificate, SessionCertificates, VerifiedCertificate } from './certificates.schemas.ts'
import * as certificatesStore from './certificates.store.ts'
import { drawCertificates, type Sheet } from './drawing.ts'
import { listMissing } from './issuing.service.ts'
import { brandOf, findOwn } from './template.service.ts'

type Row = certificatesStore.CertificateRow
type View = z.output<typeof Certificate>

/** Drawing one takes some milliseconds; other work gets its turn between them. */
const MOST_IN_FILE = 500
const YEARS_SHOWN = 5

/** A file, as it is made. */
export interface PdfFile {
  readonly name: string
  readonly content: NodeJS.ReadableStream
}

/** One's own, the newest first; those that hold no more too. */
export async function listOwn(ctx: Ctx, actor: Actor): Promise<View[]> {
  return toViews(ctx, actor, await certificatesStore.listOfPerson(ctx.db, ctx.platform.id, actor.personId))
}

/** Certificates of a person that hold, by session. Whose place it is, the caller has asked. */
export async function listStandingOf(
  ctx: Ctx,
  personId: PersonId,
  sessionIds: readonly SessionId[],
): Promise<Map<SessionId, CertificateId>> {
  const rows = await certificatesStore.listStandingOf(ctx.db, ctx.platform.id, personId, sessionIds)
  return new Map(rows.map((row) => [row.sessionId, row.id]))
}

/** All of a session, for planners who may edit it. */
export async function listOfSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof SessionCertificates>> {
  await getEditable(ctx, actor, sessionId)
  const rows = await certificatesStore.listOfSession(ctx.db, ctx.platform.id, sessionId)
  const missing = await listMissing(ctx, ctx.db, sessionId)
  return { items: await toViews(ctx, actor, rows), nextCursor: null, missing: missing.length }
}

/** @throws {NotFoundError} `certificate-not-found` */
export async function drawOwn(ctx: Ctx, actor: Actor, id: CertificateId): Promise<PdfFile> {
  const { personId } = actor
  const row = await certificatesStore.findCertificate(ctx.db, ctx.platform.id, id, { personId })
  if (!row) throw new NotFoundError('certificate-not-found')
  return draw(ctx, [row], row.number)
}

/**
 * Certificates of a session in one file, a page each: those that hold, or the one that is asked for.
 *
 * @throws {NotFoundError} `certificate-not-found`, `certificates-none`; {InvalidInputError} `certificates-too-many`
 */
export async function drawOfSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  id: CertificateId | undefined,
): Promise<PdfFile> {
  await getEditable(ctx, actor, sessionId)
  const { id: platformId } = ctx.platform
  if (id) {
    const row = await certificatesStore.findCertificate(ctx.db, platformId, id, { sessionId })
    if (!row) throw new NotFoundError('certificate-not-found')
    return draw(ctx, [row], row.number)
  }
  const rows = await certificatesStore.listOfSession(ctx.db, platformId, sessionId)
  const standing = rows.filter(({ recalledAt }) => recalledAt === null)
  if (standing.length === 0) throw new NotFoundError('certificates-none')
  if (standing.length > MOST_IN_FILE)
    throw new InvalidInputError('certificates-too-many', { count: standing.length, limit: MOST_IN_FILE })
  return draw(ctx, standing, `session-${sessionId}`)
}

/** How a template would look, with a sample person. */
export async function drawPreview(
  ctx: Ctx,
  actor: Actor,
  { language, ...template }: CertificateTemplate & { language: Language },
): Promise<PdfFile> {
  assertSuperadmin(actor)
  const reader = { language, timeZone: ctx.platform.timeZone }
  const now = ctx.now()
  const today = wallTimeOf(now, ctx.platform.timeZone).slice(0, 10)
  const sheet: Sheet = {
    language,
    number: numberOf(template.prefix, Number(today.slice(0, 4)), 17),
    personName: phrase('certificate-sample-person', {}, reader),
    courseName: phrase('certificate-sample-course', {}, reader),
    sessionName: phrase('certificate-sample-session', {}, reader),
    issuerName: ctx.platform.name,
    ...{ firstDay: today, lastDay: today, seconds: 4 * 3600 },
    ...{ completedAt: now, issuedAt: now, validUntil: addMinutes(now, YEARS_SHOWN * 365 * 24 * 60) },
    address: `${await originFor(ctx)}/verify/…`,
    mark: 'certificate-sample',
  }
  return {
    name: 'certificate-sample.pdf',
    content: await drawCertificates([sheet], await brandOf(ctx, template)),
  }
}

/**
 * What anybody may know who has the code of a certificate.
 *
 * @param text as it was copied, from an address or from paper
 * @throws {NotFoundError} `certificate-not-found`
 */
export async function verify(ctx: Ctx, text: string): Promise<z.output<typeof VerifiedCertificate>> {
  const code = readCode(text)
  const row = code && (await certificatesStore.findByCode(ctx.db, ctx.platform.id, code))
  if (!row) throw new NotFoundError('certificate-not-found')
  const { shownName } = await findOwn(ctx)
  return {
    state: stateOf(row, ctx.now()),
    number: row.number,
    issuer: row.issuerName,
    person: shownName === 'name' ? row.personName : initialsOf(row.personName),
    courseName: row.courseName,
    firstDay: row.firstDay,
    lastDay: row.lastDay,
    seconds: row.seconds,
    completedAt: row.completedAt.toISOString(),
    issuedAt: row.issuedAt.toISOString(),
    validUntil: row.validUntil?.toISOString() ?? null,
    recalledAt: row.recalledAt?.toISOString() ?? null,
    timeZone: ctx.platform.timeZone,
  }
}

async function draw(ctx: Ctx, rows: readonly Row[], name: string): Promise<PdfFile> {
  const origin = await originFor(ctx)
  const sheets = rows.map((row): Sheet => {
    const mark = row.recalledAt ? 'certificate-recalled-mark' : null
    return { ...row, address: addressOf(origin, row), mark }
  })
  const content = await drawCertificates(sheets, await brandOf(ctx, await findOwn(ctx)))
  return { name: `${name}.pdf`, content }
}

const addressOf = (origin: string, { code }: Row) => `${origin}/verify/${code}`

async function toViews(ctx: Ctx, { reader }: Actor, rows: readonly Row[]): Promise<View[]> {
  const origin = await originFor(ctx)
  const now = ctx.now()
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    state: stateOf(row, now),
    sessionId: row.sessionId,
    courseId: row.courseId,
    personId: row.personId,
    personName: row.personName,
    courseName: row.courseName,
    sessionName: row.sessionName,
    language: row.language,
    firstDay: row.firstDay,
    lastDay: row.lastDay,
    seconds: row.seconds,
    completedAt: row.completedAt.toISOString(),
    validUntil: row.validUntil?.toISOString() ?? null,
    issuedAt: row.issuedAt.toISOString(),
    address: addressOf(origin, row),
    recalled: recalledOf(row, reader),
  }))
}

const usualReasons = {
  corrected: 'certificate-corrected',
  renewed: 'certificate-renewed',
  'by-hand': null,
} as const

function recalledOf(row: Row, reader: Actor['reader']): View['recalled'] {
  const { recalledAt, recallCause: cause, recallReason } = row
  if (!recalledAt || !cause) return null
  const own = usualReasons[cause]
  const reason = recallReason || (own ? phrase(own, {}, reader) : '')
  return { at: recalledAt.toISOString(), cause, reason }
}
