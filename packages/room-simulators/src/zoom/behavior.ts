/**
 * Everything about Zoom that had to be guessed, or that differs between accounts, as named switches. Each says where it
 * stands: *documented*, *read* in a program of somebody who integrates Zoom, *observed* by somebody who uses it, or
 * *assumed*.
 */
export interface Behavior {
  /** Documented: an access token lives an hour, and there is no refresh token. */
  tokenSeconds: number
  /** Read: answers say 3600, or a second less. */
  expiresIn: 3600 | 3599
  /** Documented: an app has scopes of one family, and a token tells which. */
  scopeFamily: 'granular' | 'classic'
  /** Documented: calls a second and a day go by the account's plan. */
  plan: 'free' | 'pro' | 'business'
  /** Ours: how many times a plan's rate is allowed, for tests that are in a hurry. */
  rateFactor: number
  /** Documented: meetings and webinars of one host are made or changed so often from midnight to midnight, UTC. */
  hostDailyLimit: number
  /** Documented: one registrant is added to one meeting so often a day. */
  registrantDailyLimit: number
  /** Documented: one registrant's status changes so often a day. */
  statusDailyLimit: number
  /** Documented: a batch has so many registrants. */
  batchMax: number
  /** Assumed: a batch with somebody who can't be registered is refused as a whole. Else they are left out of it, and of the answer. */
  batchRefuses: 'whole' | 'person'
  /** Documented: a start_url opens a meeting for two hours. */
  startUrlSeconds: number
  /** Documented: a next_page_token lives 15 minutes. */
  pageTokenSeconds: number
  /** Documented: lists cut an agenda here. */
  listedAgendaMax: number
  /** Documented: a meeting's number dies so many days after its date or its last use. */
  meetingLifeDays: number
  /** Documented: past instances reach back so many months. */
  instanceMonths: number
  /** Documented: reports reach back so many months. */
  reportMonths: number
  /** Read: settings that the account's administrator locks, by commas. A call that sets them is taken, and changes nothing. */
  lockedSettings: string
  /** Assumed: an address that is registered already is answered 201, with the same registrant_id and link. */
  sameAddress: 'same' | 'new'
  /** Assumed: the code with which an alternative host who is no licensed user of the account is refused. */
  alternativeHostCode: number
  /** Assumed: a scope that is missing is refused with this status. Documented: the code 4711. */
  scopeStatus: 400 | 401
  /** Assumed: a meeting that moves keeps its registrants. */
  moveKeepsRegistrants: boolean
  /** Assumed: `schedule_for` in an update gives a meeting to another host. Else it is taken, and changes nothing. */
  scheduleForMoves: boolean
  /** Assumed: lists show a new meeting at once. A delay makes look-ups miss it, as distributed stores do. */
  listLagSeconds: number
  /** Assumed: a report is out a minute or two after the end; here sooner. */
  reportDelaySeconds: number
  /** Assumed: a report can grow for half an hour; until then it lacks the latter half of its rows. 0 = it comes whole. */
  reportGrowthSeconds: number
  /** Read: reports tell addresses of registrants and of the account's users. Some accounts withhold all others', some all. */
  reportAddresses: 'known' | 'users'
  /** Assumed: reports of a meeting that was deleted are refused. */
  deletedReports: 'refused' | 'kept'
  /** Documented: instances are called by a base64 text, which may begin with a slash or hold two. Ours: all do. */
  awkwardUuids: boolean
  /** Assumed: recordings are processed for minutes to hours; here sooner. */
  recordingDelaySeconds: number
  /** Read: webhooks call a meeting by a text or by a number. Documented: by a number where it is made, changed or deleted. */
  webhookIds: 'documented' | 'text' | 'number'
  /** Documented: a webhook that is not answered is sent again after so many minutes, by commas; then it is lost. */
  webhookRetryMinutes: string
  /** Documented: an answer is waited for so long. */
  webhookTimeoutMs: number
  /** Documented: at least once, in any order. */
  webhooksRepeat: boolean
  /** Documented: an endpoint is asked to prove itself every 72 hours. */
  validationHours: number
  /** Ours: endpoints may be plain http on this machine, for tests. */
  allowLocalEndpoints: boolean
  /** Ours: a person whose page was not heard of for so long has left. */
  heartbeatSeconds: number
}

export const defaultBehavior: Behavior = {
  tokenSeconds: 3600,
  expiresIn: 3600,
  scopeFamily: 'granular',
  plan: 'pro',
  rateFactor: 1,
  hostDailyLimit: 100,
  registrantDailyLimit: 3,
  statusDailyLimit: 10,
  batchMax: 30,
  batchRefuses: 'whole',
  startUrlSeconds: 7200,
  pageTokenSeconds: 900,
  listedAgendaMax: 250,
  meetingLifeDays: 30,
  instanceMonths: 15,
  reportMonths: 6,
  lockedSettings: '',
  sameAddress: 'same',
  alternativeHostCode: 1114,
  scopeStatus: 400,
  moveKeepsRegistrants: true,
  scheduleForMoves: true,
  listLagSeconds: 0,
  reportDelaySeconds: 20,
  reportGrowthSeconds: 0,
  reportAddresses: 'known',
  deletedReports: 'refused',
  awkwardUuids: false,
  recordingDelaySeconds: 60,
  webhookIds: 'documented',
  webhookRetryMinutes: '5,20,60',
  webhookTimeoutMs: 3000,
  webhooksRepeat: false,
  validationHours: 72,
  allowLocalEndpoints: true,
  heartbeatSeconds: 30,
}
