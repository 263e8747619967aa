import { languages, nameOfLanguage } from '@lectern/texts'
import type { MantineColorScheme } from '@mantine/core'
import type { ComponentType } from 'react'
import type { App, Me } from '../../../api/client.ts'
import { adminGroups } from '../../../app/administration.ts'
import type { Language, Translate } from '../../../app/i18n.ts'
import { mainPlaces } from '../../../app/navigation.ts'
import { ArrowIcon, CalendarIcon, GearIcon, PersonIcon, PlusIcon } from '../../../ui/icons.tsx'
import { isFound, searchText } from '../../../ui/search-text.ts'
import { changeLanguage, signOut } from '../../people/auth/queries.ts'

/** Something to do or a place to go to, by its name. */
export interface Command {
  readonly id: string
  readonly group: 'do' | 'go'
  readonly name: string
  /** Where it stands, or what it is. */
  readonly detail: string
  readonly icon: ComponentType
  readonly run: { readonly to: string } | { readonly step: SessionStep } | { readonly act: () => void }
}

/** What is done to a session: which one is asked next. */
export const sessionSteps = ['new-event', 'enroll'] as const
export type SessionStep = (typeof sessionSteps)[number]

export const stepPath: Readonly<Record<SessionStep, (session: string) => string>> = {
  'new-event': (session) => `${session}?panel=new-event`,
  enroll: (session) => `${session}?tab=enrollments&panel=enroll`,
}

interface Scene {
  readonly me: Me
  readonly t: Translate
  readonly language: Language
  readonly apps: readonly App[]
  readonly showTheme: (theme: MantineColorScheme) => void
  readonly showKeys: () => void
}

/** All that this person may do from anywhere, most used first. The server decides in the end. */
export function commandsFor(scene: Scene): readonly Command[] {
  return [...actionsFor(scene), ...placesFor(scene), ...wishesOf(scene)]
}

/** Those that have all words; names that begin so first. @param words empty = all */
export function findCommands(commands: readonly Command[], query: string, limit: number): readonly Command[] {
  const words = searchText(query).split(' ').filter(Boolean)
  if (words.length === 0) return []
  const rank = ({ name }: Command) => {
    const text = searchText(name)
    if (text.startsWith(words.join(' '))) return 0
    return words.every((word) => ` ${text}`.includes(` ${word}`)) ? 1 : 2
  }
  return commands
    .filter(({ name, detail }) => words.every((word) => isFound(`${name} ${detail}`, word)))
    .map((command) => ({ command, at: rank(command) }))
    .sort((one, other) => one.at - other.at)
    .slice(0, limit)
    .map(({ command }) => command)
}

function actionsFor({ me, t }: Scene): Command[] {
  const { administer, plan } = me.may
  const detail = t('search.action')
  const make = (id: string, name: string, run: Command['run'], isShown: boolean): Command[] =>
    isShown ? [{ id, group: 'do', name, detail, icon: PlusIcon, run }] : []
  return [
    ...make('new-event', t('search.newEvent'), { step: 'new-event' }, plan),
    ...make('new-course', t('search.newCourse'), { to: '/courses?panel=new' }, plan),
    ...make('plan-term', t('search.planTerm'), { to: '/plan' }, plan),
    ...make('enroll', t('search.enroll'), { step: 'enroll' }, plan),
    ...make('new-person', t('search.newPerson'), { to: '/admin/people/new' }, administer),
    ...make('import-people', t('search.importPeople'), { to: '/admin/people/import' }, administer),
    ...make('new-group', t('search.newGroup'), { to: '/admin/groups/new' }, administer),
    ...make('new-field', t('search.newField'), { to: '/admin/session-fields?panel=new' }, administer),
    ...make('new-domain', t('search.newDomain'), { to: '/admin/domains?panel=new' }, administer),
    ...make('new-key', t('search.newKey'), { to: '/admin/api-keys?panel=new' }, administer),
    ...make('new-webhook', t('search.newWebhook'), { to: '/admin/webhooks?panel=new' }, administer),
  ]
}

function placesFor({ me, t, language, apps }: Scene): Command[] {
  const page = t('search.page')
  const main = mainPlaces(me).map(({ href, icon, text }): Command => {
    return { id: href, group: 'go', name: t(text), detail: page, icon, run: { to: href } }
  })
  const own: Command[] = [
    ...(me.may.plan
      ? [
          {
            id: 'expiring',
            group: 'go' as const,
            name: t('search.expiring'),
            detail: page,
            icon: ArrowIcon,
            run: { to: '/expiring' },
          },
        ]
      : []),
    {
      id: 'profile',
      group: 'go',
      name: t('nav.profile'),
      detail: page,
      icon: PersonIcon,
      run: { to: '/profile' },
    },
    {
      id: 'notifications',
      group: 'go',
      name: t('search.notifications'),
      detail: page,
      icon: ArrowIcon,
      run: { to: '/notifications' },
    },
    {
      id: 'subscribe',
      group: 'go',
      name: t('search.subscribe'),
      detail: t('nav.calendar'),
      icon: CalendarIcon,
      run: { to: '/calendar?panel=subscribe' },
    },
  ]
  if (!me.may.administer) return [...main, ...own]
  const known = new Set(main.map(({ id }) => id))
  const admin = adminGroups.flatMap((group) =>
    group.pages
      .map(([path, text]): Command => {
        const to = `/admin/${path}`
        return { id: to, group: 'go', name: t(text), detail: t(group.text), icon: GearIcon, run: { to } }
      })
      .filter(({ id }) => !known.has(id)),
  )
  const manage = apps
    .filter((app) => app.active)
    .map((app): Command => {
      const to = `/admin/apps/${app.id}`
      return {
        id: to,
        group: 'go',
        name: app.name[language],
        detail: t('nav.manage'),
        icon: GearIcon,
        run: { to },
      }
    })
  return [...main, ...admin, ...manage, ...own]
}

/** How the product looks and speaks, and the way out. */
function wishesOf({ me, t, language, showTheme, showKeys }: Scene): Command[] {
  const themes = (['light', 'dark', 'auto'] as const).map((theme): Command => {
    const name = t('search.theme', { name: t('nav.themeName', { theme }) })
    const run = { act: () => showTheme(theme) }
    return { id: `theme-${theme}`, group: 'do', name, detail: t('search.setting'), icon: GearIcon, run }
  })
  const others = languages
    .filter((one) => one !== language)
    .map((one): Command => {
      const name = t('search.language', { name: nameOfLanguage(one) })
      const run = { act: () => void changeLanguage(one, me) }
      return { id: `language-${one}`, group: 'do', name, detail: t('search.setting'), icon: GearIcon, run }
    })
  const keys = {
    id: 'keys',
    group: 'do',
    name: t('search.keys'),
    detail: '?',
    icon: GearIcon,
    run: { act: showKeys },
  }
  const out = {
    id: 'sign-out',
    group: 'do',
    name: t('nav.signOut'),
    detail: me.email,
    icon: ArrowIcon,
    run: { act: () => void signOut() },
  }
  return [...themes, ...others, keys as Command, out as Command]
}
