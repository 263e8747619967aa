import { isText, type Translate } from '../../../app/i18n.ts'

/** `event` → Events; one of a newer server as it is. */
export function objectInWords(object: string, t: Translate): string {
  const key = `webhooks.object.${object}`
  return isText(key) ? t(key) : object
}

/** `event.created` → created. */
export function happenedInWords(type: string, t: Translate): string {
  const happened = type.split('.')[1] ?? type
  const key = `webhooks.did.${happened}`
  return isText(key) ? t(key) : happened
}
