import { type GotoClient, GotoError } from '@lectern/goto-client'
import type { RoomOption } from '../../domain/room-options.ts'
import type { AlternativeHost, Call, OrderedOptions, RoomOrder } from '../provider.ts'
import { options } from './room-text.ts'

/** Passcodes, waiting rooms and the like are not open to programs; who may lead beside the organizer is. */
export const GOTO_OPTIONS: readonly RoomOption[] = ['alternativeHosts']

interface Ref {
  readonly organizerKey: string
}

/** GoTo users of those who are paired with the account, without the organizer: nobody else can be one of a meeting or training. */
export function coorganizerKeysOf(hosts: readonly AlternativeHost[], { organizerKey }: Ref): string[] {
  const keys = hosts.flatMap(({ userKey }) => (userKey && userKey !== organizerKey ? [userKey] : []))
  return [...new Set(keys)]
}

/** Those of a list, whatever its order; nothing ordered is as ordered. */
export function areSame(ordered: readonly string[] | undefined, found: readonly string[]): boolean {
  return ordered === undefined || ordered.toSorted().join() === found.toSorted().join()
}

/** The option that is not as it was ordered, where it was. */
export function different(isAsOrdered: boolean): RoomOption[] {
  return isAsOrdered ? [] : [...GOTO_OPTIONS]
}

type Webinars = GotoClient['webinars']
type Trainings = GotoClient['trainings']
interface Asked {
  readonly ordered: OrderedOptions | undefined
  readonly call: Call
}
interface AskedOfWebinar extends Asked {
  /** Addresses of those whom Start made co-organizers: they stay, whatever is ordered. */
  readonly startedBy: RoomOrder['startedBy']
}

/** Whether those who lead a webinar beside its organizer are those who were ordered: users of the account, and others by their address. */
export async function hasWebinarHosts(
  { hosts }: Webinars,
  ref: Ref & { readonly webinarKey: string },
  { ordered, startedBy, call }: AskedOfWebinar,
): Promise<boolean> {
  if (!ordered?.alternativeHosts) return true
  const found = (await hosts.coorganizers(ref, options(call))).map(emailOf)
  const emails = emailsOf(ordered.alternativeHosts, ref)
  const isBeside = besides(emails, startedBy)
  return areSame(
    emails,
    found.filter((email) => !isBeside(email)),
  )
}

/** Sends what is missing and takes away what is too much. @returns what GoTo refused, or dropped */
export async function putWebinarHosts(
  webinars: Webinars,
  ref: Ref & { readonly webinarKey: string },
  asked: AskedOfWebinar,
): Promise<RoomOption[]> {
  const { ordered, startedBy, call } = asked
  const wanted = ordered?.alternativeHosts
  if (!wanted) return []
  const { hosts } = webinars
  const found = await hosts.coorganizers(ref, options(call))
  const emails = new Set(emailsOf(wanted, ref))
  const isBeside = besides([...emails], startedBy)
  const gone = found.filter((one) => !emails.has(emailOf(one)) && !isBeside(emailOf(one)))
  for (const one of found) emails.delete(emailOf(one))
  const missing = wanted.filter(({ email }) => emails.delete(email.toLowerCase()))
  if (gone.length + missing.length === 0) return []
  return unlessRefused(async () => {
    for (const { memberKey: coorganizerKey, external } of gone)
      await hosts.removeCoorganizer({ ...ref, coorganizerKey, external }, options(call))
    if (missing.length > 0) await hosts.addCoorganizers(ref, missing.map(coorganizerOf), options(call))
    return different(await hasWebinarHosts(webinars, ref, asked))
  })
}

/** How somebody becomes a co-organizer: as the GoTo user that they are here, or by their address. */
export function coorganizerOf({
  userKey,
  firstName,
  email,
}: Pick<AlternativeHost, 'userKey' | 'firstName' | 'email'>) {
  return userKey
    ? { external: false as const, organizerKey: userKey }
    : { external: true as const, givenName: firstName || '-', email }
}

export async function hasTrainingHosts(
  trainings: Trainings,
  ref: Ref & { readonly trainingKey: string },
  { ordered, call }: Asked,
): Promise<boolean> {
  if (!ordered?.alternativeHosts) return true
  const found = await trainings.organizers(ref, options(call))
  const others = found.map(({ organizerKey }) => organizerKey).filter((key) => key !== ref.organizerKey)
  return areSame(coorganizerKeysOf(ordered.alternativeHosts, ref), others)
}

/** Documented: only in accounts whose users share; elsewhere it is refused, and the training is there all the same. */
export async function putTrainingHosts(
  trainings: Trainings,
  ref: Ref & { readonly trainingKey: string },
  { ordered, call }: Asked,
): Promise<RoomOption[]> {
  if (!ordered?.alternativeHosts || (await hasTrainingHosts(trainings, ref, { ordered, call }))) return []
  const organizers = coorganizerKeysOf(ordered.alternativeHosts, ref)
  return unlessRefused(async () => {
    await trainings.updateOrganizers(ref, { organizers, notifyOrganizers: false }, options(call))
    return different(await hasTrainingHosts(trainings, ref, { ordered, call }))
  })
}

async function unlessRefused(send: () => Promise<RoomOption[]>): Promise<RoomOption[]> {
  try {
    return await send()
  } catch (error) {
    const isRule = error instanceof GotoError && ['rejected', 'forbidden', 'conflict'].includes(error.kind)
    if (isRule) return different(false)
    throw error
  }
}

/** Whose webinar it is, is no co-organizer of it. */
function emailsOf(hosts: readonly AlternativeHost[], { organizerKey }: Ref): string[] {
  const others = hosts.filter(({ userKey }) => userKey !== organizerKey)
  return [...new Set(others.map(({ email }) => email.toLowerCase()))]
}

/** Whether somebody is there for Start alone. */
function besides(emails: readonly string[], startedBy: RoomOrder['startedBy'] = []) {
  const starters = new Set(startedBy.map((email) => email.toLowerCase()))
  return (email: string) => starters.has(email) && !emails.includes(email)
}

function emailOf({ email = '' }: { readonly email: string | undefined }): string {
  return email.toLowerCase()
}
