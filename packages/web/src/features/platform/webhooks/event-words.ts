import type { Translate } from '../../../app/i18n.ts'
import type { TextValues } from '../../../app/text-keys.ts'

type ObjectName = TextValues['webhooks.object']['object']
type Happened = TextValues['webhooks.did']['did']

/** `event` → Events; one of a newer server as it is. */
export function objectInWords(object: string, t: Translate): string {
  return t('webhooks.object', { object: object as ObjectName })
}

/** `event.created` → created. */
export function happenedInWords(type: string, t: Translate): string {
  return t('webhooks.did', { did: (type.split('.')[1] ?? type) as Happened })
}
