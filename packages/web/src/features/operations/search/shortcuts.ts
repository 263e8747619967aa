import type { Me } from '../../../api/client.ts'

const STORED = 'lectern-shortcuts'

/** After `g`: where one goes. Letters of the English names, the same in every language. */
export function goKeys(me: Me) {
  const { administer, teach, plan } = me.may
  const isPlanner = administer || teach
  const places = [
    { key: 'h', href: '/', text: 'nav.home', isShown: true },
    { key: 'c', href: '/calendar', text: 'nav.calendar', isShown: true },
    { key: 'o', href: '/courses', text: 'nav.courses', isShown: isPlanner },
    { key: 'l', href: '/learn', text: 'nav.learn', isShown: me.roles.includes('learner') },
    { key: 'a', href: '/catalogue', text: 'nav.catalogue', isShown: me.roles.includes('learner') },
    { key: 't', href: '/teach', text: 'nav.teach', isShown: teach },
    { key: 's', href: '/soon', text: 'nav.soon', isShown: isPlanner },
    { key: 'p', href: '/admin/people', text: 'nav.people', isShown: administer },
    { key: 'm', href: '/admin/apps', text: 'nav.apps', isShown: administer },
    { key: 'b', href: '/plan', text: 'search.planTerm', isShown: plan },
    { key: 'n', href: '/notifications', text: 'search.notifications', isShown: true },
    { key: 'y', href: '/profile', text: 'nav.profile', isShown: true },
  ] as const
  return places.filter(({ isShown }) => isShown)
}

/** Whether keys without Ctrl do something here: WCAG 2.1.4 wants them to be switched off by whoever speaks to their device. */
export function hasShortcuts(): boolean {
  return localStorage.getItem(STORED) !== 'off'
}

export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(STORED)
  else localStorage.setItem(STORED, 'off')
}

export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}
