import { type RawBuilder, sql } from 'kysely'
import { toEmail } from '../domain/email.ts'

/**
 * Whether a text has what somebody searches for, however it is typed: without accents, apostrophes and case.
 *
 * @param column one that a migration made with `search_text()`, such as `people.searchText`
 */
export function matches(column: string, query: string): RawBuilder<boolean> {
  const asked = toEmail(query) ?? query
  // Escaped after it is folded: letters such as a wide percent sign become what `like` reads.
  return sql<boolean>`${sql.ref(column)} like
    '%' || regexp_replace(search_text(${asked}), '([\\\\%_])', '\\\\\\1', 'g') || '%'`
}

/** A text that `like` takes as it is. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
