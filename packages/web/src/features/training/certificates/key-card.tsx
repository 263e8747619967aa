import { Button, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type CertificateTemplate, rotateKey } from './queries.ts'

/** Which key signs badges, and since when. */
export function KeyCard({ keys }: Pick<CertificateTemplate, 'keys'>) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const [newest, ...earlier] = keys
  return (
    <Stack component="section" gap="xs" align="flex-start" aria-labelledby="badge-key">
      <Title order={2} size="h4" id="badge-key">
        {t('certificates.keys')}
      </Title>
      <Text c="dimmed">{t('certificates.keysText')}</Text>
      <Text>
        {newest
          ? t('certificates.keyOf', { when: formatMoment(newest.madeAt, zone, language) })
          : t('certificates.keyNone')}
      </Text>
      {earlier.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('certificates.keysBefore', { count: earlier.length })}
        </Text>
      )}
      <Button variant="default" onClick={() => setIsAsking(true)}>
        {t('certificates.rotate')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('certificates.rotate')}
          text={t('certificates.rotateText')}
          action={t('certificates.rotate')}
          onConfirm={rotateKey}
          onClose={() => setIsAsking(false)}
        />
      )}
    </Stack>
  )
}
