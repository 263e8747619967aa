import { accentContrast, type Hex, nearestReadable, READABLE, type Scheme } from '@lectern/brand'
import { nameOfLanguage } from '@lectern/texts'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { toNoShowRule, writtenRule } from '../../../domain/no-show.ts'
import { brandOf, findImage } from '../../../domain/platform.ts'
import type { RetentionDays } from '../../../domain/retention.ts'
import { isTimeZone } from '../../../domain/time-zone.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import type { ChangePlatformSettings, PlatformSettings } from './platform-settings.schemas.ts'
import { toPlatform } from './platforms.service.ts'
import * as platformsStore from './platforms.store.ts'

type Change = z.output<typeof ChangePlatformSettings>

/** What everybody may know of a platform: what its pages look like, and what they begin with. */
export async function getBrand(ctx: Ctx) {
  return brandOf(toPlatform(await getRow(ctx, ctx.db)))
}

export async function getPlatformSettings(
  ctx: Ctx,
  actor: Actor,
): Promise<z.output<typeof PlatformSettings>> {
  assertSuperadmin(actor)
  const row = await getRow(ctx, ctx.db)
  const platform = toPlatform(row)
  return {
    ...brandOf(platform),
    hasOwnIcon: findImage(platform, 'icon', '192') !== undefined,
    mailHeader: platform.mailHeader,
    attendanceRetentionDays: row.attendanceRetentionDays,
    recordingRetentionDays: row.recordingRetentionDays,
    showsRecordings: row.showsRecordings,
    recordsEvents: row.recordsEvents,
    secondFactorFor: row.secondFactorFor,
    idleMinutes: row.idleMinutes,
    noShowRule: toNoShowRule(row.noShowRule),
    version: row.version,
  }
}

/**
 * @throws {InvalidInputError} `accent-not-readable` with the nearest shade that is; `language-default-not-offered`,
 * `time-zone-unknown`; {StaleError}
 */
export async function changePlatformSettings(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  change: Change,
): Promise<z.output<typeof PlatformSettings>> {
  assertSuperadmin(actor)
  assertReadable('/accentColor', change.accentColor, 'light')
  assertReadable('/accentColorDark', change.accentColorDark, 'dark')
  const { timeZone } = change
  if (timeZone !== undefined && !isTimeZone(timeZone))
    throw InvalidInputError.at('/timeZone', 'time-zone-unknown', { timeZone })
  await withTransaction(ctx.db, async (trx) => {
    const before = await getRow(ctx, trx)
    assertOffered(before, change)
    const target = { platformId: ctx.platform.id, expectedVersion }
    // Other days for reports: a sweep looks anew which are to go.
    const looksAnew = change.attendanceRetentionDays === undefined ? {} : { attendanceForgetAt: ctx.now() }
    const noShowRule = writtenRule(change.noShowRule, before.noShowRule, ctx.now())
    const columns = definedOnly({ ...toColumns(change), ...looksAnew, noShowRule })
    assertUpdated(await platformsStore.updatePlatform(trx, target, columns))
    const fact = { kind: 'platform-changed', id: ctx.platform.id, by: actor.personId } as const
    await happened(ctx, trx, { ...fact, changes: change, was: before })
  })
  ctx.forgetPlatform()
  return getPlatformSettings(ctx, actor)
}

/**
 * How long kinds of data are kept, as `people/data-protection` has checked it.
 *
 * @param said `reportDays` and `recordingDays` have columns of their own; undefined = they stay
 * @throws {StaleError}
 */
export async function setRetention(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  expectedVersion: number,
  said: {
    others: RetentionDays
    reportDays: number | undefined
    recordingDays: number | undefined
    forgetAt: Date | undefined
    changes: RetentionDays
    was: RetentionDays
  },
): Promise<void> {
  const { others, reportDays, recordingDays, forgetAt, changes, was } = said
  const target = { platformId: ctx.platform.id, expectedVersion }
  const columns = definedOnly({
    retention: JSON.stringify(others),
    attendanceRetentionDays: reportDays,
    attendanceForgetAt: reportDays === undefined ? undefined : ctx.now(),
    recordingRetentionDays: recordingDays,
    forgetAt,
  })
  assertUpdated(await platformsStore.updatePlatform(trx, target, columns))
  const followed = recordingDays === undefined ? {} : { recordingRetentionDays: recordingDays }
  const fact = { kind: 'platform-changed', id: ctx.platform.id, by: actor.personId } as const
  await happened(ctx, trx, { ...fact, changes: { ...changes, ...followed }, was })
}

async function getRow(ctx: Ctx, db: Parameters<typeof platformsStore.findPlatform>[0]) {
  const row = await platformsStore.findPlatform(db, ctx.platform.id)
  if (!row) throw new Error('The platform of this request is gone.') // platforms are the operator's alone
  return row
}

function toColumns({ accentColor, languages, signInTexts, secondFactorFor, noShowRule: _, ...same }: Change) {
  return definedOnly({
    ...same,
    accentColor: accentColor === null ? 'standard' : accentColor,
    languages: languages && [...new Set(languages)],
    secondFactorFor: secondFactorFor && [...new Set(secondFactorFor)],
    signInTexts: signInTexts && JSON.stringify(wordsOnly(signInTexts)),
  })
}

/** A language whose words are empty has none. */
function wordsOnly(texts: NonNullable<Change['signInTexts']>) {
  return Object.fromEntries(Object.entries(texts).filter(([, words]) => words && (words.title || words.text)))
}

function assertReadable(pointer: string, color: string | null | undefined, scheme: Scheme): void {
  if (!color) return
  const accent = color as Hex // the schema has checked it
  const contrast = accentContrast(accent, scheme)
  if (contrast >= READABLE) return
  const nearest = nearestReadable(accent, scheme)
  const params = { color, contrast: Math.floor(contrast * 10) / 10, needed: READABLE, nearest }
  const code = scheme === 'light' ? 'accent-too-pale' : 'accent-too-dark'
  throw new InvalidInputError(code, params, {
    fields: [{ pointer, code, params }],
    suggestions: [{ code: 'suggest-shade', params: { nearest }, change: { [pointer.slice(1)]: nearest } }],
  })
}

function assertOffered(before: platformsStore.PlatformRow, change: Change): void {
  const was = toPlatform(before)
  const language = change.defaultLanguage ?? was.defaultLanguage
  if (!(change.languages ?? was.languages).includes(language))
    throw InvalidInputError.at('/defaultLanguage', 'language-default-not-offered', {
      language: nameOfLanguage(language),
    })
}
