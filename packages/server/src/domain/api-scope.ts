/** What a key may be allowed: to read or to change one kind of thing. */
export const apiScopes = [
  'courses:read',
  'courses:write',
  'sessions:read',
  'sessions:write',
  'events:read',
  'events:write',
  'enrollments:read',
  'enrollments:write',
  'attendance:read',
  'attendance:write',
  'people:read',
  'people:write',
  'reports:read',
  'accounts:read',
  'audit:read',
] as const
export type ApiScope = (typeof apiScopes)[number]

export function isApiScope(text: string): text is ApiScope {
  return apiScopes.some((scope) => scope === text)
}
