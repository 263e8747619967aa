import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { hasShortcuts, switchShortcuts } from './shortcuts.ts'

/** For this browser: whoever speaks to it, or leans on its keys, does without single ones. */
export function ShortcutsSwitch() {
  const { t } = useTexts()
  const [isOn, setIsOn] = useState(hasShortcuts)
  return (
    <Checkbox
      mt="md"
      label={t('search.keysOn')}
      description={t('search.keysOnText')}
      checked={isOn}
      onChange={({ currentTarget: { checked } }) => {
        switchShortcuts(checked)
        setIsOn(checked)
      }}
    />
  )
}
