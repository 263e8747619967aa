import { useEffect } from 'react'
import { loginKey } from '../features/people/auth/keys.ts'
import { forgetAhead, queryClient, takenFrom } from './client.ts'
import { type Source, startFeed } from './live-feed.ts'

/** Listens for changes while somebody is signed in, and reads again what they touch. */
export function useLive(isSignedIn: boolean): void {
  useEffect(() => {
    if (!isSignedIn) return
    return startFeed(queryClient, {
      // Its messages are what a Source has.
      open: (url) => new EventSource(url) as unknown as Source,
      now: Date.now,
      random: Math.random,
      takenFrom,
      onTouched: forgetAhead,
      isHidden: () => document.hidden,
      onVisible(listener) {
        const heard = () => {
          if (!document.hidden) listener()
        }
        document.addEventListener('visibilitychange', heard)
        return () => document.removeEventListener('visibilitychange', heard)
      },
      onLost: () => void queryClient.invalidateQueries({ queryKey: loginKey }),
    })
  }, [isSignedIn])
}
