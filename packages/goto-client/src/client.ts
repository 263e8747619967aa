import { type GotoClientOptions, GotoHttp } from './http.ts'
import { Identity } from './identity.ts'
import { Meetings } from './meetings.ts'
import { Trainings } from './trainings.ts'
import { Webhooks } from './webhooks.ts'
import { Webinars } from './webinars.ts'

/** GoTo's product APIs for one user's token. */
export class GotoClient {
  readonly identity: Identity
  readonly meetings: Meetings
  readonly webinars: Webinars
  readonly trainings: Trainings
  /** Only GoToWebinar has them. */
  readonly webhooks: Webhooks

  constructor(options: GotoClientOptions) {
    const http = new GotoHttp(options)
    this.identity = new Identity(http)
    this.meetings = new Meetings(http)
    this.webinars = new Webinars(http)
    this.trainings = new Trainings(http)
    this.webhooks = new Webhooks(http)
  }
}
