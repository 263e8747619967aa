import type { PlatformId, WebhookId } from '../ids.ts'
import type { StoredMessage } from '../message.ts'
import type { Done } from './done.ts'

export type PlatformFact =
  /** Its name, colors, pictures, words, zone or languages. */
  | Done<'platform-changed', PlatformId>
  /** What is kept no longer went, so much of each kind. */
  | Done<'data-forgotten', PlatformId>
  /** Or taken out again. */
  | Done<'first-steps-hidden', PlatformId>
  | Done<'app-activated'>
  | Done<'app-deactivated'>
  | Done<'app-removed'>
  | Done<'app-switch-planned'>
  | Done<'domain-added'> // called by its host, as all domains
  | Done<'domain-proven'>
  | Done<'domain-made-primary'>
  | Done<'domain-removed'>
  /** Where statements go. */
  | Done<'record-store-set' | 'record-store-removed' | 'record-store-tested', PlatformId>
  | Done<'webhook-created', WebhookId>
  | Done<'webhook-changed', WebhookId>
  | Done<'webhook-secret-renewed', WebhookId>
  | Done<'webhook-tested', WebhookId>
  | Done<'webhook-sent-again', WebhookId>
  /** By itself, because whoever receives it did not answer well. */
  | (Done<'webhook-switched-off', WebhookId> & { readonly url: string; readonly finding: StoredMessage })
  | Done<'webhook-deleted', WebhookId>
