import type { Schemas } from '@lectern/api-client'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { formatDay } from '../../../ui/when.ts'
import { useMe } from '../auth/queries.ts'
import { addPasskey, removePasskey } from './queries.ts'

/** One's passkeys, and a form for one more. */
export function Passkeys({
  passkeys,
  onAdded,
}: {
  passkeys: Schemas['Security']['passkeys']
  onAdded?: () => void
}) {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const add = useMutation({ mutationFn: addPasskey, onSuccess: (isAdded) => isAdded && onAdded?.() })
  const remove = useMutation({ mutationFn: removePasskey })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    add.mutate(String(new FormData(event.currentTarget).get('name')))
  }
  return (
    <Stack>
      <Text>{t('profile.passkeysText')}</Text>
      {passkeys.map((passkey) => (
        <Group key={passkey.id} justify="space-between">
          <div>
            <Text fw={600}>{passkey.name}</Text>
            <Text size="sm" c="dimmed">
              {t('profile.passkeyOn', {
                domain: passkey.domain,
                when: formatDay(passkey.createdAt, zone, language),
              })}
            </Text>
          </div>
          <Button
            variant="default"
            size="xs"
            aria-label={t('profile.passkeyRemove', { name: passkey.name })}
            onClick={() => remove.mutate(passkey.id)}
          >
            {t('app.remove')}
          </Button>
        </Group>
      ))}
      <form onSubmit={submit}>
        <Group align="flex-end">
          <TextInput
            label={t('profile.passkeyName')}
            description={t('profile.passkeyNameHelp')}
            name="name"
            required
            withAsterisk={false}
            maxLength={100}
          />
          <Button type="submit" variant="default" loading={add.isPending}>
            {t('profile.passkeyAdd')}
          </Button>
        </Group>
      </form>
      {add.data === false && <Text role="status">{t('profile.passkeyCancelled')}</Text>}
      {(add.error ?? remove.error) && <Failure error={add.error ?? remove.error} />}
    </Stack>
  )
}
