import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { askErasure, useOwnRequest, withdrawErasure } from './queries.ts'

/** A copy of what is kept of oneself, and the wish to have it erased. */
export function OwnData() {
  const { t } = useTexts()
  const request = useOwnRequest()
  return (
    <Stack gap="md">
      <div>
        <Text mb="xs">{t('profile.dataText')}</Text>
        <Button component="a" href="/api/v1/me/data.json" download variant="default">
          {t('profile.dataTake')}
        </Button>
      </div>
      <Loaded query={request}>{(found) => <OwnRequest request={found} />}</Loaded>
    </Stack>
  )
}

function OwnRequest({ request }: { request: NonNullable<ReturnType<typeof useOwnRequest>['data']> }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [isAsking, setIsAsking] = useState(false)
  const [reason, setReason] = useState('')
  const act = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => setIsAsking(false),
  })
  const when = request.askedAt ? formatDay(request.askedAt, zone, language) : ''
  return (
    <Stack gap="sm" align="flex-start">
      {request.state === 'waiting' && <Text role="status">{t('profile.dataAsked', { when })}</Text>}
      {request.state === 'declined' && (
        <Alert color="gray" variant="outline" title={t('profile.dataDeclined')}>
          <Text style={{ overflowWrap: 'anywhere' }}>{request.answer}</Text>
        </Alert>
      )}
      {request.state === 'waiting' && (
        <Button variant="default" loading={act.isPending} onClick={() => act.mutate(withdrawErasure)}>
          {t('profile.dataWithdraw')}
        </Button>
      )}
      {request.state !== 'waiting' && !isAsking && (
        <Button variant="default" onClick={() => setIsAsking(true)}>
          {t('profile.dataErase')}
        </Button>
      )}
      {isAsking && (
        <>
          <Text>{t('profile.dataEraseText')}</Text>
          <Textarea
            label={t('profile.dataReason')}
            maxLength={1000}
            autosize
            minRows={2}
            w="100%"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Group>
            <Button loading={act.isPending} onClick={() => act.mutate(() => askErasure(reason))}>
              {t('profile.dataSend')}
            </Button>
            <Button variant="default" onClick={() => setIsAsking(false)}>
              {t('app.cancel')}
            </Button>
          </Group>
        </>
      )}
      {act.error && <Failure error={act.error} />}
    </Stack>
  )
}
