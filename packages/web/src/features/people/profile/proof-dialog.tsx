import '@mantine/core/styles/Divider.layer.css'
import type { Schemas } from '@lectern/api-client'
import { Button, Divider, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { usePlatform } from '../auth/queries.ts'
import { proofClosed, proofGiven, proveByPasskey, proveByPassword } from './proof.ts'

/** Asks who sits there, before something is changed that decides who gets in. */
export function ProofDialog({ security }: { security: Schemas['Security'] }) {
  const { t } = useTexts()
  return (
    <Modal
      opened
      onClose={proofClosed}
      title={t('proof.title')}
      centered
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack>
        <Text>{t('proof.text')}</Text>
        {security.hasPassword && <ByPassword needsCode={security.secondFactor !== null} />}
        <OtherWays hasPasskey={security.passkeys.length > 0} isOnly={!security.hasPassword} />
      </Stack>
    </Modal>
  )
}

function ByPassword({ needsCode }: { needsCode: boolean }) {
  const { t } = useTexts()
  const prove = useMutation({ mutationFn: proveByPassword, onSuccess: proofGiven })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const code = String(fields.get('code') ?? '')
    prove.mutate({ password: String(fields.get('password')), ...(code ? { code } : {}) })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('signIn.password')}
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

function OtherWays({ hasPasskey, isOnly }: { hasPasskey: boolean; isOnly: boolean }) {
  const { t } = useTexts()
  const providers = usePlatform().data?.identityProviders ?? []
  const passkey = useMutation({
    mutationFn: proveByPasskey,
    onSuccess: (isProven) => isProven && proofGiven(),
  })
  const showsPasskey = hasPasskey && 'PublicKeyCredential' in window
  if (!showsPasskey && providers.length === 0) return isOnly ? <Text>{t('proof.noWay')}</Text> : null
  return (
    <Stack gap="sm">
      {!isOnly && <Divider label={t('signIn.or')} />}
      {showsPasskey && (
        <Button variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()}>
          {t('proof.passkey')}
        </Button>
      )}
      {passkey.error && <Failure error={passkey.error} />}
      {providers.map(({ name, path }) => (
        <Button key={path} component="a" href={`${path}?prove=1&next=/profile`} variant="default">
          {t('proof.with', { provider: name })}
        </Button>
      ))}
    </Stack>
  )
}
