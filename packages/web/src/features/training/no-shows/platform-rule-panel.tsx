import { Stack, Text } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import {
  changePlatformSettings,
  type PlatformSettings,
  rereadPlatformSettings,
} from '../../platform/platforms/queries.ts'
import { NoShowRuleForm } from './rule-form.tsx'

/** The platform’s rule of no-shows. */
export function PlatformNoShowsPanel({
  settings,
  onClose,
}: {
  settings: PlatformSettings
  onClose: () => void
}) {
  const { t } = useTexts()
  return (
    <SlideOver title={t('noShows.title')} onClose={onClose}>
      <Stack gap="md">
        <Text c="dimmed">{t('noShows.below')}</Text>
        <NoShowRuleForm
          thing={settings}
          follows={false}
          reread={rereadPlatformSettings}
          change={({ version }, body) => changePlatformSettings(version, body)}
          onDone={onClose}
        />
      </Stack>
    </SlideOver>
  )
}
