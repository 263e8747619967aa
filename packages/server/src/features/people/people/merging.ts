// What becomes of everything that refers to a duplicate when it is merged into the person who stays. A test compares it with
// the catalog of the database: a column that nobody decided about fails it.

export type Merging =
  /** Whatever the duplicate has is the person's from then on. */
  | { readonly fate: 'moves' }
  /**
   * The same, but where the person has one of their own for the same columns, theirs holds. That of the duplicate goes, or
   * stays theirs, where it is evidence.
   */
  | { readonly fate: 'yields'; readonly sameIn: readonly string[]; readonly left: 'goes' | 'stays' }
  /** It goes: the duplicate does not sign in any more. */
  | { readonly fate: 'ends' }
  /** By statements of its own, as one of both is better than the other. */
  | { readonly fate: 'weighed' }
  /** By who follows the fact that people were merged, in the same transaction or by a job. */
  | { readonly fate: 'followed'; readonly by: string }
  | { readonly fate: 'stays'; readonly why: string }

const moves: Merging = { fate: 'moves' }
const ends: Merging = { fate: 'ends' }
const weighed: Merging = { fate: 'weighed' }
const yields = (...sameIn: string[]): Merging => ({ fate: 'yields', sameIn, left: 'goes' })
const evidence = (...sameIn: string[]): Merging => ({ fate: 'yields', sameIn, left: 'stays' })
const followed = (by: string): Merging => ({ fate: 'followed', by })
const stays = (why: string): Merging => ({ fate: 'stays', why })

const deed = stays('who did something is told as it was done; their row says who they are now')
const derived = stays('made anew of what moves')

/** Columns of people as the database calls them: `table.column`. */
export const mergings: Readonly<Record<string, Merging>> = {
  'absence_explanations.person_id': yields('event_id'),
  'absences.person_id': moves,
  'api_keys.person_id': followed('keys of who is not active end'),
  'apps.changed_by': deed,
  'attendance_changes.actor_id': deed,
  'attendance_changes.person_id': weighed,
  'attendance_facts.person_id': derived,
  'attendance_marks.changed_by': deed,
  'attendance_marks.person_id': weighed,
  'attendance_months.instructor_ids': derived,
  'attendance_rules.made_by': deed,
  'attendance_stays.matched_actor_id': deed,
  'attendance_stays.person_id': moves,
  // What both have is judged anew, of both their stays: the verdict on the duplicate stops being in force then.
  'attendance_verdicts.person_id': evidence('event_id'),
  'audit_entries.actor_id': deed,
  'board_drafts.person_id': yields(),
  'breakout_members.person_id': yields('event_id'),
  'calendar_entries.person_id': stays('what the mailbox of the duplicate holds, until it is taken out of it'),
  'calendar_feeds.person_id': yields(),
  'certificate_keys.made_by': deed,
  'certificates.issued_by': deed,
  'certificates.person_id': followed('of two that hold, one is recalled; then all move'),
  'certificates.recalled_by': deed,
  'completion_entries.actor_id': deed,
  'completion_entries.person_id': evidence('session_id', 'kind'),
  'completion_reminders.person_id': yields('session_id', 'valid_until', 'days'),
  'completion_rules.made_by': deed,
  'completion_warnings.person_id': yields('session_id'),
  // As verdicts.
  'completions.person_id': evidence('session_id'),
  'cool_down_lifts.lifted_by': deed,
  'cool_down_lifts.person_id': moves,
  'courses.created_by': moves,
  'directories.created_by': deed,
  'directory_people.person_id': yields('directory_id'),
  'enrollment_changes.actor_id': deed,
  'enrollment_changes.person_id': moves,
  'enrollments.person_id': weighed,
  'erasure_requests.declined_by': deed,
  'erasure_requests.person_id': yields(),
  'erasures.actor_id': deed,
  'erasures.person_id': stays('who was erased is merged with nobody'),
  'evaluation_answers.person_id': moves,
  'evaluation_forms.made_by': deed,
  'evaluation_participations.person_id': yields('event_id'),
  'event_changes.made_by': deed,
  'event_entries.person_id': moves,
  'event_facts.instructor_ids': derived,
  'event_instructors.person_id': yields('event_id'),
  'event_moves.person_id': moves,
  'event_registrars.person_id': yields('event_id'),
  'group_members.person_id': yields('group_id'),
  'idempotency_keys.person_id': stays('of requests under a login that has ended; gone within a day'),
  'identities.person_id': moves,
  'kept_identities.person_id': stays('who was erased is merged with nobody'),
  'logins.person_id': followed('logins of who is not active end'),
  'lti_deployments.decided_by': deed,
  'lti_invitations.created_by': deed,
  'lti_join_codes.person_id': ends,
  'lti_keys.made_by': deed,
  'lti_launches.person_id': moves,
  'lti_members.person_id': moves,
  'lti_people.person_id': moves,
  'lti_registrations.created_by': deed,
  'lti_scores.person_id': moves,
  'mail_lanes.person_id': stays('the order of mails to the address of the duplicate'),
  'make_up_parts.person_id': moves,
  'make_ups.person_id': yields('event_id'),
  'mails.person_id': stays('sent to the address of the duplicate'),
  'notification_preferences.person_id': yields('topic'),
  'notifications.person_id': yields('key'),
  'pairings.person_id': stays('begun under a login that has ended; over within minutes'),
  'passkeys.person_id': ends,
  'password_links.person_id': ends,
  'manager_deputies.deputy_id': weighed,
  'manager_deputies.manager_id': weighed,
  'people.manager_id': weighed,
  'power_users.person_id': weighed,
  'power_user_people.person_id': weighed,
  'people.merged_into': moves,
  'person_addresses.person_id': moves,
  'person_addresses.taught_by': deed,
  'person_import_items.imported_id': stays('whom that line of a file added'),
  'person_imports.person_id': moves,
  'plans.person_id': moves,
  'presence_answers.said_by': deed,
  // Of what both answered, that of the duplicate stays with the duplicate.
  'presence_answers.person_id': evidence('check_id'),
  'presence_checks.asked_by': deed,
  'presence_checks.withdrawn_by': deed,
  'recording_clocks.set_by': deed,
  'recording_consents.person_id': evidence('event_id', 'version'),
  'recording_notices.said_by': deed,
  'registrations.person_id': followed('registrations at the provider follow places'),
  'report_exports.owner_id': moves,
  'report_mailing_people.person_id': yields('view_id'),
  'report_views.owner_id': moves,
  'second_factors.person_id': ends,
  'session_instructors.person_id': yields('session_id'),
  'statements.person_id': stays(
    'what a store was told is voided there by who follows, under the same person',
  ),
  'weekly_hours.person_id': yields(),
}
