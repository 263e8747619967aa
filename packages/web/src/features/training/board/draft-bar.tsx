import { Button } from '@mantine/core'
import { Suspense, useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { loadable } from '../../../ui/lazily.tsx'
import classes from './draft-bar.module.css'
import type { BoardChange } from './types.ts'
import { draftSwitch, useDraft } from './use-draft.ts'

const DraftPanel = loadable(async () => (await import('./draft-panel.tsx')).DraftPanel)

/** Whether changes go into the draft, and what is in it. */
export function DraftBar(props: { timeZone: string; onSaved: (change: BoardChange, words: string) => void }) {
  const { t } = useTexts()
  const { isOn, operations } = useDraft()
  const [isOpen, setOpen] = useState(false)
  const count = operations.length
  return (
    <div className={classes.bar}>
      <Button
        size="compact-md"
        variant="default"
        role="switch"
        aria-checked={isOn}
        title={t('board.draftSwitchHint')}
        className={classes.switch}
        onClick={() => draftSwitch.set(!isOn)}
      >
        {t('board.draft')}
      </Button>
      {count > 0 && (
        <Button size="compact-md" variant="light" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {t('board.draftCount', { count })}
        </Button>
      )}
      <Suspense>{isOpen && <DraftPanel {...props} onClose={() => setOpen(false)} />}</Suspense>
    </div>
  )
}
