import type { z } from 'zod'
import { isPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import { wordedKinds } from '../../../domain/notification.ts'
import {
  type NotificationTopic,
  notificationRules,
  notificationTopics,
} from '../../../domain/notification-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import type { ChangePreferences } from './notifications.schemas.ts'
import * as settingsStore from './settings.store.ts'
import { openLink } from './unsubscribe.ts'
import { labelOf, topicLabelOf } from './wording.ts'

/** What only people who teach or administer hear of. */
const forPlanners: readonly NotificationTopic[] = ['teaching', 'operation']

/** What a person gets of each topic, and which of it they may switch off. */
export async function listPreferences(ctx: Ctx, actor: Actor) {
  const { id: platformId } = ctx.platform
  const { reader } = actor
  const settings = await settingsStore.findSettings(ctx.db, platformId)
  const preferences = await settingsStore.listPreferences(ctx.db, platformId, actor.personId)
  const isChosen = (kind: (typeof wordedKinds)[number]) =>
    notificationRules[kind].isOptional && (settings.kinds[kind]?.optOut ?? true)
  const isSent = (kind: (typeof wordedKinds)[number]) => {
    const { mail, inApp } = settings.kinds[kind] ?? { mail: true, inApp: true }
    return !notificationRules[kind].isOptional || mail || inApp
  }
  const topics = notificationTopics
    .filter((topic) => !forPlanners.includes(topic) || isPlanner(actor))
    .map((topic) => {
      const kinds = wordedKinds.filter((kind) => notificationRules[kind].topic === topic && isSent(kind))
      const labels = (list: typeof kinds) => list.map((kind) => labelOf(kind, reader.language))
      return {
        topic,
        label: topicLabelOf(topic, reader),
        always: labels(kinds.filter((kind) => !isChosen(kind))),
        chosen: labels(kinds.filter(isChosen)),
        ...(preferences.get(topic) ?? { mail: true, inApp: true }),
      }
    })
  return { topics: topics.filter(({ always, chosen }) => always.length + chosen.length > 0) }
}

/** Chooses what one gets. @throws {InvalidInputError} `notification-topic-fixed` */
export async function changePreferences(ctx: Ctx, actor: Actor, change: z.output<typeof ChangePreferences>) {
  const { topics } = await listPreferences(ctx, actor)
  for (const [index, { topic, mail = true, inApp = true }] of change.topics.entries()) {
    const known = topics.find((candidate) => candidate.topic === topic)
    if ((!known || known.chosen.length === 0) && !(mail && inApp)) {
      const params = { topic: topicLabelOf(topic, actor.reader) }
      throw InvalidInputError.at(`/topics/${index}`, 'notification-topic-fixed', params)
    }
  }
  await withTransaction(ctx.db, async (trx) => {
    for (const { topic, ...chosen } of change.topics) {
      const target = { personId: actor.personId, topic }
      await settingsStore.putPreference(trx, ctx.platform.id, target, definedOnly(chosen))
    }
    await happened(ctx, trx, { kind: 'notification-preferences-changed', id: actor.personId })
  })
  return listPreferences(ctx, actor)
}

/** Ends reminders by mail, or those of a report, for whoever follows the link of one. @throws {NotFoundError} `unsubscribe-link-unknown` */
export async function unsubscribe(ctx: Ctx, token: string): Promise<void> {
  const { personId, viewId } = openLink(ctx, token)
  await withTransaction(ctx.db, async (trx) => {
    if (viewId) return happened(ctx, trx, { kind: 'report-mailing-left', id: personId, viewId })
    const target = { personId, topic: 'reminders' as const }
    await settingsStore.putPreference(trx, ctx.platform.id, target, { mail: false })
    await happened(ctx, trx, { kind: 'notification-preferences-changed', id: personId })
  })
}
