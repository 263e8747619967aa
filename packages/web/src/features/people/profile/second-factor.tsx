import type { Schemas } from '@lectern/api-client'
import { Alert, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { renderSVG } from 'uqr'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { useShownOnce } from '../../../ui/unsaved.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { beginFactor, confirmFactor, refreshSecurity, removeFactor } from './queries.ts'

interface SecondFactorProps {
  factor: Schemas['Security']['secondFactor']
  /** Once the recovery codes are kept. */
  onSetUp?: () => void
}

/** Sets up an authenticator app, or turns it off. */
export function SecondFactor({ factor, onSetUp }: SecondFactorProps) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const begin = useMutation({ mutationFn: beginFactor })
  const confirm = useMutation({ mutationFn: confirmFactor, onSuccess: () => begin.reset() })
  const [isLeaving, setIsLeaving] = useState(false)
  const remove = useMutation({ mutationFn: removeFactor, onSuccess: () => setIsLeaving(false) })
  const done = () => {
    confirm.reset()
    void refreshSecurity()
    onSetUp?.()
  }
  useShownOnce(confirm.data !== undefined)
  if (confirm.data) {
    return (
      <Alert color="orange" variant="outline" title={t('profile.recovery')}>
        <Stack align="flex-start">
          <Text>{t('profile.recoveryText')}</Text>
          <Code block w="100%">
            {confirm.data.join('\n')}
          </Code>
          <Button onClick={done}>{t('profile.recoveryDone')}</Button>
        </Stack>
      </Alert>
    )
  }
  if (factor) {
    return (
      <Stack align="flex-start">
        <Text>
          {t('profile.factorOn', {
            when: formatDay(factor.since, zone, language),
            left: factor.recoveryCodesLeft,
          })}
        </Text>
        {isLeaving ? (
          <CodeForm
            label={t('profile.factorOff')}
            error={remove.error}
            isPending={remove.isPending}
            onCode={remove.mutate}
          />
        ) : (
          <Button variant="default" onClick={() => setIsLeaving(true)}>
            {t('profile.factorOff')}
          </Button>
        )}
      </Stack>
    )
  }
  return (
    <Stack align="flex-start">
      <Text>{t('profile.factorText')}</Text>
      {begin.data ? (
        <>
          <Text>{t('profile.factorScan')}</Text>
          <Group align="flex-start">
            <img
              src={`data:image/svg+xml,${encodeURIComponent(renderSVG(begin.data.uri, { border: 2 }))}`}
              alt="QR"
              width={180}
              height={180}
            />
            <TextInput
              label={t('profile.factorKey')}
              value={begin.data.secret}
              readOnly
              miw={0}
              w={340}
              maw="100%"
            />
          </Group>
          <CodeForm
            label={t('profile.factorConfirm')}
            error={confirm.error}
            isPending={confirm.isPending}
            onCode={confirm.mutate}
          />
        </>
      ) : (
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('profile.factorSetUp')}
        </Button>
      )}
      {begin.error && <Failure error={begin.error} />}
    </Stack>
  )
}

interface CodeFormProps {
  label: string
  error: unknown
  isPending: boolean
  onCode: (code: string) => void
}

function CodeForm({ label, error, isPending, onCode }: CodeFormProps) {
  const { t } = useTexts()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onCode(String(new FormData(event.currentTarget).get('code')))
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Group align="flex-end">
          <TextInput
            label={t('signIn.code')}
            name="code"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
            w={200}
          />
          <Button type="submit" loading={isPending}>
            {label}
          </Button>
        </Group>
        {error !== null && error !== undefined && <Failure error={error} />}
      </Stack>
    </form>
  )
}
