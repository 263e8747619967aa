import { createContext, useContext, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import type { AroundNavHandler } from 'wouter'
import { isClosing } from '../app/trail.ts'
import { listen, tellListeners } from './in-front.ts'
import { lazily } from './lazily.tsx'

/**
 * What is typed and not saved yet. The one way in which panels and pages ask before it is lost: by Escape, a click
 * outside, the cross, Back, a link, and the tab that closes. A button that says *Cancel* means it, and is not asked.
 */

const loadQuestion = () => import('./leave-question.tsx')
const Question = lazily(async () => (await loadQuestion()).Question)

/** The panel in which a form stands; forms of pages are in none. */
const PanelScope = createContext<symbol | undefined>(undefined)
export const PanelScopeProvider = PanelScope.Provider

/** Each form with something unsaved, by its panel. */
const unsaved = new Map<symbol, symbol | undefined>()
/** Of these, what was not typed but shown, once. */
export const shownOnce = new Map<symbol, symbol | undefined>()
/** Each form that is being saved, by its panel: it may be refused yet. */
const saving = new Map<symbol, symbol | undefined>()
export interface Asked {
  readonly go: () => void
  /** What is left; undefined = everything that is open. */
  readonly panel: symbol | undefined
}

/** What goes on once it is given up; undefined = nobody is asked. */
let waiting: Asked | undefined

export function ask(next: Asked | undefined): void {
  waiting = next
  tellListeners()
}

export const isSavingIn = (panel: symbol): boolean => [...saving.values()].includes(panel)

/**
 * @param isUnsaved something was typed that nobody would get back
 * @param isSaving it is on its way: the panel stays until it is known whether it was taken, and closes without a question then
 */
export function useUnsaved(isUnsaved: boolean, isSaving = false): void {
  useUnsavedIn(useContext(PanelScope), isUnsaved, isSaving)
}

/** @param isShown it is in sight, nobody can read it again, and it was not copied yet */
export function useShownOnce(isShown: boolean): void {
  const panel = useContext(PanelScope)
  useListed(unsaved, panel, isShown)
  useListed(shownOnce, panel, isShown)
}

/** For buttons that say *Cancel*: what is typed in this panel is not wanted any more. */
export function useForget(): () => void {
  const panel = useContext(PanelScope)
  return () => forget(panel)
}

export function forget(panel: symbol | undefined): void {
  for (const list of [unsaved, shownOnce])
    for (const [form, of] of list) if (panel === undefined || of === panel) list.delete(form)
}

/** @param panel whose it is, for what has a panel in sight */
export function useUnsavedIn(panel: symbol | undefined, isUnsaved: boolean, isSaving: boolean): void {
  useEffect(() => {
    if (isUnsaved) loadQuestion().catch(() => {}) // there may be no network when it is needed
  }, [isUnsaved])
  useListed(unsaved, panel, isUnsaved && !isSaving)
  useListed(saving, panel, isSaving)
}

function useListed(list: Map<symbol, symbol | undefined>, panel: symbol | undefined, isIn: boolean): void {
  const [form] = useState(() => Symbol('form'))
  // At once when it goes: what is left then must not ask about what is not there.
  useLayoutEffect(() => {
    if (!isIn) return
    list.set(form, panel)
    return () => {
      list.delete(form)
    }
  }, [list, isIn, form, panel])
}

/**
 * Goes on at once, or asks first where something would be lost.
 *
 * @param panel what is left; left out = everything that is open
 */
export function leave(go: () => void, panel?: symbol): void {
  const isLost = panel ? [...unsaved.values()].includes(panel) : unsaved.size > 0
  if (isLost) ask({ go, panel })
  else go()
}

/** The question, wherever it comes from. Stands once in the app. */
export function LeaveQuestion() {
  const asked = useSyncExternalStore(listen, () => waiting)
  return asked && <Question asked={asked} />
}

/** Links and what pages do by themselves. Closing a panel stays on its page: who does that has asked already. */
export const askBeforeNavigation: AroundNavHandler = (navigate, to, options) => {
  const next = new URL(String(to), window.location.href)
  const panel = next.searchParams.get('panel')
  const isOtherPanel = panel !== null && panel !== new URLSearchParams(window.location.search).get('panel')
  if (next.pathname === window.location.pathname && !isOtherPanel) navigate(to, options)
  else leave(() => navigate(to, options))
}

interface Navigation extends EventTarget {
  readonly currentEntry: { readonly index: number } | null
}

const isTraverse = (event: Event) => 'navigationType' in event && event.navigationType === 'traverse'

/**
 * Back and Forward, and the tab that closes or is loaded again. Called before anything is drawn: browsers tell of Back in
 * the order in which they were asked to, and the router would show the other page first.
 */
export function guardLeaving(): void {
  const { navigation } = window as unknown as { navigation?: Navigation }
  let step = -1
  let page = window.location.pathname
  let isPuttingBack = false
  const onEntry = (event: Event) => {
    const { from } = event as Event & { readonly from?: { readonly index: number } }
    const now = navigation?.currentEntry?.index
    if (from && now !== undefined && now !== from.index) step = now - from.index
    if (!isTraverse(event)) page = window.location.pathname
  }
  const onPop = (event: Event) => {
    const isSamePage = window.location.pathname === page
    // On the same page only panels close; its own forms stay.
    const isLost = [...unsaved.values()].some((panel) => panel !== undefined || !isSamePage)
    // It may be refused yet, or its answer be shown once. Panels that close by themselves do so when they know.
    const isSaving = !isClosing() && [...saving.values()].some((panel) => panel !== undefined)
    if (!isPuttingBack && !isLost && !isSaving) {
      page = window.location.pathname
      return
    }
    event.stopImmediatePropagation()
    if (isPuttingBack) {
      isPuttingBack = false
      return
    }
    const wanted = step
    isPuttingBack = true
    window.history.go(-wanted)
    if (isLost && !isSaving) leave(() => window.history.go(wanted))
  }
  const onUnload = (event: Event) => {
    if (unsaved.size > 0) event.preventDefault()
  }
  navigation?.addEventListener('currententrychange', onEntry)
  window.addEventListener('popstate', onPop)
  window.addEventListener('beforeunload', onUnload)
}
