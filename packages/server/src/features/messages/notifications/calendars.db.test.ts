import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildLearner, buildSession, planEvent } from '../../../../test/builders.ts'
import { CalendarProgram, eventsOf } from '../../../../test/calendar-program.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { mergePeople } from '../../people/people/merge.service.ts'
import { changePerson, getPerson } from '../../people/people/people.service.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent, deleteEvent, getEvent } from '../../training/events/events.service.ts'
import { cancel, remove, restoreEvent } from '../../training/lifecycle/lifecycle.service.ts'
import { makeFeed, readFeed } from '../icalendar/icalendar.service.ts'
import { deliverMails, type MailToSend } from '../mails/delivery.service.ts'
import { MailError } from '../mails/mail-error.ts'
import { refreshMail, sendNotifications } from './notifications.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
const started = new Date('2026-11-24T08:00:00Z')
let addresses = 0

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('calendars.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())

/** Calendars of all mailboxes, and how mails come to them. */
function mailServer(personId: PersonId) {
  const mailboxes = new Map<string, CalendarProgram>()
  const seen = new Set<string>()
  const received: MailToSend[] = []
  const accept = async (mail: MailToSend) => {
    received.push(mail)
    const program = mailboxes.get(mail.to) ?? new CalendarProgram()
    mailboxes.set(mail.to, program)
    for (const update of mail.calendar) {
      for (const { attendee } of eventsOf(update.content)) expect(attendee).toBe(mail.to)
      program.take(update)
      seen.add(update.content)
    }
  }
  const deliver = (send: (mail: MailToSend) => Promise<void> = accept) =>
    deliverMails(platform.ctx, { send, refresh: refreshMail, fromName: async () => '' }, personId)
  const later = (minutes: number) => {
    test.clock.now = new Date(test.clock.now.getTime() + minutes * 60_000)
  }
  /** Everything works again, and all that waits goes out. */
  const settle = async () => {
    await sendNotifications(platform.ctx)
    for (let round = 0; round < 3; round++) {
      later(40)
      await deliver()
    }
  }
  return { mailboxes, received, accept, deliver, later, settle }
}

const uidOf = (eventId: EventId, personId: PersonId) => `${eventId}-${personId}@${platform.ctx.platform.id}`
const setAddress = async (personId: PersonId, email: string) => {
  const { version } = await getPerson(platform.ctx, superadmin, personId)
  await changePerson(platform.ctx, superadmin, { id: personId, expectedVersion: version }, { email })
}

/** What may happen at any time, in any order. */
const steps = [
  'plan',
  'move',
  'rename',
  'cancel',
  'restore',
  'delete',
  'enroll',
  'unenroll',
  'new address',
  'first address again',
  'compose',
  'deliver',
  'crash before',
  'crash after',
  'busy server',
  'time passes',
] as const
type Step = (typeof steps)[number]
const aStep = fc.record({ step: fc.constantFrom(...steps), which: fc.nat({ max: 2 }) })

it('leaves every calendar as the platform is, whatever happens in whatever order', async () => {
  const seeds = Number(process.env.LECTERN_SEEDS ?? sized(6, 15))
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 24 }), async (walk) => {
      test.clock.now = started
      const { ctx } = platform
      const { personId } = await buildLearner(platform)
      const sessionId = (await buildSession(platform, superadmin)).id
      const { mailboxes, received, accept, deliver, later, settle } = mailServer(personId)
      const events: { id: EventId; hour: number; isCancelled: boolean }[] = []
      const first = (await getPerson(ctx, superadmin, personId)).email
      const state = { isEnrolled: false, email: first }
      const own = (which: number) => events[which % Math.max(1, events.length)]
      const move = async (id: EventId, fields: object) => {
        const { version } = await getEvent(ctx, superadmin, id)
        await changeEvent(ctx, superadmin, { eventId: id, expectedVersion: version }, fields)
      }
      const setEmail = async (email: string) => {
        if (email !== state.email) await setAddress(personId, email)
        state.email = email
      }
      const doStep: Record<Step, (which: number) => Promise<unknown>> = {
        async plan() {
          if (events.length >= 3) return
          const plan = { sessionId, accountId: null, name: 'E', from: '10:00', to: '10:30' }
          const { id } = await planEvent(platform, superadmin, { ...plan, day: '2026-12-15' })
          events.push({ id: id, hour: 10, isCancelled: false })
        },
        async move(which) {
          const event = own(which)
          if (!event || event.isCancelled) return
          event.hour = 10 + ((event.hour - 9) % 10)
          const at = (minutes: string) => `2026-12-15T${event.hour}:${minutes}`
          await move(event.id, { startsWall: at('00'), endsWall: at('30') })
        },
        async rename(which) {
          const event = own(which)
          if (event && !event.isCancelled) await move(event.id, { name: `E${received.length}` })
        },
        async cancel(which) {
          const event = own(which)
          if (!event || event.isCancelled) return
          await cancel(ctx, superadmin, { eventId: event.id }, '')
          event.isCancelled = true
        },
        async restore(which) {
          const event = own(which)
          if (!event?.isCancelled) return
          await restoreEvent(ctx, superadmin, event.id)
          event.isCancelled = false
        },
        async delete(which) {
          const event = own(which)
          if (!event) return
          await deleteEvent(ctx, superadmin, event.id)
          events.splice(events.indexOf(event), 1)
        },
        async enroll() {
          if (!state.isEnrolled) await enroll(ctx, superadmin, sessionId, personId)
          state.isEnrolled = true
        },
        async unenroll() {
          if (state.isEnrolled) await unenroll(ctx, superadmin, sessionId, personId)
          state.isEnrolled = false
        },
        'new address': () => setEmail(`walker${++addresses}@calendars.example`),
        'first address again': () => setEmail(first),
        compose: () => sendNotifications(ctx),
        deliver: () => deliver(),
        'crash before': () =>
          deliver(async () => {
            throw new Error('crash')
          }).catch(() => undefined),
        'crash after': () =>
          deliver(async (mail) => {
            await accept(mail)
            throw new Error('crash')
          }).catch(() => undefined),
        'busy server': () =>
          deliver(async () => {
            throw new MailError('450 later', false)
          }),
        'time passes': async () => later(7),
      }
      for (const { step, which } of walk) await doStep[step](which)
      await settle()

      const hourOf = ({ hour }: { hour: number }) => `20261215T${String(hour - 1).padStart(2, '0')}0000Z`
      const standing = state.isEnrolled ? events.filter(({ isCancelled }) => !isCancelled) : []
      const truth = new Map(standing.map((event) => [uidOf(event.id, personId), hourOf(event)]))
      for (const [mailbox, program] of mailboxes) {
        expect(program.dropped, `${mailbox} dropped an update`).toBe(0)
        expect([mailbox, program.shown()]).toEqual([mailbox, mailbox === state.email ? truth : new Map()])
      }
      if (truth.size > 0) expect(mailboxes.has(state.email)).toBe(true)

      // The feed says no lower number than any mail did.
      const { url } = await makeFeed(ctx, { ...superadmin, personId })
      const token = /calendar\/(.*)\.ics$/.exec(url)?.[1] ?? ''
      for (const { uid, sequence } of eventsOf(await readFeed(ctx, token))) {
        const mailed = [...mailboxes.values()].map((program) => program.known.get(uid)?.sequence ?? 0)
        expect(sequence).toBeGreaterThanOrEqual(Math.max(0, ...mailed))
      }
    }),
    { numRuns: seeds },
  )
}, 240_000)

