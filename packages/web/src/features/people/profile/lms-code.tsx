import { Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { CopyField } from '../../../ui/copy-field.tsx'
import { Failure } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { makeLmsCode } from './queries.ts'

/** A code for whoever comes from a course of an LMS and signs in here already: it shows there who they are. */
export function LmsCode() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const make = useMutation({ mutationFn: makeLmsCode })
  return (
    <Stack align="flex-start">
      <Text>{t('profile.lmsText')}</Text>
      {make.data && (
        <div role="status">
          <CopyField label={t('profile.lmsCode')} value={make.data.code} />
          <Text size="sm">
            {t('profile.lmsUntil', { when: formatMoment(make.data.expiresAt, zone, language) })}
          </Text>
        </div>
      )}
      {make.error && <Failure error={make.error} />}
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        {t('profile.lmsMake')}
      </Button>
    </Stack>
  )
}
