import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import type { Me } from '../../../api/client.ts'
import { goKeys, hasShortcuts } from './shortcuts.ts'

/** How long `g` waits for its second key. */
const SECOND_KEY_MS = 1500

interface Opener {
  readonly isOpen: boolean
  readonly open: (what: string) => void
  readonly close: () => void
}

/** Keys that work on every page. Those without Ctrl never do while somebody types, or while a panel or a menu is open. */
export function useShortcuts(me: Me, opener: Opener): void {
  const [, navigate] = useLocation()
  const now = useRef({ me, opener, navigate })
  now.current = { me, opener, navigate }
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY
    const onKey = (event: KeyboardEvent) => {
      const { me, opener, navigate } = now.current
      if (event.defaultPrevented || event.isComposing || event.altKey) return
      const key = keyOf(event)
      const hasModifier = event.ctrlKey || event.metaKey
      if (hasModifier && !event.shiftKey && key === 'k') {
        event.preventDefault()
        if (opener.isOpen) opener.close()
        else opener.open('all')
        return
      }
      if (hasModifier || event.repeat || !hasShortcuts() || isTyping(event.target) || isCovered()) return
      const isSecond = event.timeStamp - wentAt < SECOND_KEY_MS
      wentAt = key === 'g' && !isSecond ? event.timeStamp : Number.NEGATIVE_INFINITY
      const run = isSecond ? placeOf(me, key, navigate) : actionOf(me, key, opener, navigate)
      if (!run) return
      event.preventDefault()
      run()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

function placeOf(me: Me, key: string, navigate: (to: string) => void) {
  const place = goKeys(me).find((one) => one.key === key)
  return place && (() => navigate(place.href))
}

function actionOf(me: Me, key: string, { open }: Opener, navigate: (to: string) => void) {
  if (key === '/') return () => open('all')
  if (key === '?') return () => open('keys')
  if (key !== 'n' || !me.may.plan) return undefined
  const session = /^\/sessions\/[^/]+$/.exec(window.location.pathname)?.[0]
  return session ? () => navigate(`${session}?panel=new-event`) : () => open('new-event')
}

/** The sign that is typed; on keyboards of other scripts the one that stands there on a Latin one. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (/^[\x21-\x7e]$/.test(key)) return key.toLowerCase()
  return /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role=textbox], [role=combobox]') !== null
  )
}

/** A panel, a dialog or a menu stands in front of the page. */
function isCovered(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null
}
