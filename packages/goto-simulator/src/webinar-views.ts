import type { Registrant, Span, Webinar, WebinarHost } from './model.ts'
import { numeric, plainInstant } from './wire.ts'
import type { World } from './world.ts'

export function spanView({ startsAt, endsAt }: Span): object {
  return { startTime: plainInstant(startsAt), endTime: plainInstant(endsAt) }
}

/** A webinar as asked for by key: numbers for keys, and the counts that lists lack. */
export function webinarView(world: World, webinar: Webinar, publicUrl: string): object {
  const organizer = world.findUser(webinar.organizerKey)
  return {
    webinarKey: numeric(webinar.webinarKey),
    webinarID: webinar.webinarId,
    subject: webinar.subject,
    description: webinar.description,
    organizerKey: numeric(webinar.organizerKey),
    organizerEmail: organizer?.email ?? '',
    organizerName: nameOf(organizer),
    times: webinar.times.map(spanView),
    registrationUrl: registrationUrl(webinar, publicUrl),
    inSession: world.findRunning(webinar.webinarKey) !== undefined,
    impromptu: false,
    type: webinar.type,
    timeZone: webinar.timeZone,
    numberOfRegistrants: registrantsOf(world, webinar).length,
    registrationLimit: world.behavior.registrationLimit,
    locale: webinar.locale,
    accountKey: organizer?.accountKey ?? '',
    recurrencePeriod: webinar.type === 'sequence' ? 'custom' : 'never',
    experienceType: webinar.experienceType,
    isPasswordProtected: webinar.isPasswordProtected,
  }
}

/** A webinar in a list: texts for keys, `webinarId` beside `webinarID` as the document requires both. */
export function listedWebinarView(world: World, webinar: Webinar, publicUrl: string): object {
  return {
    webinarKey: webinar.webinarKey,
    webinarID: webinar.webinarId,
    webinarId: webinar.webinarId,
    organizerKey: webinar.organizerKey,
    accountKey: world.findUser(webinar.organizerKey)?.accountKey ?? '',
    subject: webinar.subject,
    description: webinar.description,
    times: webinar.times.map(spanView),
    timeZone: webinar.timeZone,
    locale: webinar.locale,
    status: 'NEW',
    approvalType: world.behavior.registrationApproval,
    registrationUrl: registrationUrl(webinar, publicUrl),
    impromptu: false,
    isPasswordProtected: webinar.isPasswordProtected,
    recurrenceType: webinar.type,
    experienceType: webinar.experienceType,
  }
}

/** A webinar that is in session. */
export function brokerView(world: World, webinar: Webinar, publicUrl: string): object {
  const organizer = world.findUser(webinar.organizerKey)
  return {
    webinarKey: numeric(webinar.webinarKey),
    webinarID: webinar.webinarId,
    organizerKey: numeric(webinar.organizerKey),
    organizerEmail: organizer?.email ?? '',
    organizerName: nameOf(organizer),
    subject: webinar.subject,
    description: webinar.description,
    times: webinar.times.map(spanView),
    timeZone: webinar.timeZone,
    registrationUrl: registrationUrl(webinar, publicUrl),
    experienceType: webinar.experienceType,
    inSession: true,
    impromptu: false,
    isOndemand: false,
    numberOfRegistrants: registrantsOf(world, webinar).length,
    coorganizers: webinar.coorganizers
      .filter((host) => host.organizerKey !== undefined)
      .map((host) => ({ email: host.email, organizerKey: numeric(host.organizerKey ?? '0') })),
  }
}

/** A registrant in a list: condensed (documented). Without approval there is no join URL yet. */
export function registrantView(registrant: Registrant, timeZone: string, publicUrl: string): object {
  return {
    registrantKey: numeric(registrant.registrantKey),
    firstName: registrant.firstName,
    lastName: registrant.lastName,
    email: registrant.email,
    registrationDate: new Date(registrant.registeredAt).toISOString(),
    status: registrant.status,
    joinUrl: joinUrl(registrant, publicUrl),
    timeZone,
  }
}

export function detailedRegistrantView(registrant: Registrant, webinar: Webinar, publicUrl: string): object {
  const isLate = registrant.registeredAt > Math.max(...webinar.times.map((span) => span.endsAt))
  return {
    ...registrant.fields,
    ...registrantView(registrant, webinar.timeZone, publicUrl),
    type: isLate ? 'LATE' : 'REGULAR',
    unsubscribed: false,
  }
}

export function coorganizerView(host: WebinarHost, publicUrl: string): object {
  return {
    joinLink: `${publicUrl}/room/join/${host.joinCode}`,
    memberKey: host.key,
    email: host.email,
    givenName: host.givenName,
    surname: host.surname,
    external: host.organizerKey === undefined,
  }
}

/** The link by which a registrant comes in; empty until approved. */
export function joinUrl({ status, joinCode }: Registrant, publicUrl: string): string {
  return status === 'APPROVED' ? `${publicUrl}/room/join/${joinCode}` : ''
}

export function registrantsOf(world: World, webinar: Webinar): Registrant[] {
  return world.state.registrants.filter(
    (entry) => entry.product === 'webinar' && entry.roomKey === webinar.webinarKey,
  )
}

function registrationUrl({ webinarKey }: Webinar, publicUrl: string): string {
  return `${publicUrl}/room/register/${webinarKey}`
}

export function nameOf(user: { firstName: string; lastName: string } | undefined): string {
  return user ? `${user.firstName} ${user.lastName}`.trim() : ''
}
