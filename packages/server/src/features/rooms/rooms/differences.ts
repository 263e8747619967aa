import type { Phrase } from '@lectern/texts/server'
import type { LocalizedText, StoredMessage } from '../../../domain/message.ts'
import type { RoomOption } from '../../../domain/room-options.ts'
import { localized } from '../../../messages/messages.ts'
import type { RoomDifference } from '../../../providers/provider.ts'

const words: Readonly<Record<RoomDifference, Phrase>> = {
  subject: 'room-subject',
  description: 'room-description',
  times: 'room-times',
  lobby: 'room-lobby',
  passcode: 'room-passcode',
  muteOnEntry: 'room-muteOnEntry',
  recording: 'room-recording',
  captions: 'room-captions',
  interpretation: 'room-interpretation',
  alternativeHosts: 'room-alternativeHosts',
  breakoutGroups: 'room-breakoutGroups',
}

/** What is not as planned at the provider, in every language. */
export function differencesInWords(differences: readonly RoomDifference[]): LocalizedText[] {
  return differences.map((difference) => localized(words[difference]))
}

/** What a provider keeps otherwise than it was asked. */
export function refusedOptions(provider: string, refused: readonly RoomOption[]): StoredMessage | null {
  if (refused.length === 0) return null
  return { code: 'room-options-refused', params: { provider, parts: differencesInWords(refused) } }
}
