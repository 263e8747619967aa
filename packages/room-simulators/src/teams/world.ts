import { randomBytes, randomUUID } from 'node:crypto'
import { Buckets, Keeper, type SimulatorOptions } from '@lectern/goto-simulator/kit'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { type App, emptyState, type Meeting, type Person, type Run, type State, type User } from './model.ts'

const DAY_MS = 86_400_000

/** The simulator's state with its clock, its switches and its file. */
export class World extends Keeper<State, Behavior> {
  readonly buckets = new Buckets()

  constructor(options: SimulatorOptions<Behavior>) {
    super(emptyState, { ...defaultBehavior, ...options.behavior }, options)
  }

  newId(): string {
    return randomUUID()
  }

  newText(length: number): string {
    return randomBytes(length).toString('base64url').slice(0, length)
  }

  findUser(idOrName: string): User | undefined {
    const mail = idOrName.toLowerCase()
    return this.state.users.find((user) => user.id === idOrName || user.mail.toLowerCase() === mail)
  }

  findApp(clientId: string | undefined): App | undefined {
    return this.state.apps.find((app) => app.clientId === clientId)
  }

  /** A meeting that is there: not deleted, and not long over. */
  findMeeting(id: string): Meeting | undefined {
    return this.state.meetings.find((meeting) => meeting.id === id && this.isAlive(meeting))
  }

  isAlive({ deletedAt, endsAt }: Meeting): boolean {
    return deletedAt === undefined && endsAt + this.behavior.meetingLifeDays * DAY_MS > this.now()
  }

  runsOf({ id }: Pick<Meeting, 'id'>): Run[] {
    this.settle()
    return this.state.runs.filter((run) => run.meetingId === id)
  }

  findRunning(meeting: Pick<Meeting, 'id'>): Run | undefined {
    return this.runsOf(meeting).find(({ endedAt }) => endedAt === undefined)
  }

  /** People whose page was not heard of have left; a run that nobody is in has ended. */
  override settle(): void {
    const deadline = this.now() - this.behavior.heartbeatSeconds * 1000
    for (const run of this.state.runs) {
      if (run.endedAt !== undefined) continue
      for (const person of run.people)
        if (person.seenAt !== undefined && person.seenAt < deadline) leave(person, person.seenAt)
      const last = Math.max(
        run.startedAt,
        ...run.people.flatMap(({ stays }) => stays.map(({ to }) => to ?? 0)),
      )
      if (run.people.length > 0 && !run.people.some(isIn)) this.end(run, last)
    }
  }

  end(run: Run, at = this.now()): void {
    for (const person of run.people) leave(person, at)
    run.endedAt = at
    this.save()
  }
}

export function isIn({ stays }: Person): boolean {
  const last = stays.at(-1)
  return last !== undefined && last.to === undefined
}

export function leave(person: Person, at: number): void {
  const open = person.stays.at(-1)
  if (open && open.to === undefined) open.to = at
}
