import '../../../ui/panel-styles.ts'
import { Button, NativeSelect, Popover } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { ScopeAndFilters } from '../calendar/filters.tsx'
import type { BoardAddress } from './address.ts'
import classes from './toolbar.module.css'
import { filtersLabel, type ToolbarProps } from './toolbar.tsx'

interface OpenFiltersButtonProps extends ToolbarProps {
  count: number
  /** It was asked for before it was here. */
  isOpened: boolean
  hasFocus: boolean
}

/** The button with what it opens, which may be open at once. */
export function OpenFiltersButton(props: OpenFiltersButtonProps) {
  const { me, place, address, count, onGo, onColorBy, isOpened, hasFocus } = props
  const { t } = useTexts()
  const [isOpen, setOpen] = useState(isOpened)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus shadow="md">
      <Popover.Target>
        <Button
          size="compact-md"
          variant="default"
          aria-expanded={isOpen}
          autoFocus={hasFocus}
          onClick={() => setOpen(!isOpen)}
        >
          {filtersLabel(t, count)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('board.filters')}>
        <div className={classes.filters}>
          <ScopeAndFilters me={me} place={place} onGo={onGo} />
          <NativeSelect
            label={t('board.colorBy')}
            value={address.colorBy}
            onChange={({ currentTarget }) => onColorBy(currentTarget.value as BoardAddress['colorBy'])}
            data={(['course', 'account'] as const).map((one) => ({
              value: one,
              label: t('board.lanesByName', { by: one }),
            }))}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
