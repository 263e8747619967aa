/**
 * What pages ask the API for first, by the address of the page. The document asks for it too, so that it is on its way
 * before any code runs (`server/src/http/page-files.ts`), and so does a link that somebody is about to follow
 * (`intent.ts`). Only what every visit needs, written as the page writes it; what a page asks for by its search, by the
 * day or by the zone of the browser comes with its code.
 */
const PAGE_DATA: Readonly<Record<string, readonly string[]>> = {
  '/': ['/home'],
  '/learn': ['/home'],
  '/learn/events/:eventId': ['/events/:eventId'],
  '/learn/events/:eventId/presence': ['/events/:eventId', '/events/:eventId/my-presence'],
  '/teach': ['/teaching', '/alarms'],
  '/teach/events/:eventId/:view?': ['/events/:eventId', '/events/:eventId/roster', '/alarms'],
  '/teach/sessions/:sessionId': ['/sessions/:sessionId', '/sessions/:sessionId/attendance'],
  '/team': ['/team', '/team/requests'],
  '/team/:personId': ['/team/people/:personId'],
  '/area': ['/area/events?limit=10', '/area/courses', '/area/report', '/area/people?limit=50'],
  '/door': ['/door/events'],
  '/door/:eventId': ['/door/events/:eventId'],
  '/catalogue': ['/catalogue'],
  '/plan': ['/plans'],
  '/courses': ['/courses', '/course-categories'],
  '/courses/:courseId': ['/courses/:courseId', '/courses/:courseId/sessions'],
  '/sessions/:sessionId': ['/sessions/:sessionId', '/sessions/:sessionId/events'],
  '/profile': ['/me/security', '/me/notification-preferences', '/me/calendar-feed', '/me/erasure-request'],
  '/admin/apps': ['/apps'],
  '/admin/apps/:appId/*?': ['/apps', '/apps/:appId/accounts'],
  '/admin/people/:personId?': ['/people?state=present'],
  '/admin/groups/:groupId?': ['/groups'],
  '/admin/platform': ['/platform/settings'],
  '/admin/data': ['/erasure-requests', '/retention', '/erasures'],
  '/admin/domains': ['/domains'],
  '/admin/audit': ['/audit', '/people?state=all&limit=20&query='],
  '/admin/capacity': ['/apps'],
  '/admin/session-fields': ['/session-fields'],
  '/admin/zone-changes': ['/zone-changes'],
  '/admin/certificates': ['/platform/certificate-template'],
  '/admin/notifications': ['/notification-settings'],
  '/admin/notifications/:kind': ['/notification-templates/:kind'],
  '/admin/mails': ['/mails?query='],
  '/admin/api-keys': ['/api-keys'],
  '/admin/directories': ['/directories'],
  '/admin/lms': ['/lms'],
  '/admin/webhooks': ['/webhooks', '/platform/record-store'],
  '/admin/data-check': ['/examination'],
}

/** Every page of somebody who is signed in. */
const EVERYWHERE = ['/me/notifications/unread']

interface PageData {
  /** Of a page, as wouter reads it. */
  readonly path: string
  /** With the names of the path's parts in it: `/api/v1/courses/:courseId`. */
  readonly data: readonly string[]
}

const toApi = (path: string) => `/api/v1${path}`

export const pageData: readonly PageData[] = Object.entries(PAGE_DATA).map(([path, data]) => ({
  path,
  data: data.map(toApi),
}))

export const everywhere: readonly string[] = EVERYWHERE.map(toApi)
