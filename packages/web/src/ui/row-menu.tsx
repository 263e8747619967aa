import { ActionIcon } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { DotsIcon } from './icons.tsx'
import { onDemand } from './on-demand.ts'

export interface RowAction {
  readonly label: string
  readonly onChoose: () => void
}

export interface RowMenuProps {
  name: string
  actions: readonly RowAction[]
}

const useList = onDemand(async () => (await import('./row-menu-list.tsx')).RowMenuList)

/** The menu of a table's row. Its list comes when somebody goes there: a table does without its weight. */
export function RowMenu({ name, actions }: RowMenuProps) {
  const { t } = useTexts()
  const { Part, isPressed, hadFocus, watch } = useList()
  if (Part) return <Part name={name} actions={actions} isOpened={isPressed} hasFocus={hadFocus} />
  return (
    <ActionIcon
      variant="subtle"
      size="var(--target)"
      aria-label={t('app.rowMenu', { name })}
      aria-haspopup="menu"
      {...watch}
    >
      <DotsIcon />
    </ActionIcon>
  )
}
