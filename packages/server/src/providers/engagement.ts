import type { RunEngagement } from '../domain/engagement.ts'
import type { Call, Organizer } from './provider.ts'

export interface EngagementPart {
  /**
   * What learners did in one run that was held. Surveys are answered for days after it, so that a later reading can
   * say more.
   *
   * @throws {ProviderError}
   */
  readEngagement(organizer: Organizer, roomKey: string, runKey: string, call: Call): Promise<RunEngagement>
}
