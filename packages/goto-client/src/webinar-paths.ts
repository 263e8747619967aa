import { path } from './http.ts'
import type { WebinarRef } from './webinars.types.ts'

/** Where the API of GoToWebinar begins. */
export const WEBINAR_ROOT = '/G2W/rest/v2'

/** The address of one webinar. */
export function webinarPath(ref: WebinarRef): string {
  return WEBINAR_ROOT + path`/organizers/${ref.organizerKey}/webinars/${ref.webinarKey}`
}
