/** What a stay in a room is: `waiting` is outside still, `breakout` a smaller room within the run. */
export const stayKinds = ['main', 'breakout', 'waiting', 'phone'] as const
export type StayKind = (typeof stayKinds)[number]

/** A stretch of time; its end is not in it. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/**
 * Whether a run belongs to an event: they have some time in common. Neither a rehearsal that was over before it, nor what
 * somebody opened after its end.
 *
 * @param run.endedAt undefined = not told, so that it is as long as the event
 */
export function overlaps(run: { startedAt: Date; endedAt: Date | undefined }, { from, to }: Span): boolean {
  return run.startedAt < to && (run.endedAt ?? to) > from
}

/** Programs that take notes and join like people, by the names that they give themselves. Words that are names of people, too, are not among them. */
const BOT =
  /\b(read\.ai|otter\.ai|otterpilot|fireflies(\.ai)?|note-?takers?|note taker|meetgeek|tl;?dv|sembly ai|recall\.ai|(meeting|ai) (assistant|bot|recorder))\b/i

/** Whether a name looks like a program's. It decides nothing: such a stay stays listed, and can be matched. */
export function isBotName(name: string): boolean {
  return BOT.test(name)
}
