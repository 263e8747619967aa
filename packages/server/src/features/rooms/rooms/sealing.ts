import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

/** Where the passcode of a room lives. */
export const passcodeSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'rooms',
  column: 'passcode',
  rowId,
})

export const sealedRooms: readonly SealedColumn[] = [
  { table: 'rooms', key: 'id', column: 'passcode_sealed', slot: passcodeSlot },
]
