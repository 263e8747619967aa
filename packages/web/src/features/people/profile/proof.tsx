import type { Schemas } from '@lectern/api-client'
import { lazily } from '../../../ui/lazily.tsx'
import { useProofAsked } from './proof.ts'

const ProofDialog = lazily(async () => (await import('./proof-dialog.tsx')).ProofDialog)

/** Asks who sits there, when something that only they may do has been begun. */
export function Proof({ security }: { security: Schemas['Security'] }) {
  return useProofAsked() && <ProofDialog security={security} />
}
