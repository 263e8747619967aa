import { type ApiScope, isApiScope } from '../domain/api-scope.ts'

/** The kind of thing that a tag's routes are about, as scopes name it. A tag that is not here is closed to keys. */
const kindOfTag: Readonly<Record<string, string>> = {
  courses: 'courses',
  sessions: 'sessions',
  events: 'events',
  capacity: 'events',
  planning: 'events',
  previews: 'events',
  teaching: 'events',
  catalogue: 'courses',
  'session-fields': 'sessions',
  groups: 'people',
  enrollments: 'enrollments',
  attendance: 'attendance',
  completions: 'attendance',
  certificates: 'attendance',
  evaluations: 'attendance',
  recordings: 'attendance',
  people: 'people',
  reports: 'reports',
  accounts: 'accounts',
  audit: 'audit',
}

/** Tags that are closed to keys on purpose: ways in, secrets, and the settings of the platform. */
export const closedTags: ReadonlySet<string> = new Set([
  'platform',
  'home',
  'door',
  'team',
  'area',
  'login',
  'security',
  'identity-providers',
  'domains',
  'calendar',
  'apps',
  'migration',
  'moves',
  'mails',
  'notifications',
  'live',
  'search',
  'api-keys',
  'directories',
  'lms',
  'webhooks',
  'verification',
  'doctor',
  'data-protection',
])

/** Routes of an open tag that touch how somebody signs in. */
const CLOSED_PATHS = /\/(password-reset|second-factor|logins|invitation)$/

/** An operation as the routes declare it. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly tags: readonly string[]
}

/**
 * What a key needs for an operation: its tag's kind of thing, to read for GET, to write for all else.
 *
 * @returns undefined = closed to keys
 */
export function scopeOf({ method, path, tags }: Operation): ApiScope | undefined {
  const kind = kindOfTag[tags[0] ?? '']
  if (kind === undefined || CLOSED_PATHS.test(path)) return undefined
  const scope = `${kind}:${method.toUpperCase() === 'GET' || method.toUpperCase() === 'HEAD' ? 'read' : 'write'}`
  return isApiScope(scope) ? scope : undefined
}

export function isDecided(tag: string): boolean {
  return tag in kindOfTag || closedTags.has(tag)
}
