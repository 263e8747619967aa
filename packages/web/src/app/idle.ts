import { useEffect } from 'react'
import { unattendedMs, watchAttention } from '../api/attention.ts'
import { queryClient } from '../api/client.ts'
import { loginKey } from '../features/people/auth/keys.ts'

const LOOK_EVERY_MS = 20_000

/**
 * Asks who is signed in once nobody has done anything here for as long as a login may be unused: it may have ended, and then
 * what stands on the screen is nobody's to read any more. Another window may have kept it.
 */
export function useIdle(idleMinutes: number): void {
  useEffect(() => {
    watchAttention()
    const timer = setInterval(() => {
      if (unattendedMs() > idleMinutes * 60_000) void queryClient.invalidateQueries({ queryKey: loginKey })
    }, LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [idleMinutes])
}
