import { type Query, useIsFetching, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { Loading } from './states.tsx'
import classes from './together.module.css'

/** What is not there yet and may come at once; what is tried once more is not waited for. */
const isFirst = ({ state }: Query): boolean => state.data === undefined && state.fetchFailureCount === 0

/**
 * Parts of a page that each ask for something, one below the other: they come into sight together, so that none
 * moves what stands below it.
 */
export function Together({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const awaited = useIsFetching({ predicate: isFirst })
  const [hasBegun, setHasBegun] = useState(false)
  const [isThere, setIsThere] = useState(false)
  // The parts, and the page around them, have asked once all effects have run.
  useEffect(() => {
    queueMicrotask(() => {
      setHasBegun(true)
      if (client.isFetching({ predicate: isFirst }) === 0) setIsThere(true)
    })
  }, [client])
  useEffect(() => {
    if (hasBegun && awaited === 0) setIsThere(true)
  }, [hasBegun, awaited])
  return (
    <div className={isThere ? undefined : classes.frame}>
      {!isThere && (
        <div className={classes.sign}>
          <Loading />
        </div>
      )}
      <div className={isThere ? undefined : classes.hidden}>{children}</div>
    </div>
  )
}
