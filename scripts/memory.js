/** How much memory a program of ours may take, from the machine or container that it runs in. */
import { totalmem } from 'node:os'

const MIN_MB = 256
const MAX_MB = 512
/** Of the part for young objects, of which Node.js keeps three: its default of 16 and more costs 40 MB in an idle process. */
const YOUNG_MB = 8

/**
 * The heap limit in MB: a quarter of the memory that there is, between 256 and 512. Without one, Node.js lets garbage
 * lie until gigabytes are full. The largest imports need some 200.
 * @param {object} machine
 * @param {number} machine.totalBytes
 * @param {number | undefined} machine.constrainedBytes of the container; 0, undefined or more than there is = none
 * @param {string | undefined} [machine.wanted] in MB, by LECTERN_HEAP_MB
 */
export function heapLimitMb({ totalBytes, constrainedBytes, wanted }) {
  if (wanted && /^[1-9]\d{1,5}$/.test(wanted)) return Number(wanted)
  const bytes = Math.min(totalBytes, constrainedBytes || totalBytes)
  return Math.round(Math.min(MAX_MB, Math.max(MIN_MB, bytes / 4 / 1024 ** 2)))
}

/** Arguments for Node.js; none when NODE_OPTIONS says something itself. */
export function heapArgs(env = process.env) {
  if (env.NODE_OPTIONS?.includes('max-old-space-size') || env.NODE_OPTIONS?.includes('max_old_space_size'))
    return []
  const constrainedBytes = process.constrainedMemory?.()
  const limit = heapLimitMb({ totalBytes: totalmem(), constrainedBytes, wanted: env.LECTERN_HEAP_MB })
  return [`--max-old-space-size=${limit}`, `--max-semi-space-size=${YOUNG_MB}`]
}

/** Fewer pools of glibc: threads give back what they took. */
export const memoryEnv = { MALLOC_ARENA_MAX: '2' }
