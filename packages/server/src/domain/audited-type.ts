/** Kinds of things whose changes are written down. */
export const auditedTypes = [
  'app',
  'account',
  'course',
  'session',
  'session-field',
  'event',
  'enrollment',
  'room',
  'person',
  'domain',
  'platform',
  'identity-provider',
  'move',
  'group',
  'notification',
  'api-key',
  'directory',
  'lms',
  'webhook',
  'plan',
] as const
export type AuditedType = (typeof auditedTypes)[number]
