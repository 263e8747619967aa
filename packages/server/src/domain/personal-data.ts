import type { RetentionKind } from './retention.ts'

// Which data is of people, table by table, and what becomes of it when somebody's data is erased. A test compares it with
// the catalog of the database: a table or a column that nobody decided about fails it.

/** Kinds as people know them; the screens have words for each. */
export const dataKinds = [
  'person',
  'sign-in',
  'calendar',
  'messages',
  'places',
  'own-work',
  'registrations',
  'attendance',
  'completions',
  'certificates',
  'consents',
  'reports',
  'log',
] as const
export type DataKind = (typeof dataKinds)[number]

/**
 * `deleted`: rows of theirs go. `replaced`: rows stay without what names them. `kept`: evidence, until its retention is
 * over.
 */
export type Outcome = 'deleted' | 'replaced' | 'kept'

/** What is in the database as it is called there: tables and columns. */
export interface Decision {
  /** Left out: nothing in it is of people, or only who did something. */
  readonly kind?: DataKind
  readonly outcome?: Outcome
  /** Whose a row is. */
  readonly of?: string
  /** Ids of who did something. They stay, and lead to nobody any more. */
  readonly deeds?: readonly string[]
  /** Texts and JSON in which somebody may be named: names and addresses are taken out of them. */
  readonly mentions?: readonly string[]
  /** Texts and JSON in which nobody is named, or whose it is that they are there. */
  readonly plain?: readonly string[]
  /** Secrets: not among what a person gets of their data. */
  readonly secrets?: readonly string[]
  /** By what it goes by itself. */
  readonly retention?: RetentionKind
  /** What else the erasure does with it than {@link Outcome} says, or why it leaves it alone. */
  readonly note?: string
}

const own = (kind: DataKind, of: string, more: Decision = {}): Decision => ({
  kind,
  of,
  outcome: 'deleted',
  ...more,
})
const evidence = (kind: DataKind, of: string, more: Decision = {}): Decision => ({
  kind,
  of,
  outcome: 'kept',
  retention: 'evidence',
  ...more,
})
const nothing = (more: Decision = {}): Decision => more

