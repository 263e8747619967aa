import { Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { Link } from 'wouter'
import { useTexts } from '../../../app/i18n.ts'
import { PanelForm } from '../../../ui/form.tsx'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { declineErasure, type ErasureRequest, useErasureRequests } from './queries.ts'

/** People who wait for an answer, with until when the law wants one. */
export function Requests() {
  const { t } = useTexts()
  const requests = useErasureRequests()
  const [declining, setDeclining] = useState<ErasureRequest>()
  return (
    <>
      <Loaded query={requests}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('data.noRequests')}</Text>
          ) : (
            <Stack component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
              {items.map((request) => (
                <Request key={request.personId} request={request} onDecline={() => setDeclining(request)} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      {declining && <DeclinePanel request={declining} onClose={() => setDeclining(undefined)} />}
    </>
  )
}

function Request({ request, onDecline }: { request: ErasureRequest; onDecline: () => void }) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { personId, name, email, askedAt, answerBy, reason } = request
  return (
    <Paper withBorder p="md" component="li">
      <Stack gap="xs" style={{ overflowWrap: 'anywhere' }}>
        <Text fw={600}>{name || email}</Text>
        <Text size="sm">{email}</Text>
        <Text size="sm">
          {t('data.asked', {
            when: formatDay(askedAt, zone, language),
            until: formatDay(answerBy, zone, language),
          })}
        </Text>
        {reason && <Text size="sm">“{reason}”</Text>}
        <Group gap="xs">
          <Button component={Link} href={`/admin/people/${personId}?panel=erase`} variant="default" size="xs">
            {t('data.look')}
          </Button>
          <Button variant="default" size="xs" onClick={onDecline}>
            {t('data.decline')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}

function DeclinePanel({ request, onClose }: { request: ErasureRequest; onClose: () => void }) {
  const { t } = useTexts()
  const form = useForm({ initialValues: { reason: '' } })
  return (
    <SlideOver title={t('data.declineTitle', { name: request.name || request.email })} onClose={onClose}>
      <PanelForm
        form={form}
        submitLabel={t('data.decline')}
        onSubmit={async ({ reason }) => {
          await declineErasure(request.personId, reason)
          onClose()
        }}
        onCancel={onClose}
      >
        <Textarea
          label={t('data.answer')}
          description={t('data.answerHelp')}
          maxLength={1000}
          autosize
          minRows={3}
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      </PanelForm>
    </SlideOver>
  )
}
