import { randomUUIDv7 } from 'node:crypto'

/**
 * Makes ids (UUID version 7) that rise in the order in which they are made, also within one millisecond: rows of one
 * save are read by id in the order of what happened. Between processes they rise by the millisecond.
 *
 * @param random makes an id without that promise
 */
export function risingIds(random: () => string = randomUUIDv7): () => string {
  let last = ''
  return () => {
    const id = random()
    last = id > last ? id : after(last)
    return last
  }
}

/** Whether a text from outside can be an id. */
export const isUuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

/** The next one: its last 62 bits count up. */
function after(id: string): string {
  const hex = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
