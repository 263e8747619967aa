import { isText, type Translate } from '../../../app/i18n.ts'
import type { ApiScope } from './queries.ts'

/** Scopes by the kind of thing that they are about, in the server's order. */
export function scopesByKind(scopes: readonly ApiScope[]): [kind: string, scopes: ApiScope[]][] {
  return [...Map.groupBy(scopes, (scope) => scope.split(':')[0] ?? scope)]
}

/** `courses` → Courses; one of a newer server as it is. */
export function kindInWords(kind: string, t: Translate): string {
  const key = `apiKeys.kind.${kind}`
  return isText(key) ? t(key) : kind
}

/** `Courses (read, change), Events (read)`. */
export function scopesInWords(scopes: readonly ApiScope[], t: Translate): string {
  return scopesByKind(scopes)
    .map(
      ([kind, own]) => `${kindInWords(kind, t)} (${own.map((scope) => rightInWords(scope, t)).join(', ')})`,
    )
    .join(', ')
}

export function rightInWords(scope: ApiScope, t: Translate): string {
  return t(scope.endsWith(':read') ? 'apiKeys.read' : 'apiKeys.write')
}