export const decisions: Readonly<Record<string, Decision>> = {
  absence_explanations: own('attendance', 'person_id', {
    retention: 'evidence',
    note: 'why they could not come; no evidence',
  }),
  absences: own('calendar', 'person_id'),
  account_calls: nothing(),
  accounts: nothing({ plain: ['pairing_reason', 'room_options', 'settings'] }),
  api_keys: own('sign-in', 'person_id', { secrets: ['token_hash'] }),
  apps: nothing({ deeds: ['changed_by'] }),
  attendance_changes: evidence('attendance', 'person_id', { deeds: ['actor_id'] }),
  attendance_fact_marks: nothing(),
  attendance_facts: evidence('attendance', 'person_id', { note: 'made of other tables alone' }),
  attendance_judgings: nothing(),
  attendance_marks: evidence('attendance', 'person_id', { deeds: ['changed_by'] }),
  attendance_months: nothing({ deeds: ['instructor_ids'], note: 'sums' }),
  attendance_readings: nothing(),
  attendance_reports: {
    kind: 'reports',
    outcome: 'kept',
    retention: 'attendance-reports',
    note: 'as they came: a row is of a whole event, and is never changed',
  },
  attendance_rules: nothing({ deeds: ['made_by'] }),
  attendance_stays: evidence('attendance', 'person_id', {
    deeds: ['matched_actor_id'],
    note: 'name and address are what the tool reported of them',
  }),
  attendance_verdicts: evidence('attendance', 'person_id'),
  audit_entries: {
    kind: 'log',
    outcome: 'replaced',
    deeds: ['actor_id'],
    mentions: ['changes', 'was'],
    retention: 'audit',
    note: 'by erase_from_audit() alone',
  },
  board_drafts: own('own-work', 'person_id'),
  breakout_members: own('places', 'person_id', { plain: ['group_name'] }),
  calendar_entries: own('calendar', 'person_id'),
  calendar_feeds: own('calendar', 'person_id', { secrets: ['token_hash'] }),
  certificate_counters: nothing(),
  certificate_keys: nothing({ deeds: ['made_by'], plain: ['public_jwk'] }),
  certificate_templates: nothing({
    plain: ['signatory_name', 'shown_name'],
    note: 'printed on certificates by the organization',
  }),
  certificates: evidence('certificates', 'person_id', {
    deeds: ['issued_by', 'recalled_by'],
    secrets: ['code'],
  }),
  completion_entries: evidence('completions', 'person_id', { deeds: ['actor_id'] }),
  completion_markings: nothing(),
  completion_reminders: own('completions', 'person_id'),
  completion_rules: nothing({ deeds: ['made_by'], plain: ['requirements'] }),
  completion_warnings: own('completions', 'person_id'),
  completions: evidence('completions', 'person_id'),
  cool_down_lifts: own('attendance', 'person_id', { deeds: ['lifted_by'] }),
  course_images: nothing(),
  courses: nothing({ deeds: ['created_by'], plain: ['no_show_rule', 'room_options'] }),
  directories: nothing({ deeds: ['created_by'], plain: ['name', 'prefix'] }),
  directory_groups: nothing(),
  directory_people: own('sign-in', 'person_id'),
  domains: nothing({ plain: ['finding'] }),
  enrollment_rules: nothing(),
  enrollment_changes: {
    kind: 'places',
    of: 'person_id',
    outcome: 'deleted',
    deeds: ['actor_id'],
    note: 'those of sessions of which there can be evidence are kept, without what was said',
  },
  enrollments: {
    kind: 'places',
    of: 'person_id',
    outcome: 'deleted',
    note: 'given back, so that the next in line gets them; those of sessions of which there can be evidence are kept',
  },
  erasure_requests: own('own-work', 'person_id', { deeds: ['declined_by'] }),
  erasures: nothing({ deeds: ['actor_id', 'person_id'], plain: ['counts'], note: 'counts alone' }),
  evaluation_answers: own('completions', 'person_id', {
    retention: 'evidence',
    note: 'anonymous ones are nobody’s, and stay',
  }),
  evaluation_forms: nothing({ deeds: ['made_by'], plain: ['questions'] }),
  evaluation_participations: evidence('completions', 'person_id', {
    note: 'that they answered, not what',
  }),
  event_alarms: nothing(),
  event_changes: nothing({
    deeds: ['made_by'],
    plain: ['before', 'after', 'undone_by'],
    note: 'ids; goes after 90 days',
  }),
  event_entries: evidence('attendance', 'person_id', { retention: 'join-clicks' }),
  event_facts: nothing({ deeds: ['instructor_ids'] }),
  event_instructors: nothing({
    deeds: ['person_id'],
    note: 'who taught; who teaches what is to come is not erased',
  }),
  event_move_items: nothing({ plain: ['event_name', 'reason'] }),
  event_moves: nothing({ deeds: ['person_id'] }),
  event_registrars: own('own-work', 'person_id'),
  event_reminders: nothing(),
  events: nothing({ plain: ['breaks', 'room_options'] }),
  gone_certificates: nothing(),
  group_members: own('places', 'person_id'),
  groups: nothing(),
  idempotency_keys: own('own-work', 'person_id', {
    secrets: ['body', 'headers'],
    note: 'goes after 24 hours',
  }),
  identities: own('sign-in', 'person_id'),
  identity_providers: nothing(),
  kept_identities: { kind: 'person', of: 'person_id', outcome: 'kept', retention: 'evidence' },
  inbound_calls: nothing({ plain: ['body'], note: 'emptied once it is heard, gone within a week' }),
  logins: own('sign-in', 'person_id', { secrets: ['token_hash'], retention: 'sign-ins' }),
  lti_deployments: nothing({ deeds: ['decided_by'], plain: ['deployment_id'] }),
  lti_invitations: nothing({ deeds: ['created_by'] }),
  lti_join_codes: own('sign-in', 'person_id', { secrets: ['code_hash'] }),
  lti_keys: nothing({ deeds: ['made_by'], plain: ['public_jwk'] }),
  lti_launches: own('sign-in', 'person_id', { secrets: ['token_hash', 'browser_hash'] }),
  lti_links: nothing({
    plain: ['context_title', 'title', 'roster_change', 'roster_problem'],
    note: 'names of courses, and counts',
  }),
  lti_logins: nothing({ plain: ['hints'], note: 'goes within minutes' }),
  lti_members: own('places', 'person_id'),
  lti_people: own('sign-in', 'person_id', { secrets: ['proof_hash'] }),
  lti_registrations: nothing({ deeds: ['created_by'], plain: ['name', 'issuer', 'client_id'] }),
  lti_scores: own('attendance', 'person_id', { plain: ['problem'] }),
  mail_lanes: own('messages', 'person_id', { secrets: ['lease_token'] }),
  manager_deputies: own('own-work', 'manager_id', {
    deeds: ['deputy_id'],
    note: 'who is erased stands in for nobody',
  }),
  make_up_parts: evidence('attendance', 'person_id'),
  make_ups: own('attendance', 'person_id', { note: 'when a player told last' }),
  mails: own('messages', 'person_id', {
    mentions: ['subject', 'body', 'html'],
    secrets: ['unsubscribe_url', 'search_text', 'html', 'body'],
    retention: 'mails',
  }),
  notification_preferences: own('messages', 'person_id'),
  notification_settings: nothing({ plain: ['kinds', 'footer', 'sender_name'] }),
  notification_templates: nothing({ plain: ['texts'] }),
  notifications: own('messages', 'person_id', { mentions: ['params'], retention: 'mails' }),
  organizers: nothing({
    plain: ['email', 'display_name', 'finding'],
    note: 'whose account at the tool it is: goes when the organizer is removed from the account',
  }),
  pairings: own('sign-in', 'person_id', {
    secrets: ['state_hash', 'code_verifier_sealed'],
    retention: 'sign-ins',
  }),
  passkeys: own('sign-in', 'person_id', { secrets: ['public_key', 'credential_id'] }),
  password_links: own('sign-in', 'person_id', { secrets: ['token_hash'], retention: 'sign-ins' }),
  people: {
    kind: 'person',
    of: 'id',
    outcome: 'replaced',
    deeds: ['manager_id', 'merged_into'],
    secrets: ['password_hash', 'search_text'],
    retention: 'inactive-people',
  },
  person_addresses: own('person', 'person_id', { deeds: ['taught_by'] }),
  person_import_items: {
    kind: 'own-work',
    of: 'imported_id',
    outcome: 'deleted',
    retention: 'imports',
    note: 'also those with their address that added nobody',
  },
  person_imports: nothing({ deeds: ['person_id'] }),
  plan_items: nothing({
    plain: ['session_name', 'wish', 'reason', 'new_session'],
    note: 'instructors by their ids',
  }),
  plans: nothing({ deeds: ['person_id'] }),
  platform_hosts: nothing(),
  platform_images: nothing(),
  platforms: nothing({ plain: ['sign_in_texts', 'retention', 'no_show_rule'] }),
  power_user_courses: own('own-work', 'power_user_id'),
  power_user_groups: own('own-work', 'power_user_id'),
  power_user_people: own('own-work', 'power_user_id', {
    deeds: ['person_id'],
    note: 'who is erased is in nobody’s area',
  }),
  power_users: own('own-work', 'person_id', { plain: ['categories'] }),
  preflights: nothing({ plain: ['findings'] }),
  presence_answers: evidence('attendance', 'person_id', { deeds: ['said_by'] }),
  presence_checks: nothing({
    deeds: ['asked_by', 'withdrawn_by'],
    note: 'asked of a whole class; what each answered is in presence_answers',
  }),
  presence_plans: nothing(),
  provider_hooks: nothing({ plain: ['reason'] }),
  record_stores: nothing(),
  recording_clocks: nothing({ deeds: ['set_by'], plain: ['pauses'] }),
  recording_consents: evidence('consents', 'person_id'),
  recording_leftovers: nothing(),
  recording_links: nothing(),
  recording_notices: nothing({ deeds: ['said_by'] }),
  recording_searches: nothing(),
  recordings: {
    kind: 'reports',
    outcome: 'kept',
    retention: 'recordings',
    note: 'what was said and seen in a class is of everybody who was there',
  },
  registrations: {
    kind: 'registrations',
    of: 'person_id',
    outcome: 'deleted',
    secrets: ['join_url'],
    retention: 'registrations',
    note: 'those of coming events by a job, when the tool has deleted them; of past ones the key stays',
  },
  removed_courses: nothing(),
  removed_events: nothing(),
  removed_sessions: nothing(),
  report_export_parts: nothing(),
  report_exports: own('own-work', 'owner_id', { note: 'those of others go by themselves within days' }),
  report_mailing_people: own('own-work', 'person_id'),
  report_mailings: nothing(),
  report_views: own('own-work', 'owner_id', { note: 'those that are shared stay' }),
  request_budgets: nothing({
    note: 'of a host, by the address that the tool knows; past days are forgotten',
  }),
  request_turns: nothing(),
  room_attempts: nothing(),
  room_log: nothing({ mentions: ['data'] }),
  room_months: nothing(),
  room_refusals: nothing(),
  rooms: nothing({ plain: ['wanted', 'spare', 'applied', 'reason', 'drift'] }),
  roster_looks: nothing({ plain: ['stays'], note: 'ids' }),
  run_engagements: {
    kind: 'reports',
    outcome: 'kept',
    retention: 'evidence',
    plain: ['polls', 'surveys', 'questions'],
  },
  second_factors: own('sign-in', 'person_id', { secrets: ['secret_sealed', 'recovery_hashes'] }),
  saml_answers: nothing({ plain: ['answer'], note: 'who signs in, for a minute' }),
  saml_groups: nothing(),
  saml_providers: nothing({
    plain: ['last_problem', 'last_test', 'email_attribute', 'first_name_attribute', 'last_name_attribute'],
    note: 'the last answer that was not taken, until one is; what came when a superadmin tried it, for an hour',
  }),
  session_fields: nothing(),
  session_instructors: nothing({
    deeds: ['person_id'],
    note: 'who taught; who teaches what is to come is not erased',
  }),
  sessions: nothing({ plain: ['additional'] }),
  sign_in_tries: nothing({ note: 'hashes that go within hours' }),
  statements: own('attendance', 'person_id', {
    plain: ['body'],
    note: 'what a learning record store was told stays there: whoever runs it erases it there',
  }),
  sweep_marks: nothing(),
  told_runs: nothing(),
  told_stays: nothing({ note: 'go within a week' }),
  webhook_deliveries: nothing(),
  webhook_events: nothing({ plain: ['object'], retention: 'webhooks', note: 'ids and states' }),
  webhook_tries: nothing({ mentions: ['answer'], retention: 'webhooks' }),
  webhooks: nothing(),
  weekly_hours: own('calendar', 'person_id'),
}

/** What was done with a kind of data, and how much of it there was. */
export interface ErasedKind {
  readonly kind: DataKind
  readonly outcome: Outcome
  readonly rows: number
}

/** The same kind and outcome in one; what there was none of is left out. In the order of {@link dataKinds}. */
export function summed(parts: readonly ErasedKind[]): ErasedKind[] {
  const groups = Map.groupBy(
    parts.filter(({ rows }) => rows > 0),
    ({ kind, outcome }) => `${kind} ${outcome}`,
  )
  return [...groups.values()]
    .flatMap((same) => (same[0] ? [{ ...same[0], rows: same.reduce((sum, { rows }) => sum + rows, 0) }] : []))
    .sort((one, other) => dataKinds.indexOf(one.kind) - dataKinds.indexOf(other.kind))
}
