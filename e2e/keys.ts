import type { Page } from 'playwright-core'
import { PATIENCE_MS } from './browser.ts'

/** How often Tab is pressed to come to something: a page has no more that can be reached. */
const MAX_PRESSES = 120

/** What has the keyboard, as a person sees and hears it. */
interface Focused {
  /** As it is read out. */
  readonly name: string
  /** What is wrong with it, in words; undefined = it is seen where it stands. */
  readonly complaint: string | undefined
}

/**
 * Presses Tab until something has the keyboard. Wherever it comes by, the keyboard is seen: within the window, not
 * below a bar, with a line around it.
 */
export async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const met: string[] = []
  for (let presses = 0; presses < MAX_PRESSES; presses++) {
    // A form may begin there.
    const isHere = presses === 0 && typeof name === 'string' && (await focusedOn(page)).name === name
    if (!isHere) await page.keyboard.press(key)
    const focused = await focusedOn(page)
    if (focused.complaint) throw new Error(`${focused.name || 'Something'} ${focused.complaint}`)
    met.push(focused.name)
    if (typeof name === 'string' ? focused.name === name : name.test(focused.name)) return
  }
  throw new Error(`${key} never came to ${name}, but to ${[...new Set(met)].join(' | ')}`)
}

/** Waits until something has the keyboard by itself, such as what opened a panel that closes; it is seen there. */
export async function untilFocused(page: Page, name: string | RegExp): Promise<void> {
  let focused: Focused = { name: '', complaint: undefined }
  const isThere = () => (typeof name === 'string' ? focused.name === name : name.test(focused.name))
  const until = Date.now() + PATIENCE_MS
  do focused = await focusedOn(page)
  while (!(isThere() && !focused.complaint) && Date.now() < until)
  if (!isThere()) throw new Error(`${name} has not the keyboard, but ${focused.name || 'nothing'}`)
  if (focused.complaint) throw new Error(`${focused.name} ${focused.complaint}`)
}

function focusedOn(page: Page): Promise<Focused> {
  return page.evaluate(async () => {
    // What moves into view is there a frame later.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const element = document.activeElement as HTMLInputElement | null
    if (!element || element === document.body)
      return { name: '', complaint: 'has no keyboard: it is nowhere' }
    const byId = (ids: string) =>
      ids
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
    const named = element.getAttribute('aria-labelledby')
    const name =
      element.getAttribute('aria-label') ||
      (named ? byId(named) : '') ||
      element.labels?.[0]?.textContent ||
      element.textContent ||
      ''
    const complaint = () => {
      const { top, left, bottom, right } = element.getBoundingClientRect()
      const isLarge = bottom - top > innerHeight / 2
      if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) return 'is not in view'
      if (!isLarge && (top < -1 || bottom > innerHeight + 1)) return 'is cut off'
      if (element.id === 'content' || element.matches('[role=dialog], [role=menu]')) return undefined
      // A line around it, or around what stands for it: its row, its label, the picture of a choice.
      const places: (readonly [Element, string?])[] = [[element], [element, '::after'], [element, '::before']]
      for (const label of element.labels ?? []) places.push([label])
      if (element.nextElementSibling) places.push([element.nextElementSibling])
      for (let at = element.parentElement, up = 0; at && up < 3; at = at.parentElement, up++)
        places.push([at])
      const isDrawn = places.some(([at, part]) => {
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at, part)
        return (
          outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/, 0\)|transparent/.test(outlineColor)
        )
      })
      if (!isDrawn) return 'has the keyboard, and nothing shows it'
      if (isLarge) return undefined
      const middle = document.elementFromPoint(
        (left + right) / 2,
        (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
      )
      const isOnTop =
        !middle ||
        element.contains(middle) ||
        middle.contains(element) ||
        element.parentElement?.contains(middle)
      return isOnTop ? undefined : `lies below ${middle.outerHTML.slice(0, 80)}`
    }
    return { name: name.replaceAll(/\s+/g, ' ').replace(/ \*$/, '').trim(), complaint: complaint() }
  })
}
