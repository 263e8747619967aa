import type { Phrase } from '@lectern/texts/server'
import type { LocalizedText } from '../../../domain/message.ts'
import { localized } from '../../../messages/messages.ts'
import type { RoomDifference } from '../../../providers/provider.ts'

const words: Readonly<Record<RoomDifference, Phrase>> = {
  subject: 'room-subject',
  description: 'room-description',
  times: 'room-times',
}

/** What is not as planned at the provider, in every language. */
export function differencesInWords(differences: readonly RoomDifference[]): LocalizedText[] {
  return differences.map((difference) => localized(words[difference]))
}
