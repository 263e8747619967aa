import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../app/i18n.ts'
import { Failure, Loaded } from '../../ui/states.tsx'
import { changePreference, usePreferences } from './queries.ts'

/** Which notifications one gets, by topic. */
export function NotificationPreferences() {
  const { t } = useTexts()
  const preferences = usePreferences()
  const change = useMutation({ mutationFn: changePreference })
  return (
    <Stack>
      <Text>{t('notices.wishText')}</Text>
      <Loaded query={preferences}>
        {({ topics }) =>
          topics.map(({ topic, label, always, chosen, ...stored }) => {
            // What was just chosen is shown at once.
            const { mail, inApp } = {
              ...stored,
              ...(change.isPending && change.variables.topic === topic ? change.variables : {}),
            }
            return (
              <fieldset key={topic} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
                <Text component="legend" fw={600} p={0}>
                  {label}
                </Text>
                {always.length > 0 && (
                  <Text size="sm" c="dimmed">
                    {t('notices.always', { kinds: always.join(', ') })}
                  </Text>
                )}
                {chosen.length > 0 && (
                  <>
                    <Text size="sm" c="dimmed">
                      {t('notices.chosen', { kinds: chosen.join(', ') })}
                    </Text>
                    <Group mt={8}>
                      <Checkbox
                        label={t('notices.mail')}
                        checked={mail}
                        onChange={(event) => change.mutate({ topic, mail: event.currentTarget.checked })}
                      />
                      <Checkbox
                        label={t('notices.inApp')}
                        checked={inApp}
                        onChange={(event) => change.mutate({ topic, inApp: event.currentTarget.checked })}
                      />
                    </Group>
                  </>
                )}
              </fieldset>
            )
          })
        }
      </Loaded>
      {change.error && <Failure error={change.error} />}
      <Text role="status" size="sm" c="dimmed">
        {change.isSuccess && t('notices.saved')}
      </Text>
    </Stack>
  )
}
