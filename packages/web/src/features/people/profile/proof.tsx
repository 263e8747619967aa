import type { Schemas } from '@lectern/api-client'
import { useEffect } from 'react'
import { lazily } from '../../../ui/lazily.tsx'
import { proofClosed, useProofAsked } from './proof.ts'

const ProofDialog = lazily(async () => (await import('./proof-dialog.tsx')).ProofDialog)

/** Asks who sits there, when something that only they may do has been begun. */
export function Proof({ security }: { security: Schemas['Security'] }) {
  // What it was asked for was begun on this page.
  useEffect(() => proofClosed, [])
  return useProofAsked() && <ProofDialog security={security} />
}
