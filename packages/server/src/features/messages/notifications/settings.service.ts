import { languages } from '@lectern/texts'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { type KindSettings, wordedKinds } from '../../../domain/notification.ts'
import { notificationRules } from '../../../domain/notification-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import type { ChangeNotificationSettings } from './notifications.schemas.ts'
import * as remindersStore from './reminders.store.ts'
import * as settingsStore from './settings.store.ts'
import { labelOf, topicLabelOf } from './wording.ts'

const everything: KindSettings = { mail: true, inApp: true, optOut: true }

/** What the platform tells people, and how. */
export async function getSettings(ctx: Ctx, actor: Actor) {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const { kinds, senderName, footer, version } = await settingsStore.findSettings(ctx.db, platformId)
  const templates = await settingsStore.listTemplates(ctx.db, platformId)
  const reminderMinutes = await remindersStore.reminderMinutes(ctx.db, platformId)
  return {
    kinds: wordedKinds.map((kind) => {
      const { topic, isOptional } = notificationRules[kind]
      const texts = templates.get(kind)?.texts
      return {
        kind,
        label: labelOf(kind, actor.reader.language),
        topic,
        topicLabel: topicLabelOf(topic, actor.reader),
        isOptional,
        hasOwnText: languages.some((language) => texts?.[language]),
        ...(isOptional ? (kinds[kind] ?? everything) : { mail: true, inApp: true, optOut: false }),
      }
    }),
    reminderMinutes: [...reminderMinutes].sort((a, b) => b - a),
    senderName,
    footer,
    version,
  }
}

/**
 * Changes them; what is left out stays.
 *
 * @throws {InvalidInputError} `notification-kind-fixed`, `reminders-doubled`; {StaleError}
 */
export async function changeSettings(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  change: z.output<typeof ChangeNotificationSettings>,
) {
  assertSuperadmin(actor)
  const { id: platformId } = ctx.platform
  const kinds = kindsOf(actor, change.kinds ?? [])
  const doubled = change.reminderMinutes?.findIndex((minutes, at, all) => all.indexOf(minutes) < at) ?? -1
  if (doubled >= 0) {
    const params = { minutes: change.reminderMinutes?.[doubled] ?? 0 }
    throw InvalidInputError.at(`/reminderMinutes/${doubled}`, 'reminders-doubled', params)
  }
  await withTransaction(ctx.db, async (trx) => {
    const before = await settingsStore.findSettings(trx, platformId)
    const row = await settingsStore.putSettings(trx, platformId, expectedVersion, {
      kinds: { ...before.kinds, ...kinds },
      senderName: change.senderName ?? before.senderName,
      footer: { ...before.footer, ...change.footer },
    })
    assertUpdated(row)
    if (change.reminderMinutes)
      await remindersStore.setReminderMinutes(trx, platformId, change.reminderMinutes)
    const { senderName, footer } = before
    const done = { id: platformId, by: actor.personId, changes: change, was: { senderName, footer } }
    await happened(ctx, trx, { kind: 'notification-settings-changed', ...done })
  })
  return getSettings(ctx, actor)
}

function kindsOf(
  actor: Actor,
  wanted: NonNullable<z.output<typeof ChangeNotificationSettings>['kinds']>,
): settingsStore.Settings['kinds'] {
  const kinds: settingsStore.Settings['kinds'] = {}
  for (const [index, { kind, mail, inApp, optOut }] of wanted.entries()) {
    const { isOptional } = notificationRules[kind]
    if (isOptional) kinds[kind] = { mail, inApp, optOut }
    else if (!mail || !inApp || optOut) {
      const params = { kind: labelOf(kind, actor.reader.language) }
      throw InvalidInputError.at(`/kinds/${index}`, 'notification-kind-fixed', params)
    }
  }
  return kinds
}
