import { useSyncExternalStore } from 'react'
import { Problem } from '../api/client.ts'
import { listen, tellListeners } from './in-front.ts'
import { MessageInFront } from './message-in-front.tsx'
import { Failure } from './states.tsx'

let failed: { readonly error: unknown } | undefined

function tell(next: typeof failed): void {
  failed = next
  tellListeners()
}

/** For what is done where no place is for a refusal, such as by an item of a menu: it is said in front of the page. */
export function orSay(work: Promise<unknown>): void {
  work.catch((error) => {
    // Who is not signed in any more sees that already.
    if (!(error instanceof Problem && error.status === 401)) tell({ error })
  })
}

/** What {@link orSay} has to say. Stands once in the app. */
export function SaidInFront() {
  const said = useSyncExternalStore(listen, () => failed)
  return (
    said && (
      <MessageInFront onClose={() => tell(undefined)}>
        <Failure error={said.error} />
      </MessageInFront>
    )
  )
}
