import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { LmsId, LmsLinkId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { type Reader, toMessage } from '../../../messages/messages.ts'
import { isUuid } from '../../../new-id.ts'
import { getCourse } from '../../training/courses/courses.service.ts'
import { getEvent } from '../../training/events/events.service.ts'
import { getSession } from '../../training/sessions/sessions.service.ts'
import { type LaunchMessage, scopes } from './claims.ts'
import * as linksStore from './links.store.ts'
import type { LinkLms, LmsLink } from './registrations.schemas.ts'

export type { LinkRow } from './links.store.ts'

const MOST_OFFERED = 200

type LinkView = z.output<typeof LmsLink>

/** Courses of LMSes and links in them, the ones seen last first. */
export async function listLinks(ctx: Ctx, actor: Actor): Promise<LinkView[]> {
  assertSuperadmin(actor)
  return (await linksStore.listLinks(ctx.db, ctx.platform.id)).map((row) => toView(row, actor.reader))
}

export interface Linkable {
  readonly id: SessionId
  readonly name: string
  readonly courseName: string
  readonly firstStartsAt: Date | null
}

/** What of one’s own an instructor can offer in an LMS. Undefined for who is none. */
export async function listLinkable(ctx: Ctx, actor: Actor): Promise<readonly Linkable[] | undefined> {
  if (!actor.roles.includes('instructor')) return undefined
  return linksStore.listTaught(ctx.db, ctx.platform.id, actor.personId, ctx.now(), MOST_OFFERED)
}

/** Says what a course of an LMS, or a link in it, leads to here. @throws {InvalidInputError} `lms-link-one-target` */
export async function linkTo(
  ctx: Ctx,
  actor: Actor,
  target: { id: LmsLinkId; expectedVersion: number },
  input: z.output<typeof LinkLms>,
): Promise<LinkView> {
  assertSuperadmin(actor)
  await assertTarget(ctx, actor, input)
  const before = await getLink(ctx, target.id)
  await withTransaction(ctx.db, async (trx) => {
    const { readsRoster, ...wanted } = input
    // Read at once, and then once a day. What is on and stays on is read when it is due, or at once where it leads elsewhere.
    const isNew = readsRoster && (!before.readsRoster || leadsElsewhere(before, input))
    const roster =
      readsRoster === undefined || (readsRoster === before.readsRoster && !isNew)
        ? undefined
        : { isRead: readsRoster, dueAt: readsRoster ? ctx.now() : null }
    assertUpdated(await linksStore.setTarget(trx, ctx.platform.id, target, { ...wanted, roster }))
    await sayLinked(ctx, trx, before, input, actor)
    if (input.sends?.length) await linksStore.setScoresDue(trx, ctx.platform.id, target.id, ctx.now())
  })
  return toView(await getLink(ctx, target.id), actor.reader)
}

/** The same by an instructor on their launch page: to what they may plan. */
export async function linkByInstructor(
  ctx: Ctx,
  actor: Actor,
  id: LmsLinkId,
  target: linksStore.Target,
): Promise<void> {
  await assertTarget(ctx, actor, target)
  const before = await getLink(ctx, id)
  await withTransaction(ctx.db, async (trx) => {
    await linksStore.setTarget(trx, ctx.platform.id, { id }, target)
    await sayLinked(ctx, trx, before, target, actor)
  })
}

const leadsElsewhere = (before: linksStore.LinkRow, after: linksStore.Target) =>
  before.courseId !== after.courseId ||
  before.sessionId !== after.sessionId ||
  before.eventId !== after.eventId

async function sayLinked(
  ctx: Ctx,
  trx: Trx,
  before: linksStore.LinkRow,
  target: linksStore.Target,
  actor: Actor,
) {
  const { courseId, sessionId, eventId } = target
  const changes = { link: before.contextTitle || before.title, courseId, sessionId, eventId }
  const id = before.registrationId
  const fact = { kind: 'lms-linked', id, linkId: before.id, by: actor.personId } as const
  const was = { courseId: before.courseId, sessionId: before.sessionId, eventId: before.eventId }
  await happened(ctx, trx, { ...fact, changes, was })
}

/** Only what is there, and what the actor may see, can be led to. Instructors: only what they may edit. */
async function assertTarget(ctx: Ctx, actor: Actor, target: linksStore.Target): Promise<void> {
  const { courseId, sessionId, eventId } = target
  if ([courseId, sessionId, eventId].filter((one) => one !== null).length > 1)
    throw InvalidInputError.at('/sessionId', 'lms-link-one-target')
  if (courseId) await getCourse(ctx, actor, courseId)
  const may = sessionId
    ? (await getSession(ctx, actor, sessionId)).may.edit
    : eventId
      ? (await getSession(ctx, actor, (await getEvent(ctx, actor, eventId)).sessionId)).may.edit
      : true
  if (!may) throw new NotFoundError('session-not-found')
}

/** @throws {NotFoundError} `lms-link-not-found` */
export async function getLink(ctx: Ctx, id: LmsLinkId): Promise<linksStore.LinkRow> {
  const row = await linksStore.findLink(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('lms-link-not-found')
  return row
}

/**
 * Where a launch comes from: the course of the LMS, or a link in it that was made by choosing here. A link that a copied
 * course brought along leads nowhere until somebody says where: the session that it led to was last year's.
 */
export async function meetLink(
  ctx: Ctx,
  trx: Trx,
  registrationId: LmsId,
  message: LaunchMessage,
): Promise<LmsLinkId> {
  const { id: platformId } = ctx.platform
  const { deploymentId, contextId, contextTitle, title, linkKey } = message
  const original = isUuid(linkKey)
    ? await linksStore.findByKey(trx, platformId, registrationId, linkKey)
    : undefined
  const isOwn = original?.contextId === contextId && original.deploymentId === deploymentId
  return linksStore.meetLink(trx, {
    ...{ platformId, id: ctx.newId<LmsLinkId>(), registrationId, deploymentId, contextId, contextTitle },
    linkKey: original ? linkKey : '',
    title: original ? title : '',
    copiedFrom: original && !isOwn ? original.id : null,
    membershipsUrl: message.membershipsUrl,
    lineItemsUrl: message.lineItemsUrl,
    lineItemUrl: message.lineItemUrl,
    scopes: [...new Set(message.scopes)].slice(0, 30),
    seenAt: ctx.now(),
  })
}

function toView(row: linksStore.LinkRow, reader: Reader): LinkView {
  const { id, registrationId, lmsName, contextTitle, title, copiedFrom, courseId, sessionId, eventId } = row
  const names = [row.courseName, row.sessionName, row.eventName].filter((one) => one !== null)
  return {
    ...{ id, lmsId: registrationId, lmsName, contextTitle, title },
    isCopied: copiedFrom !== null && !courseId && !sessionId && !eventId,
    ...{ courseId, sessionId, eventId },
    targetNames: names,
    hasRoster: row.membershipsUrl !== null,
    hasScores: (row.lineItemUrl ?? row.lineItemsUrl) !== null && row.scopes.includes(scopes.scores),
    sends: row.sends,
    readsRoster: row.readsRoster,
    roster: row.rosterReadAt &&
      row.rosterChange && { readAt: row.rosterReadAt.toISOString(), ...row.rosterChange },
    rosterProblem: toMessage(row.rosterProblem, reader),
    seenAt: row.seenAt.toISOString(),
    version: row.version,
  }
}
