import { type GotoClientOptions, GotoHttp } from './http.ts'
import { Identity } from './identity.ts'
import { Meetings } from './meetings.ts'

/** GoTo's product APIs for one user's token. */
export class GotoClient {
  readonly identity: Identity
  readonly meetings: Meetings

  constructor(options: GotoClientOptions) {
    const http = new GotoHttp(options)
    this.identity = new Identity(http)
    this.meetings = new Meetings(http)
  }
}
