import { z } from 'zod'
import { roomOptions } from '../../../domain/room-options.ts'
import { name } from '../../../http/schemas.ts'

export const RoomOption = z.enum(roomOptions).meta({ id: 'RoomOption' })

const usual = {
  lobby: z.boolean().describe('who comes waits until a host lets them in'),
  passcode: z.boolean().describe('the room has a passcode, which links carry: nobody types it'),
  muteOnEntry: z.boolean().describe('microphones are off for who comes in'),
  recording: z.boolean().describe('recording begins by itself; only where learners are told of it'),
  captions: z.boolean(),
  interpretation: z.boolean().describe('channels for interpreters'),
  alternativeHosts: z
    .boolean()
    .describe('its instructors may host it at the tool, those whom the tool knows'),
}

export const UsualRoomOptions = z.object(usual).partial().meta({
  id: 'UsualRoomOptions',
  description: 'What is left out is as the next one has it: course, account, tool.',
})

/** As long as every tool takes them. */
export const BreakoutGroupName = name(32)
export const MOST_BREAKOUT_GROUPS = 50

export const RoomOptions = z
  .object({
    ...usual,
    breakoutGroups: z
      .array(BreakoutGroupName)
      .max(MOST_BREAKOUT_GROUPS)
      .describe('names of the groups in which learners work apart; none = there are none'),
  })
  .partial()
  .meta({
    id: 'RoomOptions',
    description: 'What is left out is as its course has it, or else its account, or else the tool.',
  })
