import '@mantine/core/styles/Menu.layer.css'
import { Button, Menu } from '@mantine/core'
import type { Event } from '../../../api/client.ts'
import { useTexts } from '../../../app/i18n.ts'
import classes from '../../../ui/actions-menu.module.css'
import { ChevronIcon } from '../../../ui/icons.tsx'

/** What a planner rarely does with an event. */
export function EventMenu({ event, onChoose }: { event: Event; onChoose: (panel: string) => void }) {
  const { t } = useTexts()
  const items = [
    ...(event.cancelled
      ? []
      : [
          { panel: 'stand-in', label: t('event.standIn') },
          { panel: 'breakout-groups', label: t('event.breakoutGroups') },
          { panel: 'registrars', label: t('event.door') },
        ]),
    ...(event.cancelled?.with
      ? []
      : [{ panel: 'cancel', label: t(event.cancelled ? 'event.restore' : 'event.cancel') }]),
    { panel: 'delete', label: t('app.delete') },
  ]
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronIcon />} className={classes.button}>
          {t('event.actions')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map(({ panel, label }) => (
          <Menu.Item key={panel} onClick={() => onChoose(panel)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
