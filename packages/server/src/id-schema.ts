import { z } from 'zod'

/** An id that comes in, with its kind: nobody has to say again of what it is. */
export const idOf = <Kind extends string>() => z.uuid().describe('UUIDv7') as unknown as z.ZodType<Kind, Kind>
