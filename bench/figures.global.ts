import { summarize } from './results.ts'

/** After all measurements, one table of what was to be reached. */
export default () => summarize
