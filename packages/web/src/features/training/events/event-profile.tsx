import '@mantine/core/styles/List.layer.css'
import { Group, List, Stack, Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { StateBadge } from '../../../ui/state-badge.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { nameOfProfile, ProfileText } from '../courses/profile-field.tsx'
import { useEventProfile } from './queries.ts'

/** Whether the evidence of an event will be what the profile of its course asks for, and what to do where not. */
export function EventProfile({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  return (
    <Stack gap="xs" component="section" aria-labelledby="evidence-profile">
      <Title order={2} size="h4" id="evidence-profile">
        {t('evidenceProfile.label')}
      </Title>
      <Loaded query={useEventProfile(eventId)}>
        {({ profile, isGreen, findings }) =>
          profile ? (
            <>
              <Group>
                <StateBadge tone={isGreen ? 'good' : 'bad'}>
                  {t(isGreen ? 'evidenceProfile.green' : 'evidenceProfile.red', {
                    name: nameOfProfile(profile.key, t),
                  })}
                </StateBadge>
              </Group>
              {findings.length > 0 && (
                <List>
                  {findings.map(({ code, text }) => (
                    <List.Item key={code}>{text}</List.Item>
                  ))}
                </List>
              )}
              <ProfileText profile={profile} />
            </>
          ) : (
            <Text>{t('evidenceProfile.none')}</Text>
          )
        }
      </Loaded>
    </Stack>
  )
}
