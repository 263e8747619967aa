import '../../../ui/panel-styles.ts'
import { Modal, Text } from '@mantine/core'
import type { Me } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import classes from './palette.module.css'
import { goKeys, isApple } from './shortcuts.ts'
import { ShortcutsSwitch } from './shortcuts-switch.tsx'

const names = {
  '/': 'nav.home',
  '/calendar': 'nav.calendar',
  '/courses': 'nav.courses',
  '/learn': 'nav.learn',
  '/catalogue': 'nav.catalogue',
  '/teach': 'nav.teach',
  '/admin/people': 'nav.people',
  '/admin/apps': 'nav.apps',
  '/plan': 'search.planTerm',
  '/notifications': 'search.notifications',
  '/profile': 'nav.profile',
} as const

/** Which keys do what, for this person. */
export function ShortcutsDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t } = useTexts()
  const rows: [string, string][] = [
    [t('nav.search'), isApple() ? '⌘ K' : 'Ctrl K'],
    [t('nav.search'), '/'],
    ...(me.may.plan ? ([[t('search.newEvent'), 'n']] as [string, string][]) : []),
    ...goKeys(me).map(({ key, href }): [string, string] => [
      t('search.goTo', { place: t(names[href]) }),
      `g ${key}`,
    ]),
    [t('search.keys'), '?'],
  ]
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('search.keys')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      transitionProps={{ duration: 0 }}
    >
      <dl className={classes.keys}>
        {rows.map(([words, keys]) => (
          <div key={keys} style={{ display: 'contents' }}>
            <dt>{words}</dt>
            <dd>
              {keys.split(' ').map((key, index) => (
                <span key={key}>
                  {index > 0 && ' '}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t('search.keysText')}
      </Text>
      <ShortcutsSwitch />
    </Modal>
  )
}
