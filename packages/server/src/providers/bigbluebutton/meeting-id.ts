/** Meetings on a server are everybody's who has its secret: ours are told by this. */
const PREFIX = 'lectern-'

/** The id of a room's meetings, one after the other. */
export function meetingIdOf(roomKey: string): string {
  return `${PREFIX}${roomKey}`
}

/** @returns undefined for a meeting that is none of ours */
export function roomKeyOf(meetingID: string): string | undefined {
  return meetingID.startsWith(PREFIX) ? meetingID.slice(PREFIX.length) : undefined
}
