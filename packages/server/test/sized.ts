/** How many, how large or how often: in `npm test`, and in `npm run test:sizes`, which takes its time. */
export function sized<T>(inTurn: T, atLength: T): T {
  return process.env.LECTERN_SIZES === 'all' ? atLength : inTurn
}
