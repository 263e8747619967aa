import type { Me } from '../api/client.ts'
import {
  BooksIcon,
  CalendarIcon,
  ChartIcon,
  CheckIcon,
  GroupIcon,
  HomeIcon,
  LearnIcon,
  ListIcon,
  PeopleIcon,
  TeachIcon,
} from '../ui/icons.tsx'

/** What has nothing above it. */
const ROOTS = [
  '/',
  '/learn',
  '/calendar',
  '/teach',
  '/door',
  '/team',
  '/area',
  '/catalogue',
  '/courses',
  '/admin/people',
  '/reports',
  '/soon',
]

export function isMainPlace(path: string): boolean {
  return ROOTS.includes(path)
}

/** Where this person goes most, at the side and in the bar of phones. `also` = addresses that belong there too. */
export function mainPlaces(me: Me) {
  const isLearner = me.roles.includes('learner')
  const { teach, administer, register, manage, supervise } = me.may
  const places = [
    { href: '/', icon: HomeIcon, text: 'nav.home', isShown: true },
    { href: '/learn', icon: LearnIcon, text: 'nav.learn', isShown: isLearner && (teach || administer) },
    { href: '/calendar', icon: CalendarIcon, text: 'nav.calendar', isShown: true },
    { href: '/teach', icon: TeachIcon, text: 'nav.teach', isShown: teach && administer },
    { href: '/team', icon: GroupIcon, text: 'nav.team', isShown: manage },
    { href: '/area', icon: PeopleIcon, text: 'nav.area', isShown: supervise },
    { href: '/door', icon: CheckIcon, text: 'nav.door', isShown: register },
    { href: '/catalogue', icon: ListIcon, text: 'nav.catalogue', isShown: isLearner },
    {
      href: '/courses',
      icon: BooksIcon,
      text: 'nav.courses',
      isShown: teach || administer,
      also: ['/sessions', '/plan', '/expiring'],
    },
    {
      href: '/admin/people',
      icon: PeopleIcon,
      text: 'nav.people',
      isShown: administer,
      also: ['/admin/groups'],
    },
    {
      href: '/reports/attendance',
      icon: ChartIcon,
      text: 'nav.reports',
      isShown: teach || administer,
      also: ['/reports'],
    },
  ] as const
  return places.map((place) => ({ also: undefined, ...place })).filter(({ isShown }) => isShown)
}
