import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'

/** What is open and not answered yet; undefined = nothing is. */
interface Waiting {
  readonly id: string
  readonly until: string
}

const canTell = () => 'Notification' in window

/**
 * During a class people look at another window. What waits for them stands in the title of the tab, and the browser says it
 * over other windows where they have let it.
 */
export function useTellElsewhere(waiting: Waiting | undefined): void {
  const { t } = useTexts()
  const id = waiting?.id
  const words = waiting && t('presence.asks', { time: waiting.until })
  useEffect(() => {
    if (!id || !words) return
    let before: string | undefined
    // After the page has said its own.
    const timer = setTimeout(() => {
      before = document.title
      document.title = `● ${words}`
    })
    const shown = document.hidden ? show(words, id) : undefined
    return () => {
      clearTimeout(timer)
      if (before !== undefined && document.title.startsWith('● ')) document.title = before
      shown?.close()
    }
  }, [id, words])
}

function show(words: string, tag: string): Notification | undefined {
  if (!canTell() || Notification.permission !== 'granted') return undefined
  try {
    const notification = new Notification(words, { tag, requireInteraction: true })
    notification.onclick = () => window.focus()
    return notification
  } catch {
    // Chrome on Android lets service workers alone say something: there the page is in one’s hand.
    return undefined
  }
}

/** Asks the browser once for leave to say it over other windows; gone when there is nothing left to ask. */
export function TellElsewhere() {
  const { t } = useTexts()
  const [permission, setPermission] = useState(() => (canTell() ? Notification.permission : 'denied'))
  if (permission !== 'default') return null
  return (
    <div>
      <Button
        variant="subtle"
        size="xs"
        onClick={() => void Notification.requestPermission().then(setPermission)}
      >
        {t('presence.tellElsewhere')}
      </Button>
    </div>
  )
}
