import type { Schemas } from '@lectern/api-client'

/**
 * Who the server says is signed in, once: later answers of the API are newer. Null = nobody is, undefined = it does not
 * say.
 */
export function meAtStart(): Schemas['Me'] | null | undefined {
  const element = globalThis.document?.getElementById?.('lectern-me')
  return element?.textContent ? (JSON.parse(element.textContent) as Schemas['Me'] | null) : undefined
}
