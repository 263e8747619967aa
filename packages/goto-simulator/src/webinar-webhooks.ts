import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Subscription, Webhook } from './model.ts'
import { invalid, notFound, WEBINAR_ROOT, webinarGuard } from './webinar-guard.ts'
import { plainInstant, readInstant, sendJson } from './wire.ts'
import type { World } from './world.ts'

const EVENTS = [
  'registrant.added',
  'registrant.joined',
  'webinar.created',
  'webinar.changed',
  'survey.submitted',
]
const CHECK_MS = 5_000

/** Webhooks of an OAuth client, and the subscriptions of its users. */
export function webhookRoutes(app: FastifyInstance, world: World): void {
  const { guarded } = webinarGuard(world)

  app.post(
    `${WEBINAR_ROOT}/webhooks/secretkey`,
    guarded(({ client }, request, reply) => {
      const { validFrom } = (request.body ?? {}) as { validFrom?: unknown }
      const from = validFrom === undefined ? world.now() : readInstant(validFrom)
      if (from === undefined) return invalid(reply, 'validFrom: ISO 8601')
      const id = world.state.webhookSecrets.length + 1
      const secret = { id, clientId: client.clientId, value: randomUUID(), validFrom: from }
      world.state.webhookSecrets.push(secret)
      world.save()
      return sendJson(reply, 200, { id, value: secret.value, validFrom: plainInstant(from) })
    }),
  )

  // The callback is asked while the caller waits (documented), so that this one is not synchronous.
  app.post(`${WEBINAR_ROOT}/webhooks`, async (request, reply) => {
    const bodies = listOf(request)
    const wrong = bodies === undefined ? 'The body must be a list' : await refusalOf(world, bodies)
    return guarded(({ client }, _request, answer) => {
      if (wrong || !bodies) return invalid(answer, wrong ?? '')
      const made = bodies.map(
        (body): Webhook => ({
          webhookKey: randomUUID(),
          clientId: client.clientId,
          callbackUrl: String(body.callbackUrl),
          eventName: String(body.eventName),
          eventVersion: String(body.eventVersion),
          product: 'g2w',
          state: 'INACTIVE', // documented: until it is switched on
          createdAt: world.now(),
        }),
      )
      world.state.webhooks.push(...made)
      world.save()
      return sendJson(answer, 200, { _embedded: { webhooks: made.map(webhookView) } })
    })(request, reply)
  })

  app.put(
    `${WEBINAR_ROOT}/webhooks`,
    guarded(({ client }, request, reply) => {
      const bodies = listOf(request)
      if (!bodies) return invalid(reply, 'The body must be a list')
      const mine = world.state.webhooks.filter((entry) => entry.clientId === client.clientId)
      for (const body of bodies) {
        const webhook = mine.find((entry) => entry.webhookKey === body.webhookKey)
        if (!webhook) return notFound(reply, 'webhook', String(body.webhookKey))
        if (body.state !== undefined) webhook.state = body.state === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE'
        if (body.callbackUrl !== undefined) webhook.callbackUrl = String(body.callbackUrl)
      }
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/webhooks`,
    guarded(({ client }, request, reply) => {
      if (!isProductGiven(request)) return invalid(reply, 'product=g2w is required')
      const mine = world.state.webhooks.filter((entry) => entry.clientId === client.clientId)
      return sendJson(reply, 200, { _embedded: { webhooks: mine.map(webhookView) } })
    }),
  )

  app.delete(
    `${WEBINAR_ROOT}/webhooks`,
    guarded(({ client }, request, reply) => {
      const keys = (request.body ?? []) as string[]
      world.state.webhooks = world.state.webhooks.filter(
        (entry) => entry.clientId !== client.clientId || !keys.includes(entry.webhookKey),
      )
      world.state.subscriptions = world.state.subscriptions.filter(
        (entry) => !keys.includes(entry.webhookKey),
      )
      world.save()
      return reply.status(202).send()
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/webhooks/:webhookKey`,
    guarded(({ client }, request, reply) => {
      const { webhookKey } = request.params as { webhookKey: string }
      const found = world.state.webhooks.find(
        (entry) => entry.webhookKey === webhookKey && entry.clientId === client.clientId,
      )
      return found ? sendJson(reply, 200, webhookView(found)) : notFound(reply, 'webhook', webhookKey)
    }),
  )

  app.post(
    `${WEBINAR_ROOT}/userSubscriptions`,
    guarded(({ user }, request, reply) => {
      const bodies = listOf(request)
      if (!bodies) return invalid(reply, 'The body must be a list')
      const made: Subscription[] = []
      for (const body of bodies) {
        const webhook = world.state.webhooks.find((entry) => entry.webhookKey === body.webhookKey)
        if (!webhook) return notFound(reply, 'webhook', String(body.webhookKey))
        made.push({
          subscriptionKey: randomUUID(),
          webhookKey: webhook.webhookKey,
          userKey: user.key,
          callbackUrl: String(body.callbackUrl ?? webhook.callbackUrl),
          state: body.userSubscriptionState === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE',
          createdAt: world.now(),
        })
      }
      world.state.subscriptions.push(...made)
      world.save()
      return sendJson(reply, 200, { _embedded: { userSubscriptions: made.map(subscriptionView) } })
    }),
  )

  app.put(
    `${WEBINAR_ROOT}/userSubscriptions`,
    guarded(({ user }, request, reply) => {
      const bodies = listOf(request)
      if (!bodies) return invalid(reply, 'The body must be a list')
      const mine = world.state.subscriptions.filter((entry) => entry.userKey === user.key)
      for (const body of bodies) {
        const found = mine.find((entry) => entry.subscriptionKey === body.userSubscriptionKey)
        if (!found) return notFound(reply, 'subscription', String(body.userSubscriptionKey))
        if (body.userSubscriptionState !== undefined)
          found.state = body.userSubscriptionState === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE'
        if (body.callbackUrl !== undefined) found.callbackUrl = String(body.callbackUrl)
      }
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/userSubscriptions`,
    guarded(({ user }, request, reply) => {
      if (!isProductGiven(request)) return invalid(reply, 'product=g2w is required')
      const mine = world.state.subscriptions.filter((entry) => entry.userKey === user.key)
      return sendJson(reply, 200, { _embedded: { userSubscriptions: mine.map(subscriptionView) } })
    }),
  )

  app.delete(
    `${WEBINAR_ROOT}/userSubscriptions`,
    guarded(({ user }, request, reply) => {
      const keys = (request.body ?? []) as string[]
      world.state.subscriptions = world.state.subscriptions.filter(
        (entry) => entry.userKey !== user.key || !keys.includes(entry.subscriptionKey),
      )
      world.save()
      return reply.status(202).send()
    }),
  )

  app.get(
    `${WEBINAR_ROOT}/userSubscriptions/:subscriptionKey`,
    guarded(({ user }, request, reply) => {
      const { subscriptionKey } = request.params as { subscriptionKey: string }
      const found = world.state.subscriptions.find(
        (entry) => entry.subscriptionKey === subscriptionKey && entry.userKey === user.key,
      )
      return found
        ? sendJson(reply, 200, subscriptionView(found))
        : notFound(reply, 'subscription', subscriptionKey)
    }),
  )

  /** A subscription delivers when its webhook is switched on too (documented). */
  function subscriptionView(subscription: Subscription): object {
    const webhook = world.state.webhooks.find((entry) => entry.webhookKey === subscription.webhookKey)
    const isActive = webhook?.state === 'ACTIVE' && subscription.state === 'ACTIVE'
    return {
      userSubscriptionKey: subscription.subscriptionKey,
      webhookKey: subscription.webhookKey,
      callbackUrl: subscription.callbackUrl,
      eventName: webhook?.eventName ?? '',
      eventVersion: webhook?.eventVersion ?? '',
      product: 'g2w',
      userSubscriptionState: subscription.state,
      activationState: isActive ? 'ACTIVE' : 'INACTIVE',
      createTime: plainInstant(subscription.createdAt),
    }
  }
}

function webhookView({ clientId: _, createdAt, ...webhook }: Webhook): object {
  return { ...webhook, createTime: plainInstant(createdAt) }
}

/** Documented: the callback is https and answers 200 to a GET while it is registered. */
async function refusalOf(world: World, bodies: Record<string, unknown>[]): Promise<string | undefined> {
  for (const { callbackUrl, eventName, eventVersion, product } of bodies) {
    if (product !== 'g2w') return 'product: g2w'
    if (!EVENTS.includes(String(eventName))) return `eventName: one of ${EVENTS.join(', ')}`
    if (eventVersion !== '1.0.0') return 'eventVersion: 1.0.0'
    const url = URL.parse(String(callbackUrl))
    const isLocal = world.behavior.allowLocalCallbacks && url?.hostname === '127.0.0.1'
    if (!url || (url.protocol !== 'https:' && !isLocal)) return 'callbackUrl: an https address'
    const answer = await fetch(url, { signal: AbortSignal.timeout(CHECK_MS) }).catch(() => undefined)
    if (answer?.status !== 200) return 'callbackUrl: it must answer 200 to a GET'
  }
  return undefined
}

function listOf(request: FastifyRequest): Record<string, unknown>[] | undefined {
  const { body } = request
  const isList = Array.isArray(body) && body.every((entry) => typeof entry === 'object' && entry !== null)
  return isList ? (body as Record<string, unknown>[]) : undefined
}

/** Assumed: lists without it are refused. */
function isProductGiven(request: FastifyRequest): boolean {
  return (request.query as { product?: string }).product === 'g2w'
}
