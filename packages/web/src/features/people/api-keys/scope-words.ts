import type { Translate } from '../../../app/i18n.ts'
import type { TextValues } from '../../../app/text-keys.ts'
import type { ApiScope } from './queries.ts'

type Kind = TextValues['apiKeys.kind']['kind']

/** Scopes by the kind of thing that they are about, in the server's order. */
export function scopesByKind(scopes: readonly ApiScope[]): [kind: string, scopes: ApiScope[]][] {
  return [...Map.groupBy(scopes, (scope) => scope.split(':')[0] ?? scope)]
}

/** `courses` → Courses; one of a newer server as it is. */
export function kindInWords(kind: string, t: Translate): string {
  return t('apiKeys.kind', { kind: kind as Kind })
}

/** `Courses (read, change), Events (read)`. */
export function scopesInWords(scopes: readonly ApiScope[], t: Translate): string {
  return scopesByKind(scopes)
    .map(([kind, own]) => {
      const rights = own.map((scope) => rightInWords(scope, t)).join(', ')
      return t('apiKeys.kindRights', { kind: kindInWords(kind, t), rights })
    })
    .join(', ')
}

export function rightInWords(scope: ApiScope, t: Translate): string {
  return t(scope.endsWith(':read') ? 'apiKeys.read' : 'apiKeys.write')
}
