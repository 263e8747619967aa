import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { lazily } from '../../../ui/lazily.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { usePanel } from '../../../ui/use-panel.ts'
import { formatMoment } from '../../../ui/when.ts'
import { useMe } from '../../people/auth/queries.ts'
import { type RecordStore, removeStore, testStore, useRecordStore } from './queries.ts'

const StoreForm = lazily(async () => (await import('./record-store-form.tsx')).RecordStoreForm)

/** The learning record store that is told who attended and completed what, and how far it is told. */
export function RecordStoreCard() {
  const { t } = useTexts()
  const { panel, open, close } = usePanel()
  return (
    <Stack gap="sm" component="section" aria-labelledby="record-store">
      <Title order={2} size="h4" id="record-store">
        {t('recordStore.title')}
      </Title>
      <Text c="dimmed">{t('recordStore.intro')}</Text>
      <Loaded query={useRecordStore()}>
        {({ store }) => (
          <>
            {store ? (
              <Told store={store} onChange={() => open('record-store')} />
            ) : (
              <div>
                <Button variant="default" onClick={() => open('record-store')}>
                  {t('recordStore.set')}
                </Button>
              </div>
            )}
            {panel === 'record-store' && <StoreForm store={store} onClose={close} />}
          </>
        )}
      </Loaded>
    </Stack>
  )
}

function Told({ store, onChange }: { store: RecordStore; onChange: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const [removing, setRemoving] = useState(false)
  const test = useMutation({ mutationFn: testStore })
  return (
    <>
      <Facts
        facts={[
          [t('recordStore.url'), store.url],
          [
            t('recordStore.state'),
            t('recordStore.isActiveName', { isActive: store.isActive ? 'yes' : 'no' }),
          ],
          [t('recordStore.counts'), t('recordStore.countsOf', store)],
        ]}
      />
      {store.failingSince && (
        <Alert color="orange" variant="outline" p="sm" role="status">
          {t('recordStore.failing', {
            since: formatMoment(store.failingSince, zone, language),
            error: store.error,
          })}
        </Alert>
      )}
      {store.refused > 0 && (
        <Alert color="orange" variant="outline" p="sm" role="status">
          {t('recordStore.refusal', { error: store.refusal })}
        </Alert>
      )}
      {test.data && (
        <Alert color={test.data.isGood ? undefined : 'red'} variant="outline" p="sm" role="status">
          {test.data.isGood ? t('recordStore.good') : test.data.error}
        </Alert>
      )}
      {test.error && <Failure error={test.error} />}
      <Group gap="xs">
        <Button variant="default" onClick={onChange}>
          {t('recordStore.change')}
        </Button>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('recordStore.test')}
        </Button>
        <Button variant="default" onClick={() => setRemoving(true)}>
          {t('recordStore.remove')}
        </Button>
      </Group>
      {removing && (
        <Confirm
          title={t('recordStore.remove')}
          text={t('recordStore.removeText')}
          action={t('recordStore.remove')}
          onConfirm={removeStore}
          onClose={() => setRemoving(false)}
        />
      )}
    </>
  )
}
