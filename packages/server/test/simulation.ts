import type { Simulator } from '@lectern/goto-simulator'
import type { Ctx } from '../src/ctx.ts'
import { withTransaction } from '../src/db/database.ts'
import { AppError } from '../src/domain/errors.ts'
import type { AccountId, CourseId, EventId, PersonId, SessionId } from '../src/domain/ids.ts'
import { setAppActive } from '../src/features/platform/apps/apps.service.ts'
import { createAccount, getAccount } from '../src/features/rooms/accounts/accounts.service.ts'
import { addHost } from '../src/features/rooms/accounts/hosts.service.ts'
import { removeOrganizer } from '../src/features/rooms/accounts/organizer-changes.service.ts'
import { beginPairing, finishPairing } from '../src/features/rooms/accounts/pairing.service.ts'
import { followPeople } from '../src/features/rooms/registrations/registrations.service.ts'
import { changeCourse, getCourse } from '../src/features/training/courses/courses.service.ts'
import { enroll, unenroll } from '../src/features/training/enrollments/enrollments.service.ts'
import {
  changeEvent,
  deleteEvent,
  getEvent,
  scheduleEvent,
} from '../src/features/training/events/events.service.ts'
import {
  cancel,
  giveAnotherRoom,
  restoreEvent,
  switchToSpare,
} from '../src/features/training/lifecycle/lifecycle.service.ts'
import type { Actor } from '../src/http/actor.ts'
import { GOTO_APP_ID } from '../src/providers/goto/app-id.ts'
import { buildSession } from './builders.ts'
import { assertAgreement, assertLimits, assertOpening, roomsAtGoto, tellRooms } from './simulation-checks.ts'
import type { Service } from './simulation-services.ts'
import { Crash, CrashPlugin, mulberry32 } from './simulation-tools.ts'
import { doJob, sweep, type TestApp, type TestPlatform } from './test-app.ts'

const HOST = 'training.example'
const REDIRECT_URI = `https://${HOST}/learn/gotomeeting`
const TYPES = ['meeting', 'webinar', 'training'] as const
/** Services beside GoTo in one run. */
const OTHERS = 2
const STEPS = 30
/** Longer than any lease, delay and look-up for late rooms together. */
const QUIET_ROUNDS = 60
const MINUTE = 60_000

/** All services that the platform is up against. */
export interface Outside {
  readonly goto: Simulator
  readonly services: readonly Service[]
}

/** An account at GoTo. */
interface Account {
  readonly id: AccountId
  readonly type: (typeof TYPES)[number]
  readonly organizers: string[]
  readonly clientId: string
}

/** An account of another tool. */
interface OtherAccount {
  readonly id: AccountId
  readonly service: Service
  readonly hosts: readonly string[]
}

/**
 * One run of the platform against simulators of GoTo and of other services under a virtual clock: random edits, faults and crashes, then
 * quiet; at the end each service must have exactly what is wanted, and no limit may have been exceeded on the way.
 */
export class Simulation {
  readonly #test: TestApp
  readonly #platform: TestPlatform
  readonly #goto: Simulator
  readonly #services: readonly Service[]
  readonly #random: () => number
  readonly #crash = new CrashPlugin()
  /** A worker's view: its statements may be its last. */
  readonly #node: Ctx
  #actor!: Actor
  #learners: (Actor & { email: string })[] = []
  #accounts: Account[] = []
  #others: OtherAccount[] = []
  /** Of all tools. */
  #all: AccountId[] = []
  #sessions: { id: SessionId; courseId: CourseId }[] = []
  #events: EventId[] = []
  readonly log: string[] = []

  private constructor(
    test: TestApp,
    platform: TestPlatform,
    { goto, services }: Outside,
    random: () => number,
  ) {
    this.#test = test
    this.#platform = platform
    this.#goto = goto
    this.#services = services
    this.#random = random
    const { ctx } = platform
    this.#node = { ...ctx, db: ctx.db.withPlugin(this.#crash), random }
  }

