import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId, SessionId } from '../../../domain/ids.ts'
import { inEachLanguage, type Language, languages } from '../../../domain/message.ts'
import { isWordedKind, placeholdersOf } from '../../../domain/notification.ts'
import { type NotificationKind, notificationRules } from '../../../domain/notification-rules.ts'
import { placeholdersIn } from '../../../domain/template.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { phrase, type Reader } from '../../../messages/messages.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { type Letter, toHtml, toText } from '../mails/letter.ts'
import { logoOf, withLogoInside } from '../mails/mail-brand.ts'
import { putMail } from '../mails/mails.service.ts'
import { toLetter } from './notification-letter.ts'
import type { ChangeTemplate, TryTemplate } from './notifications.schemas.ts'
import { findAddressee } from './notifications.store.ts'
import * as settingsStore from './settings.store.ts'
import * as situationsStore from './situations.store.ts'
import type { Truth } from './truth.ts'
import { dateOf, type Facts, type KindTexts, labelOf, standardTexts, word } from './wording.ts'

const SAMPLE_EVENTS = 2
const REAL_EVENTS = 20

/** The texts of a kind in every language, the platform's or the standard ones. */
export async function getTemplate(ctx: Ctx, actor: Actor, kind: string) {
  assertSuperadmin(actor)
  assertKind(kind)
  const own = (await settingsStore.listTemplates(ctx.db, ctx.platform.id)).get(kind)
  const textsIn = (language: Language) => ({
    ...(own?.texts[language] ?? standardTexts(kind, language)),
    isStandard: !own?.texts[language],
  })
  return {
    kind,
    label: labelOf(kind, actor.reader.language),
    placeholders: placeholdersOf(kind),
    texts: inEachLanguage(textsIn),
    standard: inEachLanguage((language) => standardTexts(kind, language)),
    version: own?.version ?? 0,
  }
}

/** Writes the texts of a kind; null = the standard one, and a language that is left out stays as it is. @throws {InvalidInputError} `placeholder-unknown`; {StaleError} */
export async function changeTemplate(
  ctx: Ctx,
  actor: Actor,
  target: { kind: string; expectedVersion: number },
  texts: z.output<typeof ChangeTemplate>,
) {
  assertSuperadmin(actor)
  const { kind, expectedVersion } = target
  assertKind(kind)
  for (const language of languages) {
    if (texts[language]) assertPlaceholders(kind, texts[language], `/${language}`)
  }
  await withTransaction(ctx.db, async (trx) => {
    const before = (await settingsStore.listTemplates(trx, ctx.platform.id)).get(kind)
    const target = { kind, expectedVersion }
    const row = await settingsStore.putTemplate(trx, ctx.platform.id, target, { ...before?.texts, ...texts })
    assertUpdated(row)
    const done = { id: ctx.platform.id, by: actor.personId, changes: { kind, ...texts }, was: before?.texts }
    await happened(ctx, trx, { kind: 'notification-template-changed', ...done })
  })
  return getTemplate(ctx, actor, kind)
}

/** Texts as the mail and the entry in the app that they would make, with samples or a session's data. */
export async function previewTemplate(
  ctx: Ctx,
  actor: Actor,
  kind: string,
  draft: z.output<typeof TryTemplate>,
) {
  const { subject, letter, dates, wording } = await write(ctx, actor, kind, draft)
  const html = toHtml(letter)
  return {
    subject,
    text: toText(letter),
    html: withLogoInside(html, await logoOf(ctx, html)),
    inApp: {
      title: wording.subject,
      text: wording.blocks.flatMap((block) => ('text' in block ? [block.text] : [])).join('\n\n'),
      dates,
    },
  }
}

/** Mails the preview to the superadmin who asks for it. */
export async function sendTest(
  ctx: Ctx,
  actor: Actor,
  kind: string,
  draft: z.output<typeof TryTemplate>,
): Promise<{ recipient: string }> {
  const { subject, letter, reader, person } = await write(ctx, actor, kind, draft)
  await withTransaction(ctx.db, async (trx) => {
    await putMail(ctx, trx, {
      key: `test ${ctx.newId()}`,
      person,
      subject: phrase('notify-test', { subject }, reader),
      letter,
    })
    await happened(ctx, trx, { kind: 'test-mail-written', id: actor.personId })
  })
  return { recipient: person.email }
}

