import '@mantine/core/styles/Divider.layer.css'
import type { Schemas } from '@lectern/api-client'
import { Button, Divider, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { usePlatform } from '../auth/queries.ts'
import { ByPassword } from './by-password.tsx'
import { proofClosed, proofGiven, proveByPasskey } from './proof.ts'

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
        {security.hasPassword && (
          <ByPassword
            label={t('signIn.password')}
            needsCode={security.secondFactor !== null}
            onProven={proofGiven}
          />
        )}
        <OtherWays hasPasskey={security.passkeys.length > 0} isOnly={!security.hasPassword} />
      </Stack>
    </Modal>
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
