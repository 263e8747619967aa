import { sealedRecordStores } from './features/operations/learning-records/sealing.ts'
import { sealedLtiKeys } from './features/operations/lti/sealing.ts'
import { sealedFactors } from './features/people/auth/sealing.ts'
import { sealedProviders } from './features/people/identity-providers/sealing.ts'
import { sealedWebhooks } from './features/platform/webhooks/sealing.ts'
import { sealedAccounts } from './features/rooms/accounts/sealing.ts'
import { sealedHooks } from './features/rooms/hints/sealing.ts'
import { sealedRooms } from './features/rooms/rooms/sealing.ts'
import { sealedCertificateKeys } from './features/training/certificates/sealing.ts'
import { sealedRecordingLinks } from './features/training/recordings/sealing.ts'
import type { SealedColumn } from './secrets/rotate-keys.ts'

/** Every column whose secrets live longer than an hour. What browsers keep while somebody signs in is left: it ends soon. */
export const sealedColumns: readonly SealedColumn[] = [
  ...sealedAccounts,
  ...sealedCertificateKeys,
  ...sealedFactors,
  ...sealedHooks,
  ...sealedLtiKeys,
  ...sealedProviders,
  ...sealedRecordStores,
  ...sealedRecordingLinks,
  ...sealedRooms,
  ...sealedWebhooks,
]