  static async run(
    test: TestApp,
    outside: Outside,
    platform: TestPlatform,
    seed: number,
  ): Promise<Simulation> {
    const simulation = new Simulation(test, platform, outside, mulberry32(seed))
    try {
      await simulation.#run()
    } catch (error) {
      const story = process.env.LECTERN_SEED ? `\n${simulation.log.join('\n')}` : ''
      throw new Error(`${(error as Error).message}${story}`, { cause: error })
    }
    return simulation
  }

  async #run(): Promise<void> {
    await this.#prepare()
    for (let step = 0; step < STEPS; step++) {
      await this.#step()
      await assertLimits(this.#ctx)
    }
    await this.#calm()
    if (process.env.LECTERN_SEED) this.log.push(...(await tellRooms(this.#ctx)))
    await assertAgreement(this.#ctx, GOTO_APP_ID, roomsAtGoto(this.#goto))
    for (const { service } of this.#others) await assertAgreement(this.#ctx, service.appId, service.rooms())
    const learners = this.#learners
    for (const { service } of this.#others) await assertOpening(this.#test, this.#ctx, { service, learners })
  }

  get #ctx(): Ctx {
    return this.#platform.ctx
  }

  async #prepare(): Promise<void> {
    this.#test.jobs.length = 0
    this.#actor = await this.#platform.addActor(['superadmin'])
    await withTransaction(this.#ctx.db, (trx) =>
      setAppActive(this.#ctx, trx, { appId: GOTO_APP_ID, active: true }, undefined),
    )
    for (const type of [this.#pick(TYPES), this.#pick(TYPES)]) await this.#addAccount(type)
    this.#all = this.#accounts.map(({ id }) => id)
    const services = [...this.#services]
    for (let n = 0; n < OTHERS; n++) {
      const [service] = services.splice(this.#below(services.length), 1)
      if (service) this.#all.push(await this.#addOther(service))
    }
    for (let n = 0; n < 2; n++) {
      const session = await buildSession(this.#platform, this.#actor)
      this.#sessions.push({ id: session.id, courseId: session.courseId })
    }
    for (let n = 0; n < 4; n++) this.#learners.push(await this.#platform.addActor(['learner']))
  }

  async #addAccount(type: Account['type']): Promise<void> {
    const client = this.#goto.addClient({ name: 'Lectern', redirectUris: [REDIRECT_URI] })
    const limit = (chance: number, most: number) => (this.#random() < chance ? this.#below(most) + 1 : null)
    const { id } = await createAccount(this.#ctx, this.#actor, {
      appId: GOTO_APP_ID,
      name: `${type} ${this.#accounts.length}`,
      description: '',
      fields: { clientId: client.clientId, clientSecret: client.clientSecret },
      sessionType: type,
      limits: {
        sessionsPerCourse: limit(0.3, 5),
        totalSessions: limit(0.3, 8),
        concurrentRooms: limit(0.5, 2),
      },
    })
    const account: Account = { id, type, organizers: [], clientId: client.clientId }
    this.#accounts.push(account)
    const organizers = 1 + this.#below(3)
    for (let n = 0; n < organizers; n++) await this.#pairOrganizer(account)
  }

  /** An account of any tool: most are at the service whose answers fail and come late. */
  #any(): AccountId {
    return this.#random() < 0.7 ? this.#pick(this.#accounts).id : this.#pick(this.#all)
  }

  async #addOther(service: Service): Promise<AccountId> {
    const { appId } = service
    const { fields, hosts } = service.renew()
    await withTransaction(this.#ctx.db, (trx) =>
      setAppActive(this.#ctx, trx, { appId, active: true }, undefined),
    )
    const concurrentRooms = this.#random() < 0.5 ? 2 : null
    const { id } = await createAccount(this.#ctx, this.#actor, {
      ...{ appId, name: `At ${appId}`, description: '', sessionType: 'meeting', fields },
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms },
    })
    const other = { id, service, hosts: hosts.slice(0, 1 + this.#below(2)) }
    this.#others.push(other)
    await this.#addHosts(other)
    return id
  }

  async #addHosts({ id, hosts }: OtherAccount): Promise<void> {
    for (const host of hosts) await addHost(this.#ctx, this.#actor, id, host)
  }

  async #pairOrganizer(account: Account, email = `o${Math.floor(this.#random() * 1e9)}@goto.example`) {
    if (!account.organizers.includes(email)) {
      this.#goto.addUser({ email, password: 'p', firstName: 'O', lastName: 'O' })
      account.organizers.push(email)
    }
    const url = new URL(await beginPairing(this.#ctx, this.#actor, account.id, `https://${HOST}`))
    const code = this.#goto.consent({
      clientId: account.clientId,
      email,
      redirectUri: REDIRECT_URI,
      codeChallenge: url.searchParams.get('code_challenge') ?? '',
    })
    const state = url.searchParams.get('state') ?? undefined
    const answer = { state, code, error: undefined }
    const { outcome } = await finishPairing(this.#ctx, this.#actor, answer)
    if (outcome !== 'paired') this.log.push(`  pairing ended as ${outcome}`)
  }

  /** One thing happens: somebody edits, a service is told to fail, time passes, or jobs are done. */
  async #step(): Promise<void> {
    const happenings: [weight: number, name: string, work: () => Promise<void> | void][] = [
      [6, 'plan', () => this.#plan()],
      [4, 'move', () => this.#change(() => this.#times())],
      [2, 'rename', () => this.#change(() => ({ name: `E${this.#below(1000)}`, description: 'x <b>' }))],
      [3, 'account', () => this.#change(() => ({ accountId: this.#any() }))],
      [3, 'spare', () => this.#change(() => ({ spareAccountId: this.#random() < 0.8 ? this.#any() : null }))],
      [3, 'switch', () => this.#switch()],
      [1, 'no tool', () => this.#change(() => ({ accountId: null }))],
      [1, 'zone', () => this.#change(() => ({ timeZone: this.#pick(['UTC', 'Asia/Kolkata']) }))],
      [2, 'delete', () => this.#onEvent((id) => deleteEvent(this.#ctx, this.#actor, id))],
      [1, 'cancel', () => this.#onEvent((eventId) => cancel(this.#ctx, this.#actor, { eventId }, 'ill'))],
      [1, 'restore', () => this.#onEvent((id) => restoreEvent(this.#ctx, this.#actor, id))],
      [
        1,
        'another room',
        () =>
          this.#onEvent((id) =>
            giveAnotherRoom(this.#ctx, this.#actor, id, this.#random() < 0.5 ? undefined : this.#any()),
          ),
      ],
      [1, 'organizer leaves', () => this.#removeOrganizer()],
      [1, 'course', () => this.#renameCourse()],
      [6, 'enroll', () => this.#onPlace((s, p) => enroll(this.#ctx, this.#actor, s, p))],
      [2, 'leave', () => this.#onPlace((s, p) => unenroll(this.#ctx, this.#actor, s, p))],
      [2, 'person', () => this.#changePerson()],
      [6, 'fault', () => this.#fault()],
      [1, 'revoke', () => this.#revoke()],
      [1, 'pair', () => this.#repair()],
      [1, 'vandal', () => this.#vandal()],
      [8, 'jobs', () => this.#work(4)],
      [3, 'two nodes', () => this.#workTwice()],
      [3, 'crash', () => this.#crashWhileWorking()],
      [1, 'lose a job', () => void this.#test.jobs.splice(this.#below(this.#test.jobs.length), 1)],
      [4, 'time', () => this.#pass(this.#pick([1_000, 30_000, 5 * MINUTE]))],
      [1, 'sweep', () => this.#sweep()],
    ]
    const total = happenings.reduce((sum, [weight]) => sum + weight, 0)
    let at = this.#random() * total
    for (const [weight, name, work] of happenings) {
      at -= weight
      if (at >= 0) continue
      this.log.push(name)
      return void (await this.#refusable(work))
    }
  }

  /** A refusal with a sentence is an answer; anything else is a bug. */
  async #refusable(work: () => Promise<void> | void): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.log.push(`  refused: ${error.code}`)
    }
  }

  async #plan(): Promise<void> {
    const event = await scheduleEvent(this.#ctx, this.#actor, {
      sessionId: this.#pick(this.#sessions).id,
      name: `E${this.#below(1000)}`,
      description: '',
      timeZone: 'Europe/Rome',
      accountId: this.#any(),
      ...(this.#random() < 0.3 ? { spareAccountId: this.#any() } : {}),
      ...this.#times(),
    })
    this.#events.push(event.id)
  }

  /** Some hours of one of three days, all far enough away that none of them ends meanwhile. */
  #times(): { startsWall: string; endsWall: string } {
    const day = `2026-11-2${6 + this.#below(3)}`
    const hour = 8 + this.#below(6)
    const pad = (n: number) => String(n).padStart(2, '0')
    return { startsWall: `${day}T${pad(hour)}:00`, endsWall: `${day}T${pad(hour + 1 + this.#below(2))}:00` }
  }

  async #change(fields: () => object): Promise<void> {
    await this.#onEvent(async (id) => {
      const { version } = await getEvent(this.#ctx, this.#actor, id)
      await changeEvent(this.#ctx, this.#actor, { eventId: id, expectedVersion: version }, fields())
    })
  }

  /** Somebody presses, at times twice at once. */
  async #switch(): Promise<void> {
    await this.#onEvent(async (id) => {
      const { spare } = await getEvent(this.#ctx, this.#actor, id)
      if (!spare) return
      const press = () => switchToSpare(this.#ctx, this.#actor, id, spare.accountId)
      await Promise.all(this.#random() < 0.3 ? [press(), press()] : [press()])
    })
  }

  async #onEvent(work: (id: EventId) => Promise<unknown>): Promise<void> {
    if (this.#events.length > 0) await work(this.#pick(this.#events))
  }

  async #onPlace(work: (sessionId: SessionId, personId: PersonId) => Promise<unknown>): Promise<void> {
    await work(this.#pick(this.#sessions).id, this.#pick(this.#learners).personId)
  }

  async #removeOrganizer(): Promise<void> {
    const accountId = this.#pick(this.#all)
    const { pairing } = await getAccount(this.#ctx, this.#actor, accountId)
    const organizer = pairing.organizers[this.#below(pairing.organizers.length)]
    if (!organizer) return
    const target = { accountId, organizerId: organizer.id }
    await removeOrganizer(this.#ctx, this.#actor, target)
  }

  async #renameCourse(): Promise<void> {
    const courseId = this.#pick(this.#sessions).courseId
    const { version } = await getCourse(this.#ctx, this.#actor, courseId)
    const change = { name: `Course ${this.#below(1000)}` }
    await changeCourse(this.#ctx, this.#actor, { courseId, expectedVersion: version }, change)
  }

  async #changePerson(): Promise<void> {
    const { personId } = this.#pick(this.#learners)
    const change = this.#pick([
      { active: false },
      { active: true },
      { firstName: `P${this.#below(100)}` },
      { email: `p${this.#below(1e9)}@x.example` },
    ])
    await withTransaction(this.#ctx.db, async (trx) => {
      await trx
        .updateTable('people')
        .set(change)
        .where('platformId', '=', this.#ctx.platform.id)
        .where('id', '=', personId)
        .execute()
      await followPeople(this.#ctx, trx, [personId])
    })
  }

  #fault(): void {
    const other = this.#random() < 0.4 ? this.#pick(this.#others).service : undefined
    const service = other ?? { ...this.#goto, paths: ['/G2M', '/G2W', '/G2T', '/oauth/token'] }
    service.failNext({
      match: {
        path: this.#pick(service.paths),
        ...(this.#random() < 0.6 ? { method: this.#pick(['POST', 'PUT', 'PATCH', 'DELETE', 'GET']) } : {}),
      },
      action: this.#pick([
        { status: 500 },
        // What another service says of its rate counts by the database's clock, which stands still here.
        { status: other ? 503 : 429 },
        { drop: 'before' as const },
        { drop: 'after' as const },
        { drop: 'after' as const },
        { delayMs: 5 },
      ]),
      times: 1 + this.#below(2),
    })
  }

  #revoke(): void {
    if (this.#random() < 0.4) this.#pick(this.#others).service.revoke()
    else this.#goto.revoke(this.#pick(this.#pick(this.#accounts).organizers))
  }

  async #repair(): Promise<void> {
    if (this.#random() < 0.4) return this.#addHosts(this.#pick(this.#others))
    const account = this.#pick(this.#accounts)
    await this.#pairOrganizer(account, this.#random() < 0.8 ? this.#pick(account.organizers) : undefined)
  }

  /** Somebody deletes a room on a service's own pages. */
  #vandal(): void {
    const all = [
      ...roomsAtGoto(this.#goto).map(
        ({ key }) =>
          () =>
            this.#goto.removeRoom(key),
      ),
      ...this.#others.flatMap(({ service }) =>
        (service.rooms() ?? []).map(
          ({ key }) =>
            () =>
              service.remove(key),
        ),
      ),
    ]
    all[this.#below(all.length)]?.()
  }

  #pass(milliseconds: number): void {
    this.#test.clock.now = new Date(this.#test.clock.now.getTime() + milliseconds)
  }

  async #sweep(): Promise<void> {
    await sweep(this.#test, this.#ctx, 'rooms')
    await sweep(this.#test, this.#ctx, 'registrations')
    await sweep(this.#test, this.#ctx, 'drift')
  }

  #takeDue(): TestApp['jobs'][number] | undefined {
    const { jobs, clock } = this.#test
    const due = jobs.filter((job) => !job.startAfter || job.startAfter <= clock.now)
    const job = due[this.#below(due.length)]
    if (job) jobs.splice(jobs.indexOf(job), 1)
    return job
  }

  async #work(most: number): Promise<void> {
    for (let n = 0; n < most; n++) {
      const job = this.#takeDue()
      if (!job) return
      await this.#do(this.#ctx, job)
    }
  }

  async #workTwice(): Promise<void> {
    const jobs = [this.#takeDue(), this.#takeDue()].filter((job) => job !== undefined)
    await Promise.all(jobs.map((job) => this.#do(this.#ctx, job)))
  }

  /** The job is sent again, as a queue does that gets no answer from its worker. */
  async #crashWhileWorking(): Promise<void> {
    const job = this.#takeDue()
    if (!job) return
    this.#crash.dieAfter(this.#below(12))
    try {
      await doJob(this.#node, job)
    } catch (error) {
      if (!(error instanceof Crash) && !String(error).includes('killed')) throw error
      this.log.push('  crashed')
      this.#pass(31_000) // a process needs its time to come back; leases of the dead one run out
      this.#test.jobs.push({ ...job, startAfter: new Date(this.#test.clock.now.getTime() + 2_000) })
    } finally {
      this.#crash.live()
    }
  }

  async #do(ctx: Ctx, job: TestApp['jobs'][number]): Promise<void> {
    await doJob({ ...ctx, random: this.#random }, job)
  }

  /** Nothing fails any more, all organizers are paired and hosts chosen, and time passes until nobody has anything to do. */
  async #calm(): Promise<void> {
    for (const { clearFaults } of [this.#goto, ...this.#services]) clearFaults()
    for (const other of this.#others) await this.#addHosts(other)
    for (const account of this.#accounts) {
      for (const email of account.organizers) await this.#pairOrganizer(account, email)
    }
    let quiet = 0
    this.#pass(7 * 60 * MINUTE) // a comparison with GoTo is due
    for (let round = 0; round < QUIET_ROUNDS && quiet < 15; round++) {
      await this.#sweep()
      const hadWork = this.#test.jobs.length > 0
      await this.#work(500)
      this.#pass(MINUTE)
      quiet = hadWork ? 0 : quiet + 1
    }
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)] as T
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }
}
