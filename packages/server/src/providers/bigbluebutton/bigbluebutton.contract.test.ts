import { startBigBlueButton } from '../../../test/test-bigbluebutton.ts'
import type { Failure } from '../contract-service.ts'
import { describeProvider } from '../provider.contract.ts'
import { meetingIdOf, roomKeyOf } from './meeting-id.ts'

const ACTIONS: Record<Failure, { status?: number; delayMs?: number; drop?: 'before' | 'after' }> = {
  'error-500': { status: 500 },
  'cut-before': { drop: 'before' },
  'cut-after': { drop: 'after' },
  'rate-limited': { status: 429 },
  slow: { delayMs: 300 },
}

for (const [name, behavior] of [
  ['BigBlueButton', {}],
  ['BigBlueButton read as narrowly as can be', { maxNameLength: 64, duplicateNeeds: 'all' }],
  ['Scalelite', { scalelite: true }],
] as const)
  describeProvider(
    name,
    async () => {
      const { simulator, provider, connection, close } = await startBigBlueButton(behavior)
      const path = '/bigbluebutton/api/'
      return {
        provider,
        connection,
        fail: (call, failure) =>
          simulator.failNext({
            match: { path: `${path}${call === 'join' ? 'create' : 'end'}` },
            action: ACTIONS[failure],
          }),
        endTokens: () => {},
        roomKeys: () => simulator.state().meetings.map(({ meetingID }) => roomKeyOf(meetingID) ?? meetingID),
        play: (key, learners, { from: startedAt, to: endedAt }) =>
          simulator.playMeeting({
            ...{ meetingID: meetingIdOf(key), startedAt, endedAt },
            participants: learners.map(({ externalId, firstName, lastName }) => ({
              ...{ userID: externalId, name: `${firstName} ${lastName}` },
              stays: [{ joinedAt: startedAt, leftAt: endedAt }],
            })),
          }),
        told: (key) => simulator.analyticsOf(meetingIdOf(key)),
        options: {
          of(key) {
            const meeting = simulator.state().meetings.find(({ meetingID }) => meetingID === meetingIdOf(key))
            const groups: { name: string; roster: string[] }[] = JSON.parse(meeting?.settings.groups ?? '[]')
            return {
              lobby: meeting?.guestPolicy === 'ASK_MODERATOR',
              muteOnEntry: meeting?.settings.muteOnStart === 'true',
              recording: meeting?.autoStartRecording === true,
              breakoutGroups: groups.map(({ name, roster }) => ({ name, people: roster })),
            }
          },
        },
        withhold: () => {},
        close,
      }
    },
    { life: 'at-click' },
  )
