import { type RawBuilder, sql } from 'kysely'

/** Of a row of enrollments that a statement calls so: its person has completed the session. */
export function hasCompleted(enrollment: string): RawBuilder<boolean> {
  const of = (column: string) => sql.ref(`${enrollment}.${column}`)
  return sql<boolean>`exists (select from completions done where done.platform_id = ${of('platform_id')}
    and done.session_id = ${of('session_id')} and done.person_id = ${of('person_id')} and done.superseded_at is null
    and done.state = 'completed')`
}
