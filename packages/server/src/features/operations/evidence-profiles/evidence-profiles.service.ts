import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { ForbiddenError } from '../../../domain/errors.ts'
import {
  type EvidenceBasis,
  type EvidenceProfileKey,
  evidenceProfileKeys,
  evidenceProfiles,
  profileFindings,
} from '../../../domain/evidence-profile.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { presenceOf } from '../../../domain/presence.ts'
import { checksIn } from '../../../domain/presence-check.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { abilitiesOf } from '../../../providers/abilities.ts'
import { getRetentionDays } from '../../people/data-protection/retention.service.ts'
import { getCompletionRuleFor } from '../../training/completions/completion-rules.service.ts'
import { getEvent } from '../../training/events/events.service.ts'
import { findRuleOf } from '../../training/verdicts/rules.service.ts'
import { breaksOf } from '../../training/verdicts/verdicts.service.ts'
import type { EventProfile, EvidenceProfile } from './evidence-profiles.schemas.ts'
import * as profilesStore from './evidence-profiles.store.ts'

type View = z.output<typeof EvidenceProfile>

/** Every profile with what it asks and where that is from, for planners. */
export function listProfiles(actor: Actor): View[] {
  assertPlanner(actor)
  return evidenceProfileKeys.map(toView)
}

/** Whether an event meets the profile of its course, for those who teach it. @throws {ForbiddenError} `not-instructor-of-event` */
export async function getEventProfile(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof EventProfile>> {
  const event = await getEvent(ctx, actor, eventId)
  if (!event.may.teach) throw new ForbiddenError('not-instructor-of-event')
  const [found] = await findProfiles(ctx, [eventId])
  if (!found) return { profile: null, isGreen: true, findings: [] }
  return {
    profile: toView(found.profile),
    isGreen: found.findings.length === 0,
    findings: found.findings.flatMap((finding) => toMessage(finding, actor.reader) ?? []),
  }
}

/** What of events does not meet the profile of their course; those without one are left out. */
export async function findProfiles(
  ctx: Ctx,
  eventIds: readonly EventId[],
): Promise<{ eventId: EventId; profile: EvidenceProfileKey; findings: readonly StoredMessage[] }[]> {
  const events = await profilesStore.listProfiled(ctx.db, ctx.platform.id, eventIds)
  const found = []
  for (const event of events) {
    const { asks } = evidenceProfiles[event.profile]
    const findings = profileFindings(asks, await basisOf(ctx, event))
    found.push({ eventId: event.id, profile: event.profile, findings })
  }
  return found
}

async function basisOf(ctx: Ctx, event: profilesStore.ProfiledEvent): Promise<EvidenceBasis> {
  const { courseId, startsAt, endsAt, hasContent, hasInstructors } = event
  const window = { from: startsAt.getTime(), to: endsAt.getTime() }
  const { windowSeconds } = presenceOf([], { window, breaks: breaksOf(event), gapSeconds: 0 })
  const { evidence: keptDays } = await getRetentionDays(ctx, ctx.db)
  const rule = await findRuleOf(ctx, ctx.db, { courseId, startsAt })
  const minutes = Math.floor(windowSeconds / 60)
  return {
    tool: toolOf(ctx, event),
    ...{ minutes, rule },
    ...{
      requirements: (await getCompletionRuleFor(ctx, { courseId, endsAt: event.sessionEndsAt })).requirements,
    },
    // What does not count toward the verdict proves nothing.
    ...{
      checks: rule.checksPercent > 0 ? checksIn(minutes, rule.checksPerHour) : 0,
      signs: rule.signsHalfDays,
    },
    ...{ keptDays, hasContent, hasInstructors },
  }
}

function toolOf(ctx: Ctx, { appId, sessionType }: profilesStore.ProfiledEvent): EvidenceBasis['tool'] {
  if (appId === null || sessionType === null) return null
  const app = ctx.providers.app(appId)
  const { attendance } = abilitiesOf(ctx.providers.provider(appId, sessionType), app)
  return { name: app.manifest.toolName, logs: attendance }
}

function toView(key: EvidenceProfileKey): View {
  const { asks, source } = evidenceProfiles[key]
  return { key, asks, source: source && { ...source, supposed: [...source.supposed] } }
}
