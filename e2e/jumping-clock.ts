import { moveClock } from './clock.ts'

// A node loads this file first (`--import`). At SIGUSR2 its clock jumps by LECTERN_JUMP_MS, and back at the next one, as
// when somebody sets it while the node runs.

let jumpedMs = 0
moveClock(() => jumpedMs)
process.on('SIGUSR2', () => {
  jumpedMs = jumpedMs === 0 ? Number(process.env.LECTERN_JUMP_MS ?? 0) : 0
})
