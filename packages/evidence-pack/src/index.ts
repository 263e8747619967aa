/**
 * The evidence pack of a session: one ZIP file with everything that says who attended, a manifest with the hash of each
 * file and row, and a signature. {@link writePack} makes one, {@link checkPack} says whether one is as it was made.
 */
export { type Check, checkPack, type Finding, isNoPack } from './check.ts'
export { type Manifest, type PackFile, type PublicKey, paths } from './format.ts'
export { type Content, type Sign, writePack } from './write.ts'
