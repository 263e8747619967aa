import { createHmac, randomBytes } from 'node:crypto'
import { Errands } from '@lectern/goto-simulator/kit'
import type { App, Delivery, Person, Registrant, Room } from './model.ts'
import { isOut } from './recordings.ts'
import { instant, numberOf } from './wire.ts'
import type { World } from './world.ts'

const HOUR_MS = 3_600_000
/** Documented: these tell a meeting's number as a number, all others as a text. */
const BY_NUMBER = new Set(['created', 'updated', 'deleted'])

/** Tells endpoints what happened, has them prove themselves, and tries again where they don't answer. */
export class Events extends Errands<World> {
  constructor(world: World) {
    super(world)
    world.heard = (event, room, more = {}) => this.#publish(event, room, more)
  }

  protected start(now: number): void {
    const { world } = this
    for (const app of world.state.apps) {
      const { subscription } = app
      if (subscription?.validatedAt === undefined) continue
      if (subscription.validatedAt + world.behavior.validationHours * HOUR_MS <= now) {
        subscription.validatedAt = now
        this.track(this.validate(app))
      }
    }
    for (const instance of world.state.instances) {
      const room = world.roomOf(instance)
      if (!room || !instance.recording || instance.recording.isAnnounced || !isOut(world, instance)) continue
      instance.recording.isAnnounced = true
      world.heard('recording.completed', room)
    }
    for (const delivery of world.state.deliveries) {
      if (delivery.isDone || delivery.dueAt > now) continue
      delivery.isDone = true
      this.track(this.#send(delivery))
    }
  }

  /**
   * Has an endpoint prove that it knows the secret token; one that doesn't is told of nothing from then on.
   *
   * @returns why it did not, or undefined
   */
  async validate(app: App): Promise<string | undefined> {
    const { subscription, secretToken } = app
    if (!subscription) return 'There is no endpoint.'
    const plainToken = randomBytes(16).toString('base64url')
    const failure = await this.#challenge(subscription.url, secretToken, plainToken)
    if (failure === undefined) subscription.validatedAt = this.world.now()
    else delete subscription.validatedAt
    this.world.save()
    return failure
  }

  async #challenge(url: string, secretToken: string, plainToken: string): Promise<string | undefined> {
    if (!isAllowed(url, this.world.behavior.allowLocalEndpoints))
      return 'The endpoint must be an https address.'
    const body = JSON.stringify({
      payload: { plainToken },
      event_ts: this.world.now(),
      event: 'endpoint.url_validation',
    })
    try {
      const answer = await this.#post(url, secretToken, body)
      const said = (await answer.json()) as { plainToken?: string; encryptedToken?: string }
      const expected = createHmac('sha256', secretToken).update(plainToken).digest('hex')
      const isRight = said.plainToken === plainToken && said.encryptedToken === expected
      return answer.status === 200 && isRight ? undefined : 'The endpoint answered, and did not prove itself.'
    } catch {
      return 'The endpoint did not answer with JSON in time.'
    }
  }

  #publish(event: string, room: Room, more: object): void {
    const { state, behavior } = this.world
    // Recordings are told of without saying of what kind the room is.
    const name = event.includes('.') ? event : `${room.kind}.${event}`
    for (const app of state.apps) {
      if (app.subscription?.validatedAt === undefined || !app.subscription.events.includes(name)) continue
      const body = JSON.stringify(bodyOf(this.world, name, room, more))
      const times = behavior.webhooksRepeat ? 2 : 1
      for (let time = 0; time < times; time++)
        state.deliveries.push({
          clientId: app.clientId,
          body,
          tries: 0,
          dueAt: this.world.now(),
          isDone: false,
        })
    }
    this.world.save()
  }

  async #send(delivery: Delivery): Promise<void> {
    const world = this.world
    const app = world.state.apps.find(({ clientId }) => clientId === delivery.clientId)
    delivery.tries += 1
    if (!app?.subscription) return
    try {
      const answer = await this.#post(app.subscription.url, app.secretToken, delivery.body)
      await answer.body?.cancel()
      delivery.status = answer.status
    } catch {
      delivery.status = 0
    }
    // Documented: 200 or 204; anything else, also a redirect, is tried again.
    const isTaken = delivery.status === 200 || delivery.status === 204
    const waits = world.behavior.webhookRetryMinutes.split(',').map(Number)
    const wait = waits[delivery.tries - 1]
    if (!isTaken && wait !== undefined) {
      delivery.dueAt = world.now() + wait * 60_000
      delivery.isDone = false
    }
    world.save()
  }

  #post(url: string, secretToken: string, body: string): Promise<Response> {
    const timestamp = String(Math.floor(this.world.now() / 1000))
    return fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Zoom Marketplace/1.0a',
        'x-zm-request-timestamp': timestamp,
        'x-zm-signature': signatureOf(secretToken, timestamp, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.world.behavior.webhookTimeoutMs),
    })
  }
}

/** Documented: an HMAC of a version, the instant in seconds and the body as it is. */
export function signatureOf(secretToken: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secretToken).update(`v0:${timestamp}:${body}`).digest('hex')}`
}

function isAllowed(url: string, allowsLocal: boolean): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (allowsLocal && ['127.0.0.1', 'localhost'].includes(hostname))
}

function bodyOf(world: World, name: string, room: Room, more: object): object {
  const { person, registrant, at, ...fields } = more as {
    person?: Person
    registrant?: Registrant
    at?: number
  }
  const what = name.split('.')[1] ?? ''
  const { webhookIds } = world.behavior
  const isNumber = webhookIds === 'documented' ? BY_NUMBER.has(what) : webhookIds === 'number'
  const host = world.findUser(room.hostId)
  return {
    event: name,
    event_ts: world.now(),
    payload: {
      account_id: world.state.accountId,
      ...(BY_NUMBER.has(what) ? { operator: host?.email, operator_id: room.hostId } : {}),
      object: {
        id: isNumber ? numberOf(room.id) : room.id,
        uuid: room.uuid,
        host_id: room.hostId,
        topic: room.topic,
        type: room.type,
        ...(room.startsAt === undefined ? {} : { start_time: instant(room.startsAt) }),
        duration: room.duration,
        timezone: room.timezone,
        ...fields,
        ...(registrant ? { registrant: registrantFields(registrant) } : {}),
        ...(person ? { participant: personFields(person, what, at ?? world.now()) } : {}),
      },
    },
  }
}

function registrantFields({ id, email, firstName, lastName, status }: Registrant): object {
  return { id, email, first_name: firstName, last_name: lastName, status }
}

function personFields(person: Person, what: string, at: number): object {
  return {
    user_id: person.userNumber,
    user_name: person.name,
    id: person.userId ?? '',
    participant_uuid: person.pageId,
    email: person.email,
    registrant_id: person.registrantId ?? '',
    ...(what === 'participant_left'
      ? { leave_time: instant(at), leave_reason: 'left the meeting.' }
      : { join_time: instant(at) }),
  }
}
