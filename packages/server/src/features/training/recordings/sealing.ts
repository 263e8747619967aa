import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

/** Where the link to a recording lives that a provider gave once. */
export const recordingLinkSlot = (platformId: string, rowId: string): Slot => ({
  ...{ platformId, table: 'recording_links', column: 'link', rowId },
})

export const sealedRecordingLinks: readonly SealedColumn[] = [
  { table: 'recording_links', key: 'recording_id', column: 'link_sealed', slot: recordingLinkSlot },
]
