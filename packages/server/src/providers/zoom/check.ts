import { type RoomKind, ZoomError } from '@lectern/zoom-client'
import type { AccountFinding } from '../provider.ts'

/** Rights that a session type needs, in the finer family; each with the coarser one that stands for it (documented). */
const SCOPES: Readonly<Record<RoomKind, readonly (readonly [granular: string, classic: string])[]>> = {
  meeting: [
    ['meeting:write:meeting:admin', 'meeting:write:admin'],
    ['meeting:read:meeting:admin', 'meeting:read:admin'],
    ['meeting:update:meeting:admin', 'meeting:write:admin'],
    ['meeting:delete:meeting:admin', 'meeting:write:admin'],
    ['meeting:read:list_meetings:admin', 'meeting:read:admin'],
    ['meeting:write:registrant:admin', 'meeting:write:admin'],
    ['meeting:read:list_registrants:admin', 'meeting:read:admin'],
    ['meeting:delete:registrant:admin', 'meeting:write:admin'],
    ['meeting:read:list_past_instances:admin', 'meeting:read:admin'],
    ['report:read:meeting:admin', 'report:read:admin'],
    ['report:read:list_meeting_participants:admin', 'report:read:admin'],
  ],
  webinar: [
    ['webinar:write:webinar:admin', 'webinar:write:admin'],
    ['webinar:read:webinar:admin', 'webinar:read:admin'],
    ['webinar:update:webinar:admin', 'webinar:write:admin'],
    ['webinar:delete:webinar:admin', 'webinar:write:admin'],
    ['webinar:read:list_webinars:admin', 'webinar:read:admin'],
    ['webinar:write:registrant:admin', 'webinar:write:admin'],
    ['webinar:read:list_registrants:admin', 'webinar:read:admin'],
    ['webinar:delete:registrant:admin', 'webinar:write:admin'],
    ['webinar:read:list_past_instances:admin', 'webinar:read:admin'],
    ['report:read:webinar:admin', 'report:read:admin'],
    ['report:read:list_webinar_participants:admin', 'report:read:admin'],
  ],
}

/**
 * Of every session type: who hosts, and what was recorded. The right to list users (`user:read:list_users:admin`) is asked for
 * where somebody looks through them: without it hosts are found by their whole address.
 */
const SHARED = [
  ['user:read:user:admin', 'user:read:admin'],
  ['user:read:settings:admin', 'user:read:admin'],
  ['cloud_recording:read:list_recording_files:admin', 'recording:read:admin'],
] as const

/** The scopes that a token lacks for a session type, by the names of its family. */
export function missingScopes(kind: RoomKind, held: readonly string[]): string[] {
  const has = new Set(held)
  // An app has scopes of one family (documented): what it lacks is named in that.
  const isClassic = held.some((name) => /^(meeting|webinar|user|report):(read|write):admin$/.test(name))
  const missing = [...SCOPES[kind], ...SHARED].filter((names) => !names.some((name) => has.has(name)))
  return [...new Set(missing.map(([granular, classic]) => (isClassic ? classic : granular)))]
}

/** Which right a refusal is for. */
export function rightMissing(cause: unknown): AccountFinding {
  if (!(cause instanceof ZoomError)) return 'account-forbidden'
  if (cause.missingScopes.length > 0) return 'account-scope-missing'
  return cause.code === 200 || /plan|licen[cs]e|subscri/i.test(cause.message)
    ? 'account-licence-missing'
    : 'account-forbidden'
}
