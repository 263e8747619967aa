import { type RawBuilder, sql } from 'kysely'
import { toEmail } from '../domain/email.ts'

/**
 * Whether a text has what somebody searches for, however it is typed: without accents, apostrophes and case.
 *
 * @param column one that a migration made with `search_text()`, such as `people.searchText`
 */
export function matches(column: string, query: string): RawBuilder<boolean> {
  const asked = (toEmail(query) ?? query).replace(/[\\%_]/g, '\\$&')
  return sql<boolean>`${sql.ref(column)} like '%' || search_text(${asked}) || '%'`
}
