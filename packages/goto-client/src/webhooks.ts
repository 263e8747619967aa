import { type CallOptions, type GotoHttp, path } from './http.ts'
import {
  optionalInstant,
  optionalObject,
  optionalText,
  readArrayOrEmpty,
  readObject,
  requiredKey,
  requiredText,
} from './read.ts'
import { formatInstant } from './time.ts'
import { WEBINAR_ROOT } from './webinar-paths.ts'

/** Events that GoToWebinar tells of. It tells of no end of a session and of no recording. */
export type WebhookEventName =
  | 'registrant.added'
  | 'registrant.joined'
  | 'webinar.created'
  | 'webinar.changed'
  | 'survey.submitted'

/** Whether a webhook or subscription is in use. */
export type WebhookState = 'ACTIVE' | 'INACTIVE'

/** What a webhook is made with. */
export interface WebhookBody {
  /** https; must answer 200 to a GET while the webhook is being made. */
  callbackUrl: string
  eventName: WebhookEventName
  /** `1.0.0` unless told. */
  eventVersion?: string
}

/** A webhook of the OAuth client: INACTIVE until it is switched on, and silent until a user subscribes. */
export interface Webhook {
  webhookKey: string
  callbackUrl: string | undefined
  eventName: string | undefined
  eventVersion: string | undefined
  state: string | undefined
  createTime: Date | undefined
}

/** A user's wish to have their events told. */
export interface UserSubscription {
  userSubscriptionKey: string
  webhookKey: string | undefined
  callbackUrl: string | undefined
  eventName: string | undefined
  eventVersion: string | undefined
  userSubscriptionState: string | undefined
  /** ACTIVE only when the webhook and the subscription are. */
  activationState: string | undefined
  createTime: Date | undefined
}

/** What GoTo signs events with. How it signs is not documented: treat an event as a hint to look. */
export interface WebhookSecret {
  id: string | undefined
  value: string
  validFrom: Date | undefined
}

const PRODUCT = 'g2w'

