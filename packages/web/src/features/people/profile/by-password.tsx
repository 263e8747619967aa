import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { WhosePassword } from '../../../ui/whose-password.tsx'
import { useMe } from '../auth/queries.ts'
import { proveByPassword } from './proof.ts'

interface ByPasswordProps {
  /** Of the field for the password. */
  label: string
  /** Of the authenticator app, or a recovery code. */
  needsCode: boolean
  onProven: () => void
}

/** Proves who sits there, by what they know and, where it is asked for, what they have. */
export function ByPassword({ label, needsCode, onProven }: ByPasswordProps) {
  const { t } = useTexts()
  const email = useMe().data?.email
  const prove = useMutation({ mutationFn: proveByPassword, onSuccess: onProven })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const code = String(fields.get('code') ?? '')
    prove.mutate({ password: String(fields.get('password')), ...(code ? { code } : {}) })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <WhosePassword email={email} />
        <TextInput
          label={label}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
        />
        {needsCode && (
          <TextInput
            label={t('signIn.code')}
            description={t('signIn.codeHelp')}
            name="code"
            autoComplete="one-time-code"
            required
            withAsterisk={false}
          />
        )}
        {prove.error && <Failure error={prove.error} />}
        <Button type="submit" loading={prove.isPending}>
          {t('proof.confirm')}
        </Button>
      </Stack>
    </form>
  )
}
