import type { Me } from '../api/client.ts'
import {
  BooksIcon,
  CalendarIcon,
  ClockIcon,
  HomeIcon,
  LearnIcon,
  ListIcon,
  PeopleIcon,
  TeachIcon,
} from '../ui/icons.tsx'

// Where things are: the same in the side navigation, in the menu behind the gear, and in the bar of phones.

/** What this person goes to most, the nearest first. */
export function mainPlaces(me: Me) {
  const isLearner = me.roles.includes('learner')
  const { teach, administer } = me.may
  const places = [
    { href: '/', icon: HomeIcon, text: 'nav.home', isShown: true },
    { href: '/learn', icon: LearnIcon, text: 'nav.learn', isShown: isLearner && (teach || administer) },
    { href: '/calendar', icon: CalendarIcon, text: 'nav.calendar', isShown: true },
    { href: '/teach', icon: TeachIcon, text: 'nav.teach', isShown: teach && administer },
    { href: '/soon', icon: ClockIcon, text: 'nav.soon', isShown: teach || administer },
    { href: '/catalogue', icon: ListIcon, text: 'nav.catalogue', isShown: isLearner },
    { href: '/courses', icon: BooksIcon, text: 'nav.courses', isShown: teach || administer },
    { href: '/admin/people', icon: PeopleIcon, text: 'nav.people', isShown: administer },
  ] as const
  return places.filter(({ isShown }) => isShown)
}