/** Webhooks of GoToWebinar, the only product that has them. */
export class Webhooks {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Makes a signing secret for the OAuth client; given once. */
  async createSecretKey(
    request: { validFrom?: Date } = {},
    options: CallOptions = {},
  ): Promise<WebhookSecret> {
    return this.#http.call({
      method: 'POST',
      path: `${WEBINAR_ROOT}/webhooks/secretkey`,
      body: { validFrom: request.validFrom && formatInstant(request.validFrom) },
      what: 'the secret key',
      read: (json) => {
        const secret = readObject(json, 'secret')
        return {
          id: optionalText(secret.id),
          value: requiredText(secret.value, 'value'),
          validFrom: optionalInstant(secret.validFrom),
        }
      },
      signal: options.signal,
    })
  }

  /** Makes webhooks; they are INACTIVE. */
  async create(bodies: WebhookBody[], options: CallOptions = {}): Promise<Webhook[]> {
    return this.#http.call({
      method: 'POST',
      path: `${WEBINAR_ROOT}/webhooks`,
      body: bodies.map((body) => ({ eventVersion: '1.0.0', ...body, product: PRODUCT })),
      what: 'the created webhooks',
      read: (json) => readEmbedded(json, 'webhooks', readWebhook),
      signal: options.signal,
    })
  }

  /** Switches webhooks on or off, or points them elsewhere. */
  async update(
    bodies: { webhookKey: string; state?: WebhookState; callbackUrl?: string }[],
    options: CallOptions = {},
  ): Promise<void> {
    await this.#write('PUT', '/webhooks', bodies, options)
  }

  /** All webhooks of the OAuth client. */
  async list(options: CallOptions = {}): Promise<Webhook[]> {
    return this.#http.call({
      method: 'GET',
      path: `${WEBINAR_ROOT}/webhooks`,
      query: { product: PRODUCT },
      what: 'the webhooks',
      read: (json) => readEmbedded(json, 'webhooks', readWebhook),
      signal: options.signal,
    })
  }

  /** One webhook. */
  async get(webhookKey: string, options: CallOptions = {}): Promise<Webhook> {
    return this.#http.call({
      method: 'GET',
      path: WEBINAR_ROOT + path`/webhooks/${webhookKey}`,
      what: 'the webhook',
      read: readWebhook,
      signal: options.signal,
    })
  }

  /** Deletes webhooks; GoTo accepts (202) and works later. */
  async delete(webhookKeys: string[], options: CallOptions = {}): Promise<void> {
    await this.#write('DELETE', '/webhooks', webhookKeys, options)
  }

  /** Subscribes the user of the token. */
  async subscribe(
    bodies: { webhookKey: string; callbackUrl?: string; userSubscriptionState?: WebhookState }[],
    options: CallOptions = {},
  ): Promise<UserSubscription[]> {
    return this.#http.call({
      method: 'POST',
      path: `${WEBINAR_ROOT}/userSubscriptions`,
      body: bodies,
      what: 'the created subscriptions',
      read: (json) => readEmbedded(json, 'userSubscriptions', readSubscription),
      signal: options.signal,
    })
  }

  /** Switches subscriptions on or off, or points them elsewhere. */
  async updateSubscriptions(
    bodies: {
      webhookKey: string
      userSubscriptionKey: string
      callbackUrl?: string
      userSubscriptionState?: WebhookState
    }[],
    options: CallOptions = {},
  ): Promise<void> {
    await this.#write('PUT', '/userSubscriptions', bodies, options)
  }

  /** All subscriptions of the user of the token. */
  async listSubscriptions(options: CallOptions = {}): Promise<UserSubscription[]> {
    return this.#http.call({
      method: 'GET',
      path: `${WEBINAR_ROOT}/userSubscriptions`,
      query: { product: PRODUCT },
      what: 'the subscriptions',
      read: (json) => readEmbedded(json, 'userSubscriptions', readSubscription),
      signal: options.signal,
    })
  }

  /** One subscription. */
  async getSubscription(userSubscriptionKey: string, options: CallOptions = {}): Promise<UserSubscription> {
    return this.#http.call({
      method: 'GET',
      path: WEBINAR_ROOT + path`/userSubscriptions/${userSubscriptionKey}`,
      what: 'the subscription',
      read: readSubscription,
      signal: options.signal,
    })
  }

  /** Deletes subscriptions; GoTo accepts (202) and works later. */
  async deleteSubscriptions(userSubscriptionKeys: string[], options: CallOptions = {}): Promise<void> {
    await this.#write('DELETE', '/userSubscriptions', userSubscriptionKeys, options)
  }

  async #write(method: 'PUT' | 'DELETE', address: string, body: unknown[], options: CallOptions) {
    await this.#http.run({
      method,
      path: WEBINAR_ROOT + address,
      body,
      what: 'the change',
      signal: options.signal,
    })
  }
}

function readEmbedded<T>(json: unknown, name: string, read: (row: unknown) => T): T[] {
  return readArrayOrEmpty(optionalObject(readObject(json, name)._embedded)?.[name], name, read)
}

function readWebhook(json: unknown): Webhook {
  const webhook = readObject(json, 'webhook')
  return {
    webhookKey: requiredKey(webhook.webhookKey, 'webhookKey'),
    callbackUrl: optionalText(webhook.callbackUrl),
    eventName: optionalText(webhook.eventName),
    eventVersion: optionalText(webhook.eventVersion),
    state: optionalText(webhook.state),
    createTime: optionalInstant(webhook.createTime),
  }
}

function readSubscription(json: unknown): UserSubscription {
  const subscription = readObject(json, 'subscription')
  return {
    userSubscriptionKey: requiredKey(subscription.userSubscriptionKey, 'userSubscriptionKey'),
    webhookKey: optionalText(subscription.webhookKey),
    callbackUrl: optionalText(subscription.callbackUrl),
    eventName: optionalText(subscription.eventName),
    eventVersion: optionalText(subscription.eventVersion),
    userSubscriptionState: optionalText(subscription.userSubscriptionState),
    activationState: optionalText(subscription.activationState),
    createTime: optionalInstant(subscription.createTime),
  }
}
