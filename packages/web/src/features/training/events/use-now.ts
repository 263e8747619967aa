import { useEffect, useState } from 'react'
import { serverNow } from '../../../api/clock.ts'

/** The present moment, once a second: for countdowns. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
