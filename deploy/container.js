/** What the image starts: the server in place of this process, with a heap that follows the container's memory. */
import { heapArgs, memoryEnv } from '../scripts/memory.js'

process.chdir(new URL('..', import.meta.url).pathname)
const args = [process.execPath, ...heapArgs(), 'packages/server/src/main.ts']
process.execve(process.execPath, args, { ...memoryEnv, ...process.env })
