/**
 * The keyboard is never nowhere. What had it may go: a panel that closes, a row that is deleted, a page that one
 * leaves. Then it goes back to where it was before, to its like where that was drawn anew, or else to the page.
 */

/** Where the keyboard was: the newest last. */
interface Held {
  readonly element: HTMLElement
  /** The panel that it stood in; null = it was on the page or in its frame. */
  readonly panel: Element | null
  readonly path: string
  /** How to know its like. */
  readonly words: string
}

/** A few panels over one another, with some fields each. */
const MAX_HELD = 40
const IN_FRONT = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'

/** What has the keyboard; undefined = nothing, and so it was meant. */
let last: HTMLElement | undefined
const held: Held[] = []

/** Begins once, with the app. */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return
    last = target
    held.push({
      element: target,
      panel: target.closest(IN_FRONT),
      path: window.location.pathname,
      words: wordsOf(target),
    })
    if (held.length > MAX_HELD) held.shift()
  })
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (relatedTarget || !(target instanceof HTMLElement)) return
    // A click beside everything is meant; what goes away, or can’t be pressed any more, takes the keyboard with it.
    if (!target.isConnected || !canHold(target)) return
    requestAnimationFrame(() => {
      if (target.isConnected && last === target && document.activeElement !== target) last = undefined
    })
  })
  const watched = { childList: true, subtree: true, attributeFilter: ['disabled'] }
  new MutationObserver(() => {
    if (last && !hasFocus(last)) afterTwoFrames(giveBack)
  }).observe(document.body, watched)
}

/** Whoever takes the keyboard after something closes, such as a question that follows, comes first. */
function afterTwoFrames(go: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(go))
}

const hasFocus = (element: HTMLElement) => document.activeElement === element

function giveBack(): void {
  if (!last || document.activeElement !== document.body) return
  // A button that saves can’t be pressed meanwhile; if it stays, it gets the keyboard back.
  if (last.isConnected && last.matches(':disabled')) return
  const to = last.isConnected && canHold(last) ? last : placeToGo()
  last = undefined
  to?.focus({ preventScroll: to.id === 'content' })
}

function placeToGo(): HTMLElement | null {
  for (const one of held.toReversed()) {
    if (one.element.isConnected && canHold(one.element)) return one.element
    if (one.panel && !one.panel.isConnected) continue // closed, with all that was in it
    const like = one.path === window.location.pathname && likeOf(one)
    if (like || !one.panel) return like || document.getElementById('content')
  }
  return document.getElementById('content')
}

/** The same again, such as a button that was drawn anew. */
function likeOf({ element, panel, words }: Held): HTMLElement | undefined {
  const all = (panel ?? document).querySelectorAll<HTMLElement>(element.localName)
  return [...all].find((one) => wordsOf(one) === words && canHold(one) && one.closest(IN_FRONT) === panel)
}

function wordsOf(element: HTMLElement): string {
  return element.getAttribute('aria-label') ?? element.getAttribute('name') ?? element.textContent ?? ''
}

function canHold(element: HTMLElement): boolean {
  return isSeen(element) && !element.matches(':disabled') && element.closest('[inert]') === null
}

function isSeen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0
}
