import { useLayoutEffect } from 'react'
import { gestures } from './gesture.ts'
import { draftSwitch } from './use-draft.ts'

/** Whose board this page has shown last. */
let lastOf: string | undefined

/** What is picked, taken up and switched stands outside of React's tree: whoever signs in next finds nothing of it. */
export function useOwnBoard(personId: string): void {
  useLayoutEffect(() => {
    if (lastOf !== undefined && lastOf !== personId) {
      gestures.set(undefined)
      gestures.clearPicked()
      draftSwitch.set(undefined)
    }
    lastOf = personId
  }, [personId])
}
