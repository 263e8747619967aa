import { ActionIcon } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { answered, api } from '../api/client.ts'
import { BellIcon } from '../ui/icons.tsx'
import { useTexts, withTexts } from './i18n.ts'
import classes from './shell.module.css'

const loadPanel = () => withTexts(['notices'], import('./bell-panel.tsx'))
const BellPanel = lazy(async () => ({ default: (await loadPanel()).BellPanel }))

/** How much is not read; the list comes when it is asked for. */
export function Bell() {
  const { t } = useTexts()
  const [isOpen, setIsOpen] = useState(false)
  const { data } = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: () => answered(api.GET('/api/v1/me/notifications/unread')),
  })
  const unread = data?.unread ?? 0
  return (
    <>
      <ActionIcon
        variant="subtle"
        size={36}
        className={`${classes.tool} ${classes.bell}`}
        aria-label={t('nav.bell', { unread })}
        onClick={() =>
          loadPanel().then(
            () => setIsOpen(true),
            () => {},
          )
        } // without a network it stays closed
      >
        <BellIcon />
        {unread !== 0 && <span aria-hidden>{unread > 99 ? '99+' : unread}</span>}
      </ActionIcon>
      {isOpen && (
        <Suspense>
          <BellPanel onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
