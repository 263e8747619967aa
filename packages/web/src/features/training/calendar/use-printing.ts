import { useSyncExternalStore } from 'react'

/** Whether the page is being put on paper. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, isPrinting)
}

function subscribe(listener: () => void): () => void {
  const query = matchMedia('print')
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

function isPrinting(): boolean {
  return matchMedia('print').matches
}
