import { randomBytes, randomUUID } from 'node:crypto'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { Keeper } from './kit/keeper.ts'
import { Buckets } from './kit/rate.ts'
import type { SimulatorOptions } from './kit/serve.ts'
import { emptyState, type Run, type State, type User } from './model.ts'
import type { WithheldReason } from './report-shapes.ts'

/** Above 2^53, as GoTo's keys are: programs that read them as numbers lose digits here too. */
const FIRST_KEY = 3_000_000_000_000_000_001n
const KEY_STEP = 7_919n
/** Meeting ids have nine digits. */
const FIRST_MEETING_ID = 210_000_007
const MEETING_ID_STEP = 4_099

/** The simulator's state with its clock, its switches and its file. */
export class World extends Keeper<State, Behavior> {
  readonly buckets = new Buckets()
  /** Reports are refused, and why. */
  withheldReports: WithheldReason | undefined
  withheldRecordings: WithheldReason | undefined

  constructor(options: SimulatorOptions<Behavior>) {
    super(emptyState, { ...defaultBehavior, ...options.behavior }, options)
    for (const user of this.state.users) user.createdAt ??= this.now() // files of before
  }

  newKey(): string {
    this.state.serial += 1
    return String(FIRST_KEY + BigInt(this.state.serial) * KEY_STEP)
  }

  newMeetingId(): string {
    this.state.serial += 1
    return String(FIRST_MEETING_ID + this.state.serial * MEETING_ID_STEP)
  }

  /** Looks like GoTo's tokens: long, and a JWT to the eye alone. */
  newToken(): string {
    return `eyJraWQiOiJzaW11bGF0b3IifQ.${randomBytes(48).toString('base64url')}.${randomBytes(32).toString('base64url')}`
  }

  newClientId(): string {
    return randomUUID()
  }

  newSecret(): string {
    return randomBytes(18).toString('base64url')
  }

  findUser(key: string): User | undefined {
    return this.state.users.find((user) => user.key === key)
  }

  /** The run of a room that is going on. */
  findRunning(roomKey: string): Run | undefined {
    this.expireParticipants()
    return this.state.runs.find((run) => run.roomKey === roomKey && run.endedAt === undefined)
  }

  /** People whose page was not heard of have left; a run that nobody is in has ended. */
  expireParticipants(): void {
    const deadline = this.now() - this.behavior.heartbeatSeconds * 1000
    for (const run of this.state.runs) {
      if (run.endedAt !== undefined) continue
      for (const person of run.participants) {
        const open = person.intervals.at(-1)
        if (open && open.leaveAt === undefined && person.seenAt < deadline) open.leaveAt = person.seenAt
      }
      const isEmpty = run.participants.every((person) => person.intervals.at(-1)?.leaveAt !== undefined)
      if (isEmpty && run.participants.length > 0) {
        run.endedAt = Math.max(...run.participants.flatMap((p) => p.intervals.map((i) => i.leaveAt ?? 0)))
      }
    }
  }

  endRun(run: Run): void {
    run.endedAt = this.now()
    for (const person of run.participants) {
      const open = person.intervals.at(-1)
      if (open && open.leaveAt === undefined) open.leaveAt = run.endedAt
    }
    this.save()
  }

  /** Every token of a user, or of everybody, is dead from now on. */
  revokeTokens(userKey?: string): void {
    for (const grant of this.state.grants) {
      if (userKey === undefined || grant.userKey === userKey) grant.revoked = true
    }
    this.save()
  }

  removeRoom(key: string): void {
    const { state } = this
    state.meetings = state.meetings.filter((entry) => entry.meetingId !== key)
    state.webinars = state.webinars.filter((entry) => entry.webinarKey !== key)
    state.trainings = state.trainings.filter((entry) => entry.trainingKey !== key)
    this.save()
  }

  override reset(): void {
    this.withheldReports = undefined
    this.withheldRecordings = undefined
    super.reset()
  }
}
