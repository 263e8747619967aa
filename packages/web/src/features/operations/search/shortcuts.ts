import type { Me } from '../../../api/client.ts'
import { keepUnder, keptUnder } from '../../../api/storage.ts'

const STORED = 'lectern-shortcuts'

/** After `g`: where one goes. What each is called says `shortcuts-dialog.tsx`, which comes later. Letters of the English names, the same in every language. */
export function goKeys(me: Me) {
  const { administer, teach, plan } = me.may
  const isPlanner = administer || teach
  const places = [
    { key: 'h', href: '/', isShown: true },
    { key: 'c', href: '/calendar', isShown: true },
    { key: 'o', href: '/courses', isShown: isPlanner },
    { key: 'l', href: '/learn', isShown: me.roles.includes('learner') },
    { key: 'a', href: '/catalogue', isShown: me.roles.includes('learner') },
    { key: 't', href: '/teach', isShown: teach },
    { key: 'p', href: '/admin/people', isShown: administer },
    { key: 'm', href: '/admin/apps', isShown: administer },
    { key: 'b', href: '/plan', isShown: plan },
    { key: 'n', href: '/notifications', isShown: true },
    { key: 'y', href: '/profile', isShown: true },
  ] as const
  return places.filter(({ isShown }) => isShown)
}

/** Whether keys without Ctrl do something here: WCAG 2.1.4 wants them to be switched off by whoever speaks to their device. */
export function hasShortcuts(): boolean {
  return keptUnder(STORED) !== 'off'
}

export function switchShortcuts(on: boolean): void {
  keepUnder(STORED, on ? null : 'off')
}

export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}
