import type { NotificationTexts } from '../../../db/column-types.ts'
import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import { inEachLanguage, type Language } from '../../../domain/message.ts'
import type { KindSettings, TopicPreference } from '../../../domain/notification.ts'
import type { NotificationKind, NotificationTopic } from '../../../domain/notification-rules.ts'

/** What a platform tells people, and how. */
export interface Settings {
  readonly kinds: Partial<Record<NotificationKind, KindSettings>>
  readonly senderName: string
  readonly footer: Record<Language, string>
  /** 0 = nothing was ever changed. */
  readonly version: number
}

export async function findSettings(db: Db | Trx, platformId: PlatformId): Promise<Settings> {
  const row = await db
    .selectFrom('notificationSettings')
    .select(['kinds', 'senderName', 'footer', 'version'])
    .where('platformId', '=', platformId)
    .executeTakeFirst()
  const footer = inEachLanguage((language) => row?.footer[language] ?? '')
  return { kinds: {}, senderName: '', version: 0, ...row, footer }
}

/** @returns undefined when somebody changed them since that version */
export function putSettings(
  trx: Trx,
  platformId: PlatformId,
  expectedVersion: number,
  settings: Omit<Settings, 'version'>,
) {
  const values = {
    kinds: JSON.stringify(settings.kinds),
    senderName: settings.senderName,
    footer: JSON.stringify(settings.footer),
  }
  if (expectedVersion === 0)
    return trx
      .insertInto('notificationSettings')
      .values({ platformId, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .returning('version')
      .executeTakeFirst()
  return trx
    .updateTable('notificationSettings')
    .set((eb) => ({ ...values, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('version', '=', expectedVersion)
    .returning('version')
    .executeTakeFirst()
}

/** The texts of kinds that a platform wrote itself. */
export async function listTemplates(db: Db | Trx, platformId: PlatformId) {
  const rows = await db
    .selectFrom('notificationTemplates')
    .select(['kind', 'texts', 'version'])
    .where('platformId', '=', platformId)
    .execute()
  return new Map(rows.map((row) => [row.kind, row]))
}

/** @returns undefined when somebody changed it since that version */
export function putTemplate(
  trx: Trx,
  platformId: PlatformId,
  target: { kind: NotificationKind; expectedVersion: number },
  texts: NotificationTexts,
) {
  const { kind, expectedVersion } = target
  if (expectedVersion === 0)
    return trx
      .insertInto('notificationTemplates')
      .values({ platformId, kind, texts: JSON.stringify(texts) })
      .onConflict((conflict) => conflict.doNothing())
      .returning('version')
      .executeTakeFirst()
  return trx
    .updateTable('notificationTemplates')
    .set((eb) => ({ texts: JSON.stringify(texts), version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('kind', '=', kind)
    .where('version', '=', expectedVersion)
    .returning('version')
    .executeTakeFirst()
}

/** By topic; a topic without an entry is wanted. */
export async function listPreferences(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  const rows = await db
    .selectFrom('notificationPreferences')
    .select(['topic', 'mail', 'inApp'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .execute()
  return new Map(rows.map(({ topic, mail, inApp }) => [topic, { mail, inApp }]))
}

/** Chooses one way or both of a topic. Also where the previous release looks. */
export async function putPreference(
  trx: Trx,
  platformId: PlatformId,
  target: { personId: PersonId; topic: NotificationTopic },
  chosen: Partial<TopicPreference>,
): Promise<void> {
  const { mail, inApp } = chosen
  if (mail === undefined && inApp === undefined) return
  await trx
    .insertInto('notificationPreferences')
    .values({ platformId, ...target, mail: mail ?? true, inApp: inApp ?? true })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'personId', 'topic']).doUpdateSet({ ...chosen }),
    )
    .execute()
  if (target.topic !== 'reminders' || mail === undefined) return
  await trx
    .updateTable('people')
    .set({ wantsReminders: mail })
    .where('platformId', '=', platformId)
    .where('id', '=', target.personId)
    .execute()
}