it('takes dates out of a calendar whose session was deleted before the mail of its cancellation went out', async () => {
  test.clock.now = started
  const { ctx } = platform
  const { personId } = await buildLearner(platform)
  const sessionId = (await buildSession(platform, superadmin)).id
  const { mailboxes, received, deliver } = mailServer(personId)
  const plan = { sessionId, accountId: null, name: 'Day one', from: '10:00', to: '10:30' }
  const { id } = await planEvent(platform, superadmin, plan)
  await enroll(ctx, superadmin, sessionId, personId)
  await sendNotifications(ctx)
  await deliver()
  await cancel(ctx, superadmin, { eventId: id }, 'Storm')
  await remove(ctx, superadmin, { sessionId })
  await sendNotifications(ctx)
  await deliver()
  expect([...mailboxes.values()].map((program) => program.shown().size)).toEqual([0])
  const last = received.at(-1)
  expect(last?.subject).toBe('calendars.example: Dates that are off')
  expect(last?.text).toContain('Day one: Thu 26 Nov, 09:00 (UTC)')
})

it('takes a merged duplicate’s dates out of its mailbox, and brings them to the one who stays', async () => {
  test.clock.now = started
  const { ctx } = platform
  const [one, two] = [await buildLearner(platform), await buildLearner(platform)]
  const sessionId = (await buildSession(platform, superadmin)).id
  const plan = { sessionId, accountId: null, name: 'Day one', from: '10:00', to: '10:30' }
  const { id } = await planEvent(platform, superadmin, plan)
  await enroll(ctx, superadmin, sessionId, two.personId)
  const server = mailServer(one.personId)
  await sendNotifications(ctx)
  await deliverMails(
    ctx,
    { send: server.accept, refresh: refreshMail, fromName: async () => '' },
    two.personId,
  )
  const [old, kept] = [
    (await getPerson(ctx, superadmin, two.personId)).email,
    (await getPerson(ctx, superadmin, one.personId)).email,
  ]
  expect(server.mailboxes.get(old)?.shown().size).toBe(1)
  await mergePeople(ctx, superadmin, { personId: one.personId, duplicateId: two.personId })
  await sendNotifications(ctx)
  await server.deliver()
  expect(server.mailboxes.get(old)?.shown()).toEqual(new Map())
  expect([...(server.mailboxes.get(kept)?.shown().keys() ?? [])]).toEqual([uidOf(id, one.personId)])
  // What is told later of the event, is told to one calendar alone.
  await cancel(ctx, superadmin, { eventId: id }, '')
  await server.settle()
  expect(server.mailboxes.get(kept)?.shown()).toEqual(new Map())
  expect(server.mailboxes.get(old)?.dropped).toBe(0)
})
