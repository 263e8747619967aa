import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { sized } from '../../../../test/sized.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { enroll, unenroll } from '../../training/enrollments/enrollments.service.ts'
import { changeEvent, getEvent } from '../../training/events/events.service.ts'
import { cancel, restoreEvent } from '../../training/lifecycle/lifecycle.service.ts'
import { type Delivery, deliverMails, type MailToSend } from '../mails/delivery.service.ts'
import { MailError } from '../mails/mail-error.ts'
import { refreshMail, sendNotifications } from './notifications.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
let accountId: AccountId
const started = new Date('2026-11-24T08:00:00Z')

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('order.example')
  superadmin = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(test, platform, superadmin)).id
})
afterAll(() => test.close())

/** What may happen at any time, in any order. */
const steps = [
  'enroll',
  'unenroll',
  'move',
  'cancel',
  'restore',
  'compose',
  'deliver',
  'two nodes',
  'another node while it is sent',
  'crash before',
  'crash after',
  'busy server',
  'time passes',
] as const
type Step = (typeof steps)[number]

it('sends each mail once, in order, so that a calendar ends as the platform has it, whatever happens between', async () => {
  let learners = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (walk) => {
      test.clock.now = started
      const learner = await platform.addActor(['learner'], `walker${++learners}@order.example`)
      const sessionId = (await buildSession(platform, superadmin)).id
      const day = '2026-12-15'
      const planned = await planEvent(platform, superadmin, {
        sessionId,
        accountId,
        name: 'E',
        from: '10:00',
        to: '11:00',
        day,
      })
      const eventId = planned.id
      const state = { isEnrolled: false, isCancelled: false, hour: 10 }
      const received: MailToSend[] = []
      const crashes = new Map<string, number>()
      const deliveryWith = (send: Delivery['send']): Delivery => ({
        send,
        refresh: refreshMail,
        fromName: async () => '',
      })
      const accept = async (mail: MailToSend) => void received.push(mail)
      const deliver = (send: Delivery['send'] = accept) =>
        deliverMails(platform.ctx, deliveryWith(send), learner.personId)
      const later = (minutes: number) => {
        test.clock.now = new Date(test.clock.now.getTime() + minutes * 60_000)
      }

      const doStep: Record<Step, () => Promise<unknown>> = {
        async enroll() {
          if (state.isEnrolled) return
          await enroll(platform.ctx, superadmin, sessionId, learner.personId)
          state.isEnrolled = true
        },
        async unenroll() {
          if (!state.isEnrolled) return
          await unenroll(platform.ctx, superadmin, sessionId, learner.personId)
          state.isEnrolled = false
        },
        async move() {
          const { version } = await getEvent(platform.ctx, superadmin, eventId)
          state.hour = 10 + ((state.hour - 9) % 10)
          const target = { eventId, expectedVersion: version }
          const times = { startsWall: `${day}T${state.hour}:00`, endsWall: `${day}T${state.hour}:30` }
          await changeEvent(platform.ctx, superadmin, target, times)
        },
        async cancel() {
          if (state.isCancelled) return
          await cancel(platform.ctx, superadmin, { eventId }, '')
          state.isCancelled = true
        },
        async restore() {
          if (!state.isCancelled) return
          await restoreEvent(platform.ctx, superadmin, eventId)
          state.isCancelled = false
        },
        compose: () => sendNotifications(platform.ctx),
        deliver: () => deliver(),
        'two nodes': () =>
          Promise.all([
            sendNotifications(platform.ctx),
            deliver(),
            sendNotifications(platform.ctx).then(() => deliver()),
          ]),
        'another node while it is sent': () => {
          let other: Promise<void> | undefined
          return deliver(async (mail) => {
            other ??= deliver()
            await other
            await accept(mail)
          })
        },
        'crash before': () =>
          deliver(async () => {
            throw new Error('crash')
          }).catch(() => undefined),
        'crash after': () =>
          deliver(async (mail) => {
            await accept(mail)
            crashes.set(mail.id, (crashes.get(mail.id) ?? 0) + 1)
            throw new Error('crash')
          }).catch(() => undefined),
        'busy server': () =>
          deliver(async () => {
            throw new MailError('450 later', false)
          }),
        'time passes': async () => later(7),
      }
      for (const step of walk) await doStep[step]()

      // In the end everything works again, and all that waits goes out.
      await sendNotifications(platform.ctx)
      for (let round = 0; round < 3; round++) {
        later(40)
        await deliver()
      }
      const open = await platform.ctx.db
        .selectFrom('mails')
        .select('id')
        .where('personId', '=', learner.personId)
        .where('sentAt', 'is', null)
        .where('withdrawnAt', 'is', null)
        .execute()
      expect(open).toEqual([])
      for (const [id, copies] of Map.groupBy(received, (mail) => mail.id))
        expect(copies.length).toBeLessThanOrEqual(1 + (crashes.get(id) ?? 0))

      const updates = received
        .flatMap((mail) => mail.calendar)
        .map(({ method, content }) => ({
          method,
          sequence: Number(/SEQUENCE:(\d+)/.exec(content)?.[1]),
          start: /DTSTART[^:]*:(\S+)/.exec(content)?.[1],
        }))
      const sequences = updates.map(({ sequence }) => sequence)
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b))
      const had = updates.some(({ method }) => method === 'REQUEST')
      const last = updates.at(-1)
      if (state.isEnrolled && !state.isCancelled) {
        const start = `202612${15}T${String(state.hour - 1).padStart(2, '0')}0000Z`
        expect(last).toMatchObject({ method: 'REQUEST', start })
      } else if (had) expect(last?.method).toBe('CANCEL')
    }),
    {
      numRuns: Number(process.env.LECTERN_SEEDS ?? sized(8, 20)),
      examples: [[['enroll', 'compose', 'another node while it is sent']]], // few random walks have a mail waiting there
    },
  )
})