async function write(ctx: Ctx, actor: Actor, kind: string, draft: z.output<typeof TryTemplate>) {
  assertSuperadmin(actor)
  assertKind(kind)
  assertPlaceholders(kind, draft, '')
  const { id: platformId } = ctx.platform
  const person = await findAddressee(ctx.db, platformId, actor.personId)
  if (!person) throw new NotFoundError('person-not-found')
  const reader: Reader = { language: draft.language, timeZone: actor.reader.timeZone, now: ctx.now() }
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  const truth = draft.sessionId
    ? await realTruth(ctx, actor, kind, draft.sessionId)
    : sampleTruth(ctx, kind, reader)
  const name = `${person.firstName} ${person.lastName}`.trim()
  const url = `${origin}${draft.sessionId ? `/sessions/${draft.sessionId}` : '/learn'}`
  const facts: Facts = {
    kind,
    params: sampleParams(ctx, reader, name),
    truth,
    name,
    platform: ctx.platform.name,
    url,
  }
  const wording = word(draft, facts, reader)
  const settings = await settingsStore.findSettings(ctx.db, platformId)
  const pieces = [{ wording, url }]
  const made: { subject: string; letter: Letter } = toLetter(ctx, {
    settings,
    reader,
    name,
    origin,
    pieces,
    unsubscribe: undefined,
  })
  return { ...made, wording, reader, person, dates: truth.events.map((event) => dateOf(event, reader)) }
}

/** Values for whatever placeholder a kind has. */
function sampleParams(ctx: Ctx, reader: Reader, name: string): Facts['params'] {
  return {
    reason: phrase('notify-sample-reason', {}, reader),
    findings: [{ code: 'notify-sample-findings', params: {} }],
    values: {
      account: 'Main account',
      provider: 'Rooms & Co',
      organizer: 'organizer@company.example',
      until: addMinutes(ctx.now(), 24 * 60).toISOString(),
      sender: name,
      instructors: name,
      subject: phrase('notify-sample-subject', {}, reader),
      text: phrase('notify-sample-text', {}, reader),
    },
  }
}

function sampleTruth(ctx: Ctx, kind: NotificationKind, reader: Reader): Facts['truth'] {
  const courseName = phrase('notify-sample-course', {}, reader)
  const count = notificationRules[kind].events === 'none' ? 0 : SAMPLE_EVENTS
  const tomorrow = Math.ceil(ctx.now().getTime() / 3_600_000) * 3_600_000 + 24 * 3_600_000
  const events = Array.from({ length: count }, (_, index): Truth['events'][number] => ({
    id: `${index}` as Truth['events'][number]['id'],
    sessionId: '' as Truth['events'][number]['sessionId'],
    name: phrase('notify-sample-event', { number: index + 1 }, reader),
    description: '',
    place: '',
    courseName,
    startsAt: new Date(tomorrow + index * 24 * 3_600_000),
    endsAt: new Date(tomorrow + index * 24 * 3_600_000 + 3_600_000),
    cancelledAt: null,
    cancelReason: '',
    // As if it were online, so that all that may be said is seen.
    accountId: '' as AccountId,
    calendarSequence: 0,
    createdAt: ctx.now(),
  }))
  return {
    courseName,
    sessionName: phrase('notify-sample-session', {}, reader),
    offerExpiresAt: null,
    events,
  }
}

/** @throws {NotFoundError} `session-not-found` */
async function realTruth(
  ctx: Ctx,
  actor: Actor,
  kind: NotificationKind,
  sessionId: SessionId,
): Promise<Facts['truth']> {
  const { id: platformId } = ctx.platform
  const [session] = await situationsStore.listSituations(ctx.db, platformId, actor.personId, [sessionId])
  if (!session) throw new NotFoundError('session-not-found')
  const filter = { sessionIds: [sessionId], endsAfter: new Date(0), limit: REAL_EVENTS }
  const events =
    notificationRules[kind].events === 'none'
      ? []
      : await situationsStore.listEvents(ctx.db, platformId, filter)
  const { courseName, sessionName } = session
  return { courseName, sessionName, offerExpiresAt: null, events }
}

function assertKind(kind: string): asserts kind is NotificationKind {
  if (!isWordedKind(kind)) throw new NotFoundError('notification-kind-unknown', { kind })
}

function assertPlaceholders(kind: NotificationKind, texts: KindTexts, pointer: string): void {
  const known: readonly string[] = placeholdersOf(kind)
  for (const part of ['subject', 'text'] as const) {
    const unknown = placeholdersIn(texts[part]).filter((name) => !known.includes(name))
    if (unknown.length === 0) continue
    const braced = (names: readonly string[]) => names.map((name) => `{{${name}}}`)
    const params = { found: braced(unknown), known: { anyOf: braced(known) } }
    throw InvalidInputError.at(`${pointer}/${part}`, 'placeholder-unknown', params)
  }
}
