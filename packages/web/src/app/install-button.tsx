import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from './i18n.ts'
import { offeredInstall } from './install.ts'

/** Offers to install the platform where the browser does; nothing where it is installed already. */
export function InstallButton() {
  const { t } = useTexts()
  const [isDone, setDone] = useState(false)
  if (isDone || window.matchMedia('(display-mode: standalone)').matches) return null
  const offer = offeredInstall()
  if (offer) {
    return (
      <Button variant="subtle" onClick={() => void offer.prompt().then(() => setDone(true))}>
        {t('install.button')}
      </Button>
    )
  }
  // Safari on phones has no such offer.
  const isApplePhone =
    /iPhone|iPad/.test(navigator.userAgent) && !('standalone' in navigator && navigator.standalone)
  if (!isApplePhone) return null
  return (
    <Text size="sm" c="dimmed">
      {t('install.apple')}
    </Text>
  )
}
