import '@mantine/core/styles/Checkbox.layer.css'
import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTexts } from '../../../app/i18n.ts'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { changePreference, type PreferenceChange, usePreferences } from './queries.ts'

/** Which notifications one gets, by topic. */
export function NotificationPreferences() {
  const { t } = useTexts()
  const preferences = usePreferences()
  const change = useMutation({ mutationFn: changePreference })
  // What was just chosen is shown with the press, until the answer stands in the list.
  const [pressed, setPressed] = useState<PreferenceChange>()
  const choose = (choice: PreferenceChange) => {
    setPressed(choice)
    change.mutate(choice, { onSettled: () => setPressed(undefined) })
  }
  return (
    <Stack>
      <Text>{t('notices.wishText')}</Text>
      <Loaded query={preferences}>
        {({ topics }) =>
          topics.map(({ topic, label, always, chosen, ...stored }) => {
            const { mail, inApp } = { ...stored, ...(pressed?.topic === topic ? pressed : {}) }
            return (
              <fieldset key={topic} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
                <Text component="legend" fw={600} p={0}>
                  {label}
                </Text>
                {always.length > 0 && (
                  <Text size="sm" c="dimmed">
                    {t('notices.always', { kinds: always.join(' · ') })}
                  </Text>
                )}
                {chosen.length > 0 && (
                  <>
                    <Text size="sm" c="dimmed">
                      {t('notices.chosen', { kinds: chosen.join(' · ') })}
                    </Text>
                    <Group mt={8}>
                      <Checkbox
                        label={t('notices.way', { way: 'mail' })}
                        checked={mail}
                        onChange={(event) => choose({ topic, mail: event.currentTarget.checked })}
                      />
                      <Checkbox
                        label={t('notices.way', { way: 'inApp' })}
                        checked={inApp}
                        onChange={(event) => choose({ topic, inApp: event.currentTarget.checked })}
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
